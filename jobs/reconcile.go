package jobs

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/loconav"
	"watchtower/store"
)

const (
	reconcileTime   = 8 * time.Minute     // for one run: LocoNav may make us wait between pages
	missedAfter     = 2 * time.Minute     // a push may be on its way that long
	expiresSoon     = 14 * 24 * time.Hour // a subscription that ends within is told of
	shownReconciled = 50
	// fetchedSource is the source of facts that were fetched, not pushed.
	fetchedSource = "loconav-fetched"
)

// Vendor lists what LocoNav knows of the fleet.
type Vendor interface {
	Vehicles(ctx context.Context) ([]loconav.Vehicle, error)
	LastKnown(ctx context.Context) ([]loconav.LastFix, error)
}

// difference is something of a truck that the two sides see differently.
type difference struct{ truck, what string }

// reconcile compares what LocoNav lists with what is known here. Positions that
// were never pushed go the way of all facts; the rest people must settle.
func (j *Jobs) reconcile(ctx context.Context, slot time.Time) (string, error) {
	vehicles, err := j.o.Vendor.Vehicles(ctx)
	if err != nil {
		return "", err
	}
	fixes, err := j.o.Vendor.LastKnown(ctx)
	if err != nil {
		return "", err
	}
	trucks, err := j.o.Store.CalledTrucks(ctx)
	if err != nil {
		return "", err
	}
	b := bookOf(trucks)
	now := j.o.Now()
	missed, err := b.missed(fixes, now)
	if err != nil {
		return "", err
	}
	if len(missed) > 0 {
		if err := j.o.Store.SaveInbox(ctx, fetchedSource, missed, now); err != nil {
			return "", err
		}
	}
	list := b.differences(vehicles, now)
	said := fmt.Sprintf("LocoNav lists %d vehicles; differences: %d; positions fetched that were not pushed: %d", len(vehicles), len(list), len(missed))
	if len(list) == 0 || j.o.ReportsChannel == "" {
		return said, nil
	}
	return said, j.o.Store.Say(ctx, "loconav:"+fleet.DayOf(slot).String(), j.o.ReportsChannel, reconciled(list, len(vehicles), len(missed)), now)
}

// book finds trucks by what LocoNav calls them, as the ingest does: by the IMEI
// of the tracker first, then by the plate.
type book struct {
	trucks           []store.CalledTruck
	plates, trackers map[string]int // place in trucks
}

func bookOf(trucks []store.CalledTruck) book {
	b := book{trucks: trucks, plates: map[string]int{}, trackers: map[string]int{}}
	for i, t := range trucks {
		for _, key := range t.Plates {
			b.plates[key] = i
		}
		for _, key := range t.IMEIs {
			b.trackers[key] = i
		}
	}
	return b
}

func (b book) find(imei, plate string) (int, bool) {
	if i, ok := b.trackers[fleet.Key(imei)]; ok {
		return i, true
	}
	i, ok := b.plates[fleet.Key(plate)]
	return i, ok
}

// missed are the facts of positions that are newer than what is known here.
func (b book) missed(fixes []loconav.LastFix, now time.Time) (out [][]byte, err error) {
	for _, x := range fixes {
		i, ok := b.find("", x.Plate)
		if !ok || !b.trucks[i].Active || now.Sub(x.At) < missedAfter || !x.At.After(b.trucks[i].Last.Add(time.Second)) {
			continue
		}
		raw, err := x.Fact()
		if err != nil {
			return nil, err
		}
		out = append(out, raw)
	}
	return out, nil
}

// differences are what the two lists do not agree on, by truck.
func (b book) differences(vehicles []loconav.Vehicle, now time.Time) (out []difference) {
	listed := map[int]bool{}
	for _, v := range vehicles {
		i, ok := b.find(v.IMEI, v.Plate)
		if !ok {
			out = append(out, difference{v.Plate, "LocoNav lists it; it is not among the trucks here"})
			continue
		}
		listed[i] = true
		t := b.trucks[i]
		switch {
		case !t.Active:
			out = append(out, difference{t.Plate, "out of service here; LocoNav still lists it"})
		case v.IMEI == "":
			out = append(out, difference{t.Plate, "no tracker in it at LocoNav"})
		case !v.Expires.IsZero() && v.Expires.Before(now):
			out = append(out, difference{t.Plate, "its subscription ended on " + v.Expires.In(fleet.WAT).Format("2 Jan 2006")})
		case !v.Expires.IsZero() && v.Expires.Before(now.Add(expiresSoon)):
			out = append(out, difference{t.Plate, "its subscription ends on " + v.Expires.In(fleet.WAT).Format("2 Jan 2006")})
		case fleet.Key(v.Plate) != fleet.Key(t.Plate) && !slices.Contains(t.Plates, fleet.Key(v.Plate)):
			out = append(out, difference{t.Plate, "LocoNav has its tracker in " + v.Plate})
		}
	}
	for i, t := range b.trucks {
		if t.Active && !listed[i] {
			out = append(out, difference{t.Plate, "LocoNav does not list it"})
		}
	}
	slices.SortStableFunc(out, func(a, b difference) int { return cmp.Compare(a.truck, b.truck) })
	return out
}

// reconciled tells people what to settle.
func reconciled(list []difference, vehicles, missed int) answer.Answer {
	a := answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("LocoNav and Watch Tower differ in %d of %d trucks.", len(list), max(vehicles, len(list)))}
	a.Table = &answer.Table{Columns: []string{"Truck", "Difference"}}
	for _, d := range list[:min(len(list), shownReconciled)] {
		a.Table.Rows = append(a.Table.Rows, []string{d.truck, d.what})
	}
	a.Table.More = len(list) - len(a.Table.Rows)
	if missed > 0 {
		a.Notes = append(a.Notes, fmt.Sprintf("Positions that LocoNav had not pushed, and that were fetched: %d.", missed))
	}
	a.Notes = append(a.Notes, "Put right what is wrong: the truck here (update truck T-4407 …), or the vehicle at LocoNav. It is compared again tomorrow.")
	return a
}
