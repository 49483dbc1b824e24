package road

import (
	"bytes"
	"context"
	"sync"
	"time"
)

// batchFacts is how many facts one history body holds.
const batchFacts = 500

// historyFlights is how many history bodies are on the wire at once; each
// carries its own trucks, so the order per truck is kept.
const historyFlights = 4

// History posts the fixes and alerts of the last days and returns how many
// facts were accepted. Live pushes go on from where it ends.
func (s *Simulator) History(ctx context.Context, days int) (int, error) {
	end := s.now().Unix()
	begin := max(end-int64(days)*86400, s.fleet.from)
	var all sync.WaitGroup
	counts := make([]int, historyFlights)
	errs := make([]error, historyFlights)
	for g := range historyFlights {
		all.Go(func() { counts[g], errs[g] = s.pastOfGroup(ctx, g, begin, end) })
	}
	all.Wait()
	total := 0
	for g := range historyFlights {
		if errs[g] != nil {
			return 0, errs[g]
		}
		total += counts[g]
	}
	s.resumeAt(end)
	return total, nil
}

// resumeAt makes live pushes continue after the history. A truck without
// network keeps what it measured since the gap opened.
func (s *Simulator) resumeAt(end int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running {
		return
	}
	for i := range s.cursor {
		s.cursor[i] = s.lastKnown(i, end)
	}
	s.heard = end
}

// lastKnown is the moment up to which the vendor knows truck i at t.
func (s *Simulator) lastKnown(i int, t int64) int64 {
	if w, silent := s.fleet.silentAt(i, t); silent {
		return w.from
	}
	return t
}

// batch gathers facts into one array body.
type batch struct {
	buf   bytes.Buffer
	facts int
	flush func([]byte) error
	sent  int
}

func (b *batch) add(fact []byte) error {
	sep := byte(',')
	if b.facts == 0 {
		sep = '['
	}
	b.buf.WriteByte(sep)
	b.buf.Write(fact)
	b.facts++
	if b.facts >= batchFacts {
		return b.close()
	}
	return nil
}

func (b *batch) close() error {
	if b.facts == 0 {
		return nil
	}
	b.buf.WriteByte(']')
	if err := b.flush(b.buf.Bytes()); err != nil {
		return err
	}
	b.sent += b.facts
	b.buf.Reset()
	b.facts = 0
	return nil
}

// pastOfGroup sends the past of every historyFlights-th truck, six hours at a time.
func (s *Simulator) pastOfGroup(ctx context.Context, group int, begin, end int64) (int, error) {
	flush := func(body []byte) error { return s.history.deliver(ctx, body) }
	fixes, alerts := &batch{flush: flush}, &batch{flush: flush}
	for from := begin; from < end; from += 6 * 3600 {
		to := min(from+6*3600, end)
		for i := group; i < s.fleet.Size(); i += historyFlights {
			if err := s.pastOfTruck(i, from, to, end, fixes, alerts); err != nil {
				return 0, err
			}
		}
	}
	if err := fixes.close(); err != nil {
		return 0, err
	}
	err := alerts.close()
	return fixes.sent + alerts.sent, err
}

func (s *Simulator) pastOfTruck(i int, from, to, end int64, fixes, alerts *batch) error {
	last := min(to, s.lastKnown(i, end))
	for t := from; t < last; t = s.fleet.nextPast(i, t) {
		r := report{Truth: s.fleet.TruckAt(i, time.Unix(t, 0)), at: t}
		if err := fixes.add(s.fleet.encode(i, s.fleet.blurred(i, r))); err != nil {
			return err
		}
	}
	for _, n := range s.sends[i] {
		if n.at < from || n.at >= to {
			continue
		}
		if err := alerts.add(s.fleet.encodeNotice(n)); err != nil {
			return err
		}
	}
	return nil
}
