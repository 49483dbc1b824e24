package outgoing

import (
	"encoding/base64"
	"errors"
	"strings"
	"time"
)

// Refusal is why a message was not taken.
type Refusal struct {
	Why   string        // one line, nothing secret in it
	After time.Duration // the least that the other side asks to wait; 0 for none
	Final bool          // trying again is no use
	Gone  bool          // the other side wants nothing any more
}

func (r *Refusal) Error() string { return r.Why }

// RefusalOf is an error as a refusal; what is none is worth another try.
func RefusalOf(err error) *Refusal {
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r
	}
	return &Refusal{Why: clean(err.Error())}
}

// maxWhy is how long a reason may be, in runes.
const maxWhy = 300

// clean makes one short line of a reason that came from elsewhere, without the
// secrets, plain or as they go over the wire.
func clean(text string, secrets ...string) string {
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, "***")
			text = strings.ReplaceAll(text, base64.StdEncoding.EncodeToString([]byte(s)), "***")
		}
	}
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }), " ")
	if r := []rune(text); len(r) > maxWhy {
		return string(r[:maxWhy]) + "…"
	}
	return text
}

// tries are how long after a failed try the next one comes: the schedule of the
// Standard Webhooks specification, over three days.
var tries = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}

// maxAfter bounds what the other side may ask to wait.
const maxAfter = 24 * time.Hour

// Again says when a message that has been tried so often is tried once more;
// false when it is given up. Spread is from 0 to 1: up to a tenth is added, so
// that what failed together does not come back together.
func Again(tried int, r *Refusal, spread float64) (time.Duration, bool) {
	if r.Final || tried < 1 || tried > len(tries) {
		return 0, false
	}
	wait := tries[tried-1]
	wait += time.Duration(spread * float64(wait) / 10)
	return max(wait, min(r.After, maxAfter)), true
}
