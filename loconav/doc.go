// Package loconav is LocoNav's wire: what the vendor pushes, decoded into facts,
// and what is fetched from it.
//
// It owns the vendor's spellings, units, time formats and quirks, so that
// nobody else has to know them. It refuses to guess: a push that does not say
// where, when or which vehicle is an error with an exact reason. It keeps
// nothing and knows no truck of the fleet.
package loconav

import "time"

// DefaultZone is what a time without an offset means unless a source is set up
// otherwise: every real sample of the vendor's carries India's +05:30.
func DefaultZone() *time.Location { return time.FixedZone("IST", 5*3600+1800) }

// Options say how to read one source.
type Options struct {
	Source     string         // name of the configured source
	Zone       *time.Location // of times without an offset; nil means DefaultZone
	ReceivedAt time.Time
}

func (o Options) zone() *time.Location {
	if o.Zone == nil {
		return DefaultZone()
	}
	return o.Zone
}
