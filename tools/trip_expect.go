package tools

import (
	"context"
	"slices"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// going is a truck and where it goes.
type going struct {
	truck  store.TruckNow
	trip   *fleet.Trip // nil when it is asked about beside any trip
	to     spot
	asPlan bool        // it goes where its trip goes
	from   fleet.Point // of a trip that has not left
	depart time.Time   // when it is to leave; zero when it is on its way
	via    []fleet.Point
}

// expected is what can be said of when it arrives.
type expected struct {
	going
	eta   fleet.ETA
	fixed fleet.Sight
	why   string // nothing can be said, and why; a whole sentence
	over  bool   // it has arrived, or the trip has ended: why says so
}

// byPlan has a trip's truck go where the trip goes, by the stops where it has
// not been yet.
func (d *desk) byPlan(ctx context.Context, now time.Time, g *going) error {
	t := g.trip
	place, err := d.store.Place(ctx, t.DestinationID)
	if err != nil {
		return err
	}
	g.asPlan, g.to = true, spot{name: place.Name, point: place.Center, place: place}
	if t.Status == fleet.Scheduled || t.Status == fleet.Loading {
		origin, err := d.store.Place(ctx, t.OriginID)
		if err != nil {
			return err
		}
		g.from, g.depart = origin.Center, t.Start
	}
	stops := t.StopIDs
	if len(stops) > 0 && !t.Times.Departed.IsZero() {
		visits, err := d.store.TruckVisits(ctx, t.TruckID, t.Times.Departed, now)
		if err != nil {
			return err
		}
		stops = slices.DeleteFunc(slices.Clone(stops), func(id int64) bool {
			return slices.ContainsFunc(visits, func(v store.VisitNow) bool { return v.PlaceID == id })
		})
	}
	for _, id := range stops {
		stop, err := d.store.Place(ctx, id)
		if err != nil {
			return err
		}
		g.via = append(g.via, stop.Center)
	}
	return nil
}

// Of a truck's way so much is looked at.
const (
	sightHours = 12 * time.Hour
	sightFixes = 5000
)

// expect estimates when each arrives: a few queries, however many there are.
// With tracks it looks at what each did in the last hours, else at its state
// alone.
func (d *desk) expect(ctx context.Context, now time.Time, list []going, tracks bool) ([]expected, error) {
	out := make([]expected, len(list))
	fixes := map[int64][]fleet.Position{}
	if tracks {
		var ids []int64
		for _, g := range list {
			ids = append(ids, g.truck.ID)
		}
		var err error
		if fixes, err = d.store.RecentFixes(ctx, ids, fleet.Window{From: now.Add(-sightHours), To: now.Add(fleet.FutureSlack)}, sightFixes); err != nil {
			return nil, err
		}
	}
	for i, g := range list {
		out[i] = see(g, fixes[g.truck.ID], now)
	}
	return out, d.estimate(ctx, now, out)
}

// see says what is known of where a truck is, and refuses what would be a guess.
func see(g going, fixes []fleet.Position, now time.Time) expected {
	x := expected{going: g}
	plate, st := g.truck.Plate, g.truck.State
	if st != nil {
		if x.fixed = fleet.SightOf(*st); len(fixes) > 0 {
			x.fixed = fleet.Look(fixes)
		}
	}
	switch {
	case g.asPlan && tripOver(*g.trip) != "":
		x.why, x.over = tripOver(*g.trip), true
	case !g.depart.IsZero():
	case st == nil:
		x.why = plate + " has never reported a position, so I cannot say when it arrives."
	case g.to.place.Beyond(st.Point) <= 0:
		x.why, x.over = plate+" is in "+g.to.name+" already.", true
		if st.PlaceID != 0 && st.PlaceID == g.to.place.ID {
			x.why = plate + " is in " + g.to.name + " since " + fleet.FormatTime(st.PlaceSince) + "."
		}
	case x.fixed.TooOld(now):
		x.why = "The last fix of " + plate + " is " + fleet.FormatDuration(now.Sub(st.At)) + " old: too old to say when it reaches " + g.to.name + "."
	}
	return x
}

// addExpected adds when a trip on its way arrives, as far as that can be said.
func (d *desk) addExpected(ctx context.Context, call *Call, a *answer.Answer, t fleet.Trip, truck store.TruckNow) error {
	if t.Status != fleet.EnRoute {
		return nil
	}
	g := going{truck: truck, trip: &t}
	if err := d.byPlan(ctx, call.Now, &g); err != nil {
		return err
	}
	all, err := d.expect(ctx, call.Now, []going{g}, true)
	if err != nil || all[0].why != "" {
		return err
	}
	teller := etaTeller{now: call.Now, units: call.Caller.Units}
	words := teller.span(all[0].eta)
	if !t.Plan.Arrived.IsZero() {
		_, verdict, _ := strings.Cut(teller.plan(all[0]), "; ")
		words += "; " + verdict
	}
	a.Facts = append(a.Facts, answer.Fact{Label: "Expected", Value: words})
	a.Choices = append(a.Choices, answer.NewChoice("How it was estimated", "trip_eta", map[string]any{"trip_id": t.Ref}))
	return nil
}

// tripOver says how a trip ended, or that it got there; "" while it goes on.
func tripOver(t fleet.Trip) string {
	at := t.Times.Arrived
	switch {
	case t.Status == fleet.Cancelled, t.Status == fleet.Failed:
		return "Trip " + t.Ref + " is " + t.Status.Words() + "; nothing arrives."
	case !t.Status.Ended() && t.Status != fleet.Arrived && t.Status != fleet.Offloading:
		return ""
	case at.IsZero():
		return "Trip " + t.Ref + " has arrived in " + t.Destination + "; when was not recorded. It is " + t.Status.Words() + "."
	}
	return "Trip " + t.Ref + " arrived in " + t.Destination + " on " + fleet.FormatTime(at) + "; it is " + t.Status.Words() + "."
}

// estimate fills in the estimates of those that one can be made for.
func (d *desk) estimate(ctx context.Context, now time.Time, list []expected) error {
	ways := make([]fleet.Way, len(list))
	var stretches []string
	for i, x := range list {
		if x.why == "" {
			ways[i] = d.tableWay(x)
			stretches = append(append(stretches, ways[i].Stretches()...), fleet.WaitName(x.to.place.Name))
		}
	}
	if len(stretches) == 0 {
		return nil
	}
	paces, err := d.store.Paces(ctx, stretches)
	if err != nil {
		return err
	}
	learned, err := d.store.ETALearned(ctx)
	if err != nil {
		return err
	}
	for i := range list {
		x := &list[i]
		if x.why != "" {
			continue
		}
		q := fleet.ETAQuery{Now: now, Depart: x.depart, Sight: x.fixed, Way: ways[i], To: x.to.place, Paces: paces, Stops: len(x.via)}
		if b := x.truck.Trip; b != nil { // what it has on board, whatever it is asked about
			q.Loaded = b.Container != "" && b.Status != fleet.Scheduled
		}
		if ask := d.router(); ask != nil && paces.Cover(q.Way) < 0.5 {
			if w, err := routerWay(ctx, ask, *x); err == nil { // else the table will do; the router has logged it
				q.Way = w
			}
		}
		x.eta = learned.Fit(fleet.Estimate(q))
	}
	return nil
}

// points are where the way begins, its stops, and where it ends.
func (x expected) points() []fleet.Point {
	from := x.fixed.Point
	if !x.depart.IsZero() {
		from = x.from
	}
	return append(append([]fleet.Point{from}, x.via...), x.to.point)
}

func (d *desk) tableWay(x expected) (w fleet.Way) {
	p := x.points()
	for i := 1; i < len(p); i++ {
		w = w.Then(d.roads.Way(p[i-1], p[i]))
	}
	return w
}

func routerWay(ctx context.Context, ask RouterFunc, x expected) (w fleet.Way, err error) {
	p := x.points()
	for i := 1; i < len(p); i++ {
		part, err := ask(ctx, p[i-1], p[i])
		if err != nil {
			return w, err
		}
		w = w.Then(part)
	}
	w.Router = true
	return w, nil
}
