package tools

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type sheetsStatusArgs struct {
	Last int `json:"last,omitempty" jsonschema:"how many syncs to list, 1 to 100"`
}

func sheetsStatus(d *desk) *Tool {
	return newTool("sheets_status", "How the sync with the Google Sheet is doing: the last sync, open conflicts, refused rows, and earlier syncs.", d.sheetsStatus)
}

// syncsShown is how many syncs are listed when nobody says.
const syncsShown = 5

func (d *desk) sheetsStatus(ctx context.Context, call *Call, in sheetsStatusArgs) (answer.Answer, error) {
	book, err := d.book()
	if err != nil {
		return answer.Answer{}, err
	}
	if in.Last == 0 {
		in.Last = syncsShown
	}
	if in.Last < 0 || in.Last > 100 {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "last", Message: "The last 100 syncs are kept. Ask for 1 to 100."}
	}
	list, err := d.store.SheetSyncs(ctx, book.Book, in.Last)
	if err != nil {
		return answer.Answer{}, err
	}
	c, err := d.store.SheetCounts(ctx, book.Book)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: syncHeadline(list, call.Now), Facts: kept([]answer.Fact{
		{Label: "Rows in both", Value: fmt.Sprint(c.Rows)},
		{Label: "Conflicts to settle", Value: orNothing(c.Open)},
		{Label: "Rows not taken over", Value: orNothing(c.Refused)},
		{Label: "Rows deleted in the sheet", Value: orNothing(c.Gone)},
		{Label: "Sheet", Value: book.URL},
	})}
	if len(list) > 0 {
		a.Table = syncTable(list)
	}
	if MayRun(call.Caller.Role, "sheets_sync") {
		a.Choices = append(a.Choices, answer.NewChoice("Sync now", "sheets_sync", map[string]string{}))
	}
	return a, nil
}

func orNothing(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func syncHeadline(list []store.SheetSync, now time.Time) string {
	if len(list) == 0 {
		return "The Google Sheet has not been synced yet."
	}
	switch y := list[0]; y.State {
	case "asked":
		return "A sync of the Google Sheet begins in a moment."
	case "running":
		return "The Google Sheet is being synced, for " + fleet.FormatDuration(now.Sub(y.StartedAt)) + "."
	case "failed":
		return fmt.Sprintf("The last sync of the Google Sheet failed, %s: %s", fleet.FormatTime(y.EndedAt), y.Reason)
	default:
		return fmt.Sprintf("The Google Sheet and Watch Tower were the same %s ago (%s).", fleet.FormatDuration(now.Sub(y.EndedAt)), fleet.FormatTime(y.EndedAt))
	}
}

func syncTable(list []store.SheetSync) *answer.Table {
	t := &answer.Table{Columns: []string{"When", "Asked by", "Took", "What"}}
	for _, y := range list {
		took, what := "", y.State
		if !y.EndedAt.IsZero() && !y.StartedAt.IsZero() {
			took = fleet.FormatDuration(y.EndedAt.Sub(y.StartedAt))
		}
		var r SyncResult
		if y.State == "done" && json.Unmarshal(y.Result, &r) == nil {
			what = r.Words()
		} else if y.State == "failed" {
			what = "failed: " + clipReason(y.Reason)
		}
		t.Rows = append(t.Rows, []string{fleet.FormatTime(y.AskedAt), y.AskedBy, took, what})
	}
	return t
}

// SyncResult is what one sync of the spreadsheet did.
type SyncResult struct {
	Rows      int      `json:"rows"`             // looked at
	ToTower   int      `json:"to_tower"`         // cells
	ToSheet   int      `json:"to_sheet"`         // cells
	NewTower  int      `json:"new_tower"`        // rows that Watch Tower did not have
	NewSheet  int      `json:"new_sheet"`        // rows that the sheet did not have
	Conflicts int      `json:"conflicts"`        // found in this sync
	Open      int      `json:"open"`             // to be settled by people
	Refused   int      `json:"refused"`          // rows that cannot be taken over as they are
	Gone      int      `json:"gone"`             // rows deleted in the sheet
	Calls     int      `json:"calls"`            // of the API
	TookMS    int64    `json:"took_ms"`          // from beginning to end
	WaitedMS  int64    `json:"waited_ms"`        // of it, for the API
	Unwell    []string `json:"unwell,omitempty"` // tabs that could not be synced, and why
}

// Words is the result in one line.
func (r SyncResult) Words() string {
	var parts []string
	add := func(n int, one, format string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf(format, count(n, one)))
		}
	}
	add(r.NewTower, "row", "%s added to Watch Tower")
	add(r.ToTower, "cell", "%s changed in Watch Tower")
	add(r.NewSheet, "row", "%s added to the sheet")
	add(r.ToSheet, "cell", "%s changed in the sheet")
	add(r.Conflicts, "conflict", "%s")
	add(r.Refused, "row", "%s not taken over")
	add(r.Gone, "row", "%s deleted in the sheet")
	parts = append(parts, r.Unwell...)
	if len(parts) == 0 {
		return "nothing to do"
	}
	return strings.Join(parts, ", ")
}
