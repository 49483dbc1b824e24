//go:build prove

package prove

import (
	"context"
	"time"

	"watchtower/events"
)

const group = "apply"

// complete holds that what was accepted is there in the end, once each, and
// that nothing was put aside or refused.
func (w *world) complete(b *burst, within time.Duration) {
	w.Helper()
	w.settled(within)
	w.exactlyOnce(b)
	w.clean()
}

// settled waits until nothing waits anywhere.
func (w *world) settled(within time.Duration) {
	w.Helper()
	began := time.Now()
	var waiting, pending, inbox int64
	eventually(w.T, "everything is applied", within, func() bool {
		var err error
		if waiting, pending, err = w.queue.Lag(context.Background(), events.StreamIngest(0), group); err != nil {
			return false
		}
		if err := w.db.QueryRow(context.Background(), `SELECT count(*) FROM inbox`).Scan(&inbox); err != nil {
			return false
		}
		return waiting == 0 && pending == 0 && inbox == 0
	})
	w.Logf("settled %v after the last push: %d waiting, %d pending, %d in the inbox", time.Since(began).Round(10*time.Millisecond), waiting, pending, inbox)
}

// inHand is how many entries a consumer was given and has not settled.
func (w *world) inHand(consumer string) int {
	all, err := w.streams.XInfoConsumers(context.Background(), events.StreamIngest(0), group).Result()
	if err != nil {
		w.Errorf("entries in hand of %s: %v", consumer, err)
	}
	for _, c := range all {
		if c.Name == consumer {
			return int(c.Pending)
		}
	}
	return 0
}

// inInbox and inStream say whether facts wait there.
func (w *world) inInbox() bool {
	var n int
	err := w.db.QueryRow(context.Background(), `SELECT count(*) FROM inbox`).Scan(&n)
	return err == nil && n > 0
}

func (w *world) inStream() bool {
	waiting, pending, err := w.queue.Lag(context.Background(), events.StreamIngest(0), group)
	return err == nil && waiting+pending > rate/20 // more than a batch that is just being applied
}

// nowhere is where facts wait while both are away: they are not accepted.
func nowhere() bool { return true }

// exactlyOnce holds the database against what was accepted.
func (w *world) exactlyOnce(b *burst) {
	w.Helper()
	type fix struct {
		imei string
		at   int64
	}
	stored := map[fix]int{}
	rows, err := w.db.Query(context.Background(), `
SELECT i.value, extract(epoch FROM p.at)::bigint FROM positions p JOIN truck_identifiers i ON i.truck_id = p.truck_id AND i.kind = 'imei'`)
	if err != nil {
		w.Fatal(err)
	}
	for rows.Next() {
		var f fix
		if err := rows.Scan(&f.imei, &f.at); err != nil {
			w.Fatal(err)
		}
		stored[f]++
	}
	if err := rows.Err(); err != nil {
		w.Fatal(err)
	}
	lost, twice := 0, 0
	for i := range b.pushes {
		n := stored[fix{b.imei(i), b.at(i).Unix()}]
		if b.accepted[i].Load() && n == 0 {
			lost++
		}
		if n > 1 {
			twice++
		}
	}
	if lost > 0 || twice > 0 || len(stored) != b.pushes {
		w.Errorf("%d accepted pushes are lost, %d are there twice; %d positions of %d pushes", lost, twice, len(stored), b.pushes)
	}
	w.newestIsCurrent(b)
	w.Logf("%d positions, each once; every truck stands at its newest fix", len(stored))
}

func (w *world) newestIsCurrent(b *burst) {
	w.Helper()
	var trucks, behind, newest int
	const question = `
SELECT count(*), count(*) FILTER (WHERE s.at <> m.at), count(*) FILTER (WHERE s.at = $1)
FROM truck_state s JOIN (SELECT truck_id, max(at) AS at FROM positions GROUP BY 1) m USING (truck_id)`
	if err := w.db.QueryRow(context.Background(), question, b.at(b.pushes-1)).Scan(&trucks, &behind, &newest); err != nil {
		w.Fatal(err)
	}
	if trucks != b.trucks || behind != 0 || newest != b.trucks {
		w.Errorf("%d trucks of %d have a state, %d of them are behind their history, %d stand at the last fix", trucks, b.trucks, behind, newest)
	}
}

// clean holds that nothing was put aside or refused.
func (w *world) clean() {
	w.Helper()
	if n, err := w.queue.DeadCount(context.Background()); n != 0 || err != nil {
		dead, _ := w.queue.Dead(context.Background(), 3)
		w.Errorf("%d dead letters, %v: %+v", n, err, dead)
	}
	var rejects int
	if err := w.db.QueryRow(context.Background(), `SELECT count(*) FROM rejects`).Scan(&rejects); err != nil || rejects != 0 {
		w.Errorf("%d rejects, %v", rejects, err)
	}
}
