package road

import (
	"container/heap"
	"iter"
	"time"
)

// Message is one push of the vendor and the moment it goes out.
type Message struct {
	At    time.Time
	Truck int
	Body  []byte
}

// restPace is the time between fixes of a truck that stands, in seconds.
const restPace = 300

// Feed is everything the vendor pushes in [from, to), in the order it goes out,
// without a clock to wait for: fixes every so many seconds on the move and every
// five minutes at rest, kept back while there is no network, some late or
// twice; and alerts.
func (f *Fleet) Feed(from, to time.Time, every int64) iter.Seq[Message] {
	w := &wire{f: f, every: every, cursor: make([]int64, f.Size()), sends: make([][]send, f.Size())}
	for i := range w.cursor {
		w.cursor[i] = from.Unix() + int64(mix(uint64(i), 0x7475)%uint64(every))
		w.sends[i] = f.sendsOf(i)
	}
	return func(yield func(Message) bool) {
		for t := from.Unix(); t < to.Unix(); t += every {
			for i := range w.cursor {
				w.measure(i, t+every)
				w.announce(i, t, t+every)
			}
			for len(w.queue) > 0 && w.queue[0].at < (t+every)*1000 {
				d := heap.Pop(&w.queue).(delivery)
				if !yield(Message{At: time.UnixMilli(d.at), Truck: d.truck, Body: d.body}) {
					return
				}
			}
		}
	}
}

// wire is what is on its way of a feed.
type wire struct {
	f      *Fleet
	every  int64
	cursor []int64
	sends  [][]send
	queue  deliveries
	seq    int
}

func (w *wire) push(at int64, truck int, body []byte) {
	w.seq++
	heap.Push(&w.queue, delivery{at, w.seq, truck, body})
}

func (w *wire) measure(i int, until int64) {
	for t := w.cursor[i]; t < until; t = w.cursor[i] {
		w.cursor[i] = w.next(i, t)
		if w.f.removedAt(i, t) {
			continue
		}
		body := w.f.encode(i, w.f.blurred(i, report{Truth: w.f.TruckAt(i, time.Unix(t, 0)), at: t}))
		due := t*1000 + int64(mix(uint64(i), 0x6d73)%1000)
		if gap, silent := w.f.silentAt(i, t); silent {
			w.push(gap.to*1000+due%1000, i, body)
			continue
		}
		for _, late := range w.f.copies(i, t) {
			w.push(due+late, i, body)
		}
	}
}

func (w *wire) next(i int, t int64) int64 {
	s := w.f.segment(i, t)
	if s.engine || s.to-t < w.every {
		return t + w.every
	}
	return min(t+restPace, s.to)
}

// announce queues the alerts of [from, until); one in twenty-five comes twice.
func (w *wire) announce(i int, from, until int64) {
	for len(w.sends[i]) > 0 && w.sends[i][0].at < until {
		s := w.sends[i][0]
		w.sends[i] = w.sends[i][1:]
		if s.at < from {
			continue
		}
		body, due := w.f.encodeNotice(s), s.at*1000+int64(i%1000)
		w.push(due, i, body)
		if mix(uint64(s.notice.id), uint64(s.at))%25 == 0 {
			w.push(due+30_000, i, body)
		}
	}
}

// removedAt says whether somebody has taken the tracker of truck i out: what it
// measures then is lost.
func (f *Fleet) removedAt(i int, t int64) bool {
	for _, h := range f.known[i] {
		if h.kind == kindRemoval && t >= h.from && t < h.to {
			return true
		}
	}
	return false
}
