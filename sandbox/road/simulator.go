package road

import (
	"container/heap"
	"context"
	"sort"
	"sync"
	"time"
)

// Simulator lets a fleet live on a clock and reports on it to a target.
type Simulator struct {
	fleet    *Fleet
	now      func() time.Time
	interval int64 // seconds between fixes of one truck
	overlay  *overlay
	sender   *sender
	history  *sender

	mu      sync.Mutex
	running bool
	cursor  []int64 // time of the last fix made, per truck
	sends   [][]send
	heard   int64 // time up to which alerts have been queued
	queue   deliveries
	seq     int
}

// NewSimulator prepares a fleet; nothing is sent before Start or History.
func NewSimulator(f *Fleet, target Target, interval int, now func() time.Time) *Simulator {
	s := &Simulator{fleet: f, now: now, interval: int64(max(1, interval)), overlay: newOverlay(f),
		sender: newSender(target), history: newSender(target), cursor: make([]int64, f.Size()), sends: make([][]send, f.Size())}
	for i := range s.sends {
		s.sends[i] = f.sendsOf(i)
	}
	return s
}

// delivery is one body and the moment it goes out.
type delivery struct {
	at    int64 // Unix ms on the simulated clock
	seq   int
	truck int
	body  []byte
}

type deliveries []delivery

func (d deliveries) Len() int { return len(d) }
func (d deliveries) Less(a, b int) bool {
	if d[a].at != d[b].at {
		return d[a].at < d[b].at
	}
	return d[a].seq < d[b].seq
}
func (d deliveries) Swap(a, b int) { d[a], d[b] = d[b], d[a] }
func (d *deliveries) Push(x any)   { *d = append(*d, x.(delivery)) }
func (d *deliveries) Pop() any {
	old := *d
	last := old[len(old)-1]
	old[len(old)-1] = delivery{}
	*d = old[:len(old)-1]
	return last
}

// tick is how often the simulator looks at the clock, in real time.
const tick = 100 * time.Millisecond

// Run sends what is due until ctx ends.
func (s *Simulator) Run(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { s.sender.run(ctx) })
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			all.Wait()
			return
		case <-ticker.C:
			s.step(s.now())
		}
	}
}

// Start lets the trucks report from now on, or from where the history ended.
func (s *Simulator) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running {
		return
	}
	s.running = true
	now := s.now().Unix()
	for i := range s.cursor {
		if now-s.cursor[i] > maxCatchUp {
			s.cursor[i] = now
			if w, _, silent := s.overlay.silent(i, now); silent {
				s.cursor[i] = max(w.from, now-maxCatchUp)
			}
		}
	}
	if now-s.heard > maxCatchUp {
		s.heard = now
	}
}

// maxCatchUp is how many seconds of movement are made up for after a pause.
const maxCatchUp = 6 * 3600

// Stop silences all trucks; what they would have said meanwhile is not sent.
func (s *Simulator) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = false
	s.queue = nil
	for i := range s.cursor {
		s.cursor[i] = 0
	}
	s.heard = 0
}

// step makes the fixes and alerts that have become due and hands over what is to go out.
func (s *Simulator) step(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.running {
		return
	}
	t := now.Unix()
	for i := range s.cursor {
		s.measure(i, t)
		s.announce(i, t)
	}
	s.heard = max(s.heard, t)
	ms := now.UnixMilli()
	for len(s.queue) > 0 && s.queue[0].at <= ms {
		d := heap.Pop(&s.queue).(delivery)
		s.sender.offer(d.truck, d.body)
	}
}

// measure makes the fixes of one truck up to t. Trucks take turns within the
// interval, so that pushes come evenly.
func (s *Simulator) measure(i int, t int64) {
	next := s.cursor[i] + 1
	turn := int64(mix(uint64(i), 0x7475) % uint64(s.interval))
	next += (turn - next%s.interval + s.interval) % s.interval
	for ; next <= t; next += s.gap(next, t) {
		s.cursor[i] = next
		w, lost, silent := s.overlay.silent(i, next)
		if lost {
			continue
		}
		body := s.fleet.encode(i, s.fleet.blurred(i, s.overlay.at(i, next)))
		due := next*1000 + int64(mix(uint64(i), 0x6d73)%1000)
		if silent {
			s.push(w.to*1000+due%1000, i, body)
			continue
		}
		s.scatter(i, next, due, body)
	}
}

// gap is the time to the next fix: the interval, but a minute while catching
// up with a long pause.
func (s *Simulator) gap(next, t int64) int64 {
	if t-next > 900 {
		return (60 + s.interval - 1) / s.interval * s.interval
	}
	return s.interval
}

// scatter sends a fix on time, late or twice.
func (s *Simulator) scatter(i int, t, due int64, body []byte) {
	for _, late := range s.fleet.copies(i, t) {
		s.push(due+late, i, body)
	}
}

// copies are the delays, in ms, with which a fix comes: mostly once and at once.
func (f *Fleet) copies(i int, t int64) []int64 {
	h := mix(f.seed, 0x6c61, uint64(i), uint64(t))
	switch r := unit(h); {
	case r < 0.010:
		return []int64{20_000 + int64(h%100_000)}
	case r < 0.017:
		return []int64{0, 1_000 + int64(h%60_000)}
	}
	return []int64{0}
}

func (s *Simulator) push(at int64, truck int, body []byte) {
	s.seq++
	heap.Push(&s.queue, delivery{at, s.seq, truck, body})
}

// announce queues the alerts of one truck up to t.
func (s *Simulator) announce(i int, t int64) {
	list := s.sends[i]
	k := sort.Search(len(list), func(k int) bool { return list[k].at > s.heard })
	for ; k < len(list) && list[k].at <= t; k++ {
		body := s.fleet.encodeNotice(list[k])
		due := list[k].at*1000 + int64(i%1000)
		s.push(due, i, body)
		if mix(uint64(list[k].notice.id), uint64(list[k].at))%25 == 0 {
			s.push(due+30_000, i, body)
		}
	}
}
