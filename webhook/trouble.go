package webhook

import (
	"context"
	"encoding/json"
	"time"

	"watchtower/events"
	"watchtower/fleet"
	"watchtower/loconav"
	"watchtower/store"
)

// Trouble is the body of an error.occurred event. It carries no message of
// anybody's and no original: who may see those asks for the dead letter.
type Trouble struct {
	What    string `json:"what"` // dead_letter, gpstime_zone, clock
	Message string `json:"message"`
	Stream  string `json:"stream,omitempty"` // of a dead letter
	Entry   string `json:"entry,omitempty"`
	Tries   int64  `json:"tries,omitempty"`
	Source  string `json:"source,omitempty"` // of gpstime_zone and clock
	Zone    string `json:"zone,omitempty"`   // that fits
}

// What may be troubled.
const (
	TroubleDead  = "dead_letter"
	TroubleZone  = "gpstime_zone"
	TroubleClock = "clock"
)

func troubleEvent(key string, now time.Time, t Trouble) store.Event {
	raw, _ := json.Marshal(t) // strings and numbers
	return store.Event{Type: fleet.EventErrorOccurred, Key: key, Version: now.UnixMilli(), Body: raw, At: now.UTC()}
}

// TellDead writes the event of an entry that is about to be put aside, whatever
// its stream. It comes first, so that no dead letter goes untold; an entry that
// is put aside twice has the same key.
func TellDead(s *store.Store, now func() time.Time, observe func(string, float64)) func(context.Context, events.DeadLetter) error {
	return func(ctx context.Context, d events.DeadLetter) error {
		observe("dead_letters", 1)
		return s.SaveEvents(ctx, troubleEvent("dead:"+d.Stream+"/"+d.Entry, now(), Trouble{What: TroubleDead,
			Message: "An entry of " + d.Stream + " could not be handled and was put aside. See watchtower deadletters list.",
			Stream:  d.Stream, Entry: d.Entry, Tries: d.Tries}))
	}
}

// zoneTrouble is the event of a finding; false when nothing is wrong.
func zoneTrouble(source string, f loconav.Finding, zone *time.Location, now time.Time) (store.Event, bool) {
	lag := f.Lag.Round(time.Second).String()
	t := Trouble{Source: source, Zone: f.Zone()}
	switch f.Verdict {
	case loconav.VerdictZone:
		t.What = TroubleZone
		t.Message = "Times without a zone from " + source + " are read as " + zone.String() + ", but live fixes then arrive " + lag +
			" after they were made. " + t.Zone + " fits: set LOCONAV_ZONE, restart, and correct what was stored before that with watchtower rebuild --shift-gpstime --received-before."
	case loconav.VerdictClock:
		t.What = TroubleClock
		t.Message = "Live fixes from " + source + " arrive " + lag + " after they were made. Check the clock of this machine."
	default:
		return store.Event{}, false
	}
	return troubleEvent("gpstime:"+source, now, t), true
}
