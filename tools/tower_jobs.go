package tools

import (
	"fmt"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

const (
	jobSlack  = 15 * time.Minute // after its slot a job has had its time to begin
	loopSlack = time.Hour        // loops go round more often, also by a clock that runs fast
)

// jobTrouble says which jobs did not run when they should have, or failed.
func jobTrouble(jobs []store.JobNow, now time.Time) []string {
	var out []string
	for _, j := range jobs {
		running := j.Last != nil && j.Last.Outcome == "running"
		switch {
		case j.Off != "":
		case j.Last != nil && j.Last.Outcome == "failed":
			out = append(out, fmt.Sprintf("the job %s failed: %s", j.Name, clipReason(j.Last.Said)))
		case !j.Next.IsZero() && !running && now.Sub(j.Next) > jobSlack:
			out = append(out, fmt.Sprintf("the job %s has not run since %s", j.Name, lastSlot(j)))
		case j.Failed != "":
			out = append(out, fmt.Sprintf("%s fails: %s", j.Name, clipReason(j.Failed)))
		case !j.Beat.IsZero() && now.Sub(j.Beat) > loopSlack:
			out = append(out, fmt.Sprintf("%s has not gone round since %s", j.Name, fleet.FormatTime(j.Beat)))
		}
	}
	return out
}

func lastSlot(j store.JobNow) string {
	if j.Last == nil {
		return "it was set up"
	}
	return fleet.FormatTime(j.Last.Slot)
}

// jobTable lists what runs unasked, the next slot of each, and how the last
// went. What is switched off is left out.
func jobTable(jobs []store.JobNow) *answer.Table {
	t := &answer.Table{Columns: []string{"Job", "When", "Last run", "Took", "Result", "Next"}, Right: []int{3}}
	for _, j := range jobs {
		if j.Off != "" {
			continue
		}
		last, took, result, next := "not yet", "", "", ""
		if !j.Next.IsZero() {
			next = fleet.FormatTime(j.Next)
		}
		switch {
		case j.Last != nil:
			last, took, result = fleet.FormatTime(j.Last.Slot), tookWords(*j.Last), runWords(*j.Last)
		case !j.Beat.IsZero():
			last, result = fleet.FormatTime(j.Beat), "done"
			if j.Failed != "" {
				result = "failed: " + clipReason(j.Failed)
			}
		}
		t.Rows = append(t.Rows, []string{j.Name, j.Schedule, last, took, result, next})
	}
	return t
}

// tookWords is how long a run took: "120 ms", "4.2 s".
func tookWords(r store.JobRun) string {
	switch {
	case r.Ended.IsZero():
		return ""
	case r.Took < time.Second:
		return fmt.Sprintf("%d ms", r.Took.Milliseconds())
	case r.Took < time.Minute:
		return fmt.Sprintf("%.1f s", r.Took.Seconds())
	}
	return fleet.FormatDuration(r.Took)
}

// runWords is how a run went: "done: 3 trucks", "failed, tried 3 times: ...".
func runWords(r store.JobRun) string {
	words := r.Outcome
	if r.Tries > 1 {
		words += fmt.Sprintf(", tried %d times", r.Tries)
	}
	if r.Said != "" {
		words += ": " + clipReason(r.Said)
	}
	return words
}
