package bot

import (
	"sync"
	"time"
)

// flight counts goroutines that come and go while somebody may wait for them
// to settle, which a sync.WaitGroup does not allow.
type flight struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when n falls to zero; nil while nobody waits
}

// Go runs f and counts it.
func (f *flight) Go(run func()) {
	f.mu.Lock()
	f.n++
	f.mu.Unlock()
	go func() {
		defer f.landed()
		run()
	}()
}

func (f *flight) landed() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n--; f.n == 0 && f.idle != nil {
		close(f.idle)
		f.idle = nil
	}
}

// settle waits until nothing is under way, but no longer than limit.
func (f *flight) settle(limit time.Duration) {
	f.mu.Lock()
	if f.n == 0 {
		f.mu.Unlock()
		return
	}
	if f.idle == nil {
		f.idle = make(chan struct{})
	}
	idle := f.idle
	f.mu.Unlock()
	t := time.NewTimer(limit)
	defer t.Stop()
	select {
	case <-idle:
	case <-t.C:
	}
}
