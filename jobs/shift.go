package jobs

import (
	"context"
	"encoding/json"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

// shiftWithin is how long a hand-over or a digest is still worth telling.
const shiftWithin = 2 * time.Hour

// shiftJobs are the hand-overs at the ends of the shifts, and the digests of
// what was not worth a card.
func (j *Jobs) shiftJobs() []Job {
	off := offWithout(j.o.OpsChannel != "" && j.o.Run != nil, "there is no channel for alerts")
	handover := func(name string, hour int) Job {
		return Job{Name: name, About: "hands the shift over in the alerts channel", When: Daily(hour, 0), Within: shiftWithin, Off: off, Run: j.handOver}
	}
	digest := func(name string, hour int, span time.Duration) Job {
		return Job{Name: name, About: "counts what was not worth a card", When: Daily(hour, 0), Within: shiftWithin, Off: off,
			Run: func(ctx context.Context, slot time.Time) (string, error) { return j.tellDigest(ctx, slot, span) }}
	}
	return []Job{handover("handover-morning", 6), handover("handover-evening", 18), digest("digest-noon", 12, 6*time.Hour), digest("digest-evening", 18, 6*time.Hour)}
}

func (j *Jobs) handOver(ctx context.Context, slot time.Time) (string, error) {
	a, err := j.call(ctx, "shift_handover", map[string]string{"at": slot.In(fleet.WAT).Format(time.RFC3339)})
	if err != nil {
		return "", err
	}
	return a.Headline, j.o.Store.Say(ctx, "handover:"+slot.UTC().Format(time.RFC3339), j.o.OpsChannel, a, j.o.Now())
}

// tellDigest says nothing when nothing happened.
func (j *Jobs) tellDigest(ctx context.Context, slot time.Time, span time.Duration) (string, error) {
	clock := func(t time.Time) string { return t.In(fleet.WAT).Format(time.RFC3339) }
	a, err := j.call(ctx, "alerts_digest", map[string]any{"period": map[string]string{"from": clock(slot.Add(-span)), "to": clock(slot)}})
	if err != nil || a.Table == nil {
		return "nothing happened", err
	}
	return a.Headline, j.o.Store.Say(ctx, "digest:"+slot.UTC().Format(time.RFC3339), j.o.OpsChannel, a, j.o.Now())
}

func (j *Jobs) call(ctx context.Context, tool string, args any) (answer.Answer, error) {
	raw, err := json.Marshal(args)
	if err != nil {
		return answer.Answer{}, err
	}
	return j.o.Run(ctx, fleet.SystemCaller, fleet.ViaJob, tool, raw)
}
