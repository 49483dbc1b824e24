package tools

import (
	"context"
	"slices"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// judged is what the fleet's rules say of a trip: what a careful colleague would
// say before the yes, and the same question once more for the moment it is kept.
type judged struct {
	notes []string
	may   store.TripCheck
}

// judgeTrip checks a whole trip by the fleet's rules. What is refused is an
// error.
func (d *desk) judgeTrip(ctx context.Context, t fleet.Trip, now time.Time) (judged, error) {
	found := append(boxFindings(t), fleet.StartFindings(t.Start, now)...)
	hours, err := d.hours(ctx, t)
	if err != nil {
		return judged{}, err
	}
	return d.judgeBusy(ctx, t, now, append(found, hours...))
}

// judgeBusy checks that truck, driver and container are free, and what was found
// besides.
func (d *desk) judgeBusy(ctx context.Context, t fleet.Trip, now time.Time, found []fleet.Finding) (judged, error) {
	rules, err := d.store.TripRules(ctx)
	if err != nil {
		return judged{}, err
	}
	open, err := d.store.OpenTripsOf(ctx, t)
	if err != nil {
		return judged{}, err
	}
	notes, err := rules.Judge(append(found, fleet.BusyFindings(t, open, now)...))
	slices.Sort(notes)
	return judged{notes: slices.Compact(notes), may: func(t fleet.Trip, open []fleet.Trip) error {
		_, err := rules.Judge(fleet.BusyFindings(t, open, now))
		return err
	}}, err
}

// hours looks whether the trip begins or ends in Lagos when trucks may not drive.
func (d *desk) hours(ctx context.Context, t fleet.Trip) ([]fleet.Finding, error) {
	from, err := d.store.Place(ctx, t.OriginID)
	if err != nil {
		return nil, err
	}
	to, err := d.store.Place(ctx, t.DestinationID)
	return fleet.HoursFindings(t, from.Center, to.Center), err
}

// boxFindings are about the container and its papers.
func boxFindings(t fleet.Trip) []fleet.Finding {
	var out []fleet.Finding
	if t.Container != "" && !fleet.ContainerValid(t.Container) {
		out = append(out, fleet.Finding{Rule: fleet.RuleCheckDigit, Kind: fleet.Invalid, Field: "container",
			Message: "Check the container number " + t.Container + ": its check digit does not fit."})
	}
	if ends := t.CallUpEnds(); !ends.IsZero() && ends.Before(t.Start) {
		out = append(out, fleet.Finding{Rule: fleet.RuleCallUp, Kind: fleet.Conflict, Field: "call_up",
			Message: "The call-up ticket lapses " + fleet.FormatTime(ends) + ", before the start."})
	}
	return out
}
