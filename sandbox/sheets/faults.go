package sheets

import (
	"net/http"
	"time"
)

// faults are what goes wrong on demand.
type faults struct {
	queue   []string // what the next calls meet, in order; empty for nothing
	lost    int      // calls that are done and whose answer is lost
	latency time.Duration
	quota   int // calls of one kind a minute; 0 has no bound
	minute  time.Time
	reads   int
	writes  int
}

var faultErrors = map[string]apiError{
	"429": {Code: http.StatusTooManyRequests, Status: "RESOURCE_EXHAUSTED", Reason: "RATE_LIMIT_EXCEEDED",
		Message: "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service 'sheets.googleapis.com'."},
	"500": {Code: http.StatusInternalServerError, Status: "INTERNAL", Message: "Internal error encountered."},
	"503": {Code: http.StatusServiceUnavailable, Status: "UNAVAILABLE", Message: "The service is currently unavailable."},
	"403": {Code: http.StatusForbidden, Status: "PERMISSION_DENIED", Message: "The caller does not have permission"},
	"scope": {Code: http.StatusForbidden, Status: "PERMISSION_DENIED", Reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
		Message: "Request had insufficient authentication scopes."},
	"disabled": {Code: http.StatusForbidden, Status: "PERMISSION_DENIED", Reason: "SERVICE_DISABLED",
		Message: "Google Sheets API has not been used in this project before or it is disabled."},
}

// next is the fault that the call at hand meets, nil for none. Google counts
// reads and writes apart, each minute anew; a call that gets or searches reads.
func (f *faults) next(reads bool, now time.Time) *apiError {
	if len(f.queue) > 0 {
		kind := f.queue[0]
		f.queue = f.queue[1:]
		if e, ok := faultErrors[kind]; ok {
			return &e
		}
	}
	if f.quota == 0 {
		return nil
	}
	if minute := now.Truncate(time.Minute); !minute.Equal(f.minute) {
		f.minute, f.reads, f.writes = minute, 0, 0
	}
	n := &f.writes
	if reads {
		n = &f.reads
	}
	*n++
	if *n > f.quota {
		e := faultErrors["429"]
		return &e
	}
	return nil
}

func (f *faults) takeLost() bool {
	if f.lost == 0 {
		return false
	}
	f.lost--
	return true
}

// Fail makes the next calls meet faults in this order: "429", "500", "503",
// "403", "scope", "disabled", or "" for a call that goes well.
func (b *Book) Fail(kinds ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults.queue = append(b.faults.queue, kinds...)
}

// Lose has the next n calls done and their answers lost: the caller sees a 503.
func (b *Book) Lose(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults.lost = n
}

// Heal ends all faults.
func (b *Book) Heal() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = faults{}
}

// Quota bounds the reads, and the writes, of each minute; 0 ends it.
func (b *Book) Quota(perMinute int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults.quota = perMinute
}

// Latency makes every call take so long.
func (b *Book) Latency(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults.latency = d
}

// Share says whether the spreadsheet is shared with the service accounts.
func (b *Book) Share(on bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shared = on
}
