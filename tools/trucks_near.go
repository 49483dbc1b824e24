package tools

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// What a search around a place covers when nothing is said.
const (
	DefaultRadiusKm = 10
	defaultNear     = 20
	maxNear         = 100
	maxPassed       = 2000
)

type trucksNearArgs struct {
	Place         string   `json:"place,omitempty" jsonschema:"place name, plate, or latitude,longitude"`
	NearTruck     string   `json:"near_truck,omitempty" jsonschema:"plate of the truck to look around; it is left out of the list"`
	RadiusKm      *float64 `json:"radius_km,omitempty" jsonschema:"default 10; 1 mile is 1.609344 km"`
	Limit         *int     `json:"limit,omitempty" jsonschema:"how many, nearest first; 1 for the nearest truck"`
	Load          string   `json:"load,omitempty" enum:"loaded,empty"`
	Availability  string   `json:"availability,omitempty" enum:"available" jsonschema:"available: on no trip"`
	Status        string   `json:"status,omitempty" enum:"moving,parked,offline"`
	ContainerSize int      `json:"container_size,omitempty" enum:"20,40" jsonschema:"20 or 40, in feet"`
	Client        string   `json:"client,omitempty" jsonschema:"only trucks whose open trip is for this client"`
	Want          string   `json:"want,omitempty" enum:"count"`
	Offset        int      `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func trucksNear(d *desk) *Tool {
	return newTool("trucks_near",
		"Trucks around a place, a truck or coordinates, nearest first, with distance, state and age of each fix.",
		d.trucksNear)
}

// centre is what a search goes around.
type centre struct {
	name  string
	point fleet.Point
	truck int64  // 0 when it is not a truck
	fix   string // how old the truck's own position is
	note  string // where a place that is not the fleet's comes from
}

func (d *desk) trucksNear(ctx context.Context, call *Call, in trucksNearArgs) (answer.Answer, error) {
	q, err := nearQuery(call, in)
	if err != nil {
		return answer.Answer{}, err
	}
	c, err := d.centre(ctx, in.Place, in.NearTruck, call.Now, call.Caller.Units)
	if err != nil {
		return answer.Answer{}, err
	}
	q.Center, q.ExceptTruck = c.point, c.truck
	client := ""
	if in.Client != "" {
		n, err := d.store.FindClient(ctx, in.Client, store.Loose)
		if err != nil {
			return answer.Answer{}, inField(err, "client")
		}
		q.ClientID, client = n.ID, n.Name
	}
	trucks, total, err := d.store.TrucksNear(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	u := call.Caller.Units
	within := fmt.Sprintf("within %s of %s", radiusWords(q.RadiusM, u), c.name)
	a := answer.Answer{Kind: answer.Result, Notes: nearNotes(in, u)}
	if client != "" {
		a.Notes = append(a.Notes, "Only trucks whose open trip is for "+client+".")
	}
	if c.fix != "" {
		a.Notes = append(a.Notes, fmt.Sprintf("%s itself was there %s.", c.name, c.fix))
	}
	if c.note != "" {
		a.Notes = append(a.Notes, c.note)
	}
	if total == 0 {
		return d.noneNear(ctx, a, q, in, within, u)
	}
	a.Headline = nearHeadline(trucks, total, in, within, u)
	if in.Want == "count" {
		return a, nil
	}
	trucks = trucks[min(in.Offset, len(trucks)):]
	a.Table = nearTable(trucks, call.Now, u)
	a.Notes = append(a.Notes, silentNote(trucks, call.Now)...)
	if in.Limit == nil {
		a.Table.More = max(0, total-in.Offset-len(trucks))
		a.Page = nearPage(in, len(trucks), total)
	}
	middle := answer.Point{Label: c.name, Lat: c.point.Lat, Lon: c.point.Lon, State: "place"}
	if in.Limit == nil {
		middle.RadiusM = q.RadiusM
	}
	a.Points = append(a.Points, middle)
	for _, t := range trucks {
		a.Points = append(a.Points, mapPoint(t, call.Now))
	}
	return a, nil
}

// nearPage leads through a list that is longer than one answer.
func nearPage(in trucksNearArgs, listed, total int) *answer.Page {
	if total <= listed {
		return nil
	}
	from := in.Offset
	in.Offset = 0
	return answer.NewPage("trucks_near", in, from, defaultNear, total)
}

func nearQuery(call *Call, in trucksNearArgs) (store.NearQuery, error) {
	q := store.NearQuery{RadiusM: DefaultRadiusKm * 1000, Limit: defaultNear, Now: call.Now, Status: in.Status,
		Load: in.Load, Available: in.Availability == "available", ContainerSize: in.ContainerSize}
	if in.RadiusKm != nil {
		if err := fleet.CheckRadiusKm(*in.RadiusKm); err != nil {
			return q, err
		}
		q.RadiusM = *in.RadiusKm * 1000
	} else if in.Limit != nil {
		q.RadiusM = fleet.MaxRadiusKm * 1000 // "the nearest 3" means however far
	}
	if in.Limit != nil {
		if *in.Limit < 1 || *in.Limit > maxNear {
			return q, &fleet.Error{Kind: fleet.Invalid, Field: "limit", Message: fmt.Sprintf("I can list 1 to %d trucks, not %d.", maxNear, *in.Limit)}
		}
		q.Limit = *in.Limit
	}
	if in.Offset < 0 || in.Offset > maxPassed {
		return q, &fleet.Error{Kind: fleet.Invalid, Field: "offset", Message: fmt.Sprintf("I can pass over 0 to %d trucks, not %d. Take a smaller radius.", maxPassed, in.Offset)}
	}
	q.Limit += in.Offset // nearest first: what was shown is found again and passed over
	q.Count = in.Limit == nil || in.Want == "count"
	return q, nil
}

// centre resolves what to look around: coordinates, a place, else a truck.
func (d *desk) centre(ctx context.Context, placeText, truckText string, now time.Time, u fleet.Units) (centre, error) {
	if p, ok := fleet.ParsePoint(placeText); ok {
		words, err := d.pointWords(ctx, p, u)
		return centre{name: fmt.Sprintf("%.4f, %.4f (%s)", p.Lat, p.Lon, words), point: p}, err
	}
	if truckText != "" {
		c, err := d.centreTruck(ctx, truckText, now)
		return c, inField(err, "near_truck")
	}
	if placeText == "" {
		return centre{}, &fleet.Error{Kind: fleet.Ambiguous, Field: "place", Message: "Near which place or truck? For example: Apapa, or a plate."}
	}
	s, err := d.locate(ctx, placeText)
	if fleet.KindOf(err) == fleet.NotFound && strings.ContainsAny(placeText, "0123456789") {
		if c, truckErr := d.centreTruck(ctx, placeText, now); fleet.KindOf(truckErr) != fleet.NotFound {
			return c, inField(truckErr, "place")
		}
	}
	return centre{name: s.name, point: s.point, note: s.note}, err
}

func (d *desk) centreTruck(ctx context.Context, text string, now time.Time) (centre, error) {
	n, err := d.store.FindTruck(ctx, text, store.Loose)
	if err != nil {
		return centre{}, err
	}
	trucks, err := d.store.Trucks(ctx, n.ID)
	if err != nil {
		return centre{}, err
	}
	if len(trucks) == 0 || trucks[0].State == nil {
		return centre{}, fleet.Errorf(fleet.Conflict, "%s has never reported a position, so I cannot look around it.", n.Name)
	}
	return centre{name: n.Name, point: trucks[0].State.Point, truck: n.ID, fix: age(trucks[0].State, now)}, nil
}

func nearHeadline(trucks []store.TruckNow, total int, in trucksNearArgs, within string, u fleet.Units) string {
	noun := strings.TrimSpace(strings.Join([]string{in.Availability, in.Load, in.Status}, " "))
	noun = strings.Join(strings.Fields(noun+" truck"), " ")
	first := trucks[0]
	if in.Limit != nil {
		return fmt.Sprintf("The nearest %s is %s, %s away, %s.", noun, first.Plate, u.Distance(first.DistanceM), whereabouts(first, u))
	}
	return fmt.Sprintf("%s %s. Nearest: %s, %s.", count(total, noun), within, first.Plate, u.Distance(first.DistanceM))
}

// radiusWords says a radius as it was given: 10.5 km stays 10.5 km.
func radiusWords(m float64, u fleet.Units) string {
	if m < 1000 && u != fleet.Miles {
		return strconv.FormatFloat(m, 'f', -1, 64) + " m"
	}
	return strconv.FormatFloat(math.Round(u.Of(m)/10)/100, 'f', -1, 64) + " " + u.String()
}

func nearNotes(in trucksNearArgs, u fleet.Units) []string {
	notes := []string{"Distances are straight lines; the times are guesses from them."}
	if in.RadiusKm == nil && in.Limit == nil {
		notes = append(notes, fmt.Sprintf("Radius %s, because none was given.", radiusWords(DefaultRadiusKm*1000, u)))
	}
	if in.ContainerSize != 0 {
		notes = append(notes, "Trucks whose trailer size is not on record are included.")
	}
	return notes
}

// noneNear says so, and names the nearest truck that would fit.
func (d *desk) noneNear(ctx context.Context, a answer.Answer, q store.NearQuery, in trucksNearArgs, within string, u fleet.Units) (answer.Answer, error) {
	a.Headline = "No truck " + within + "."
	if in.Load+in.Availability+in.Status+in.Client != "" || in.ContainerSize != 0 {
		a.Headline = "No truck like that " + within + "."
	}
	if q.RadiusM >= fleet.MaxRadiusKm*1000 {
		return a, nil
	}
	q.RadiusM, q.Limit = fleet.MaxRadiusKm*1000, 1
	trucks, _, err := d.store.TrucksNear(ctx, q)
	if err != nil || len(trucks) == 0 {
		return a, err
	}
	a.Headline += fmt.Sprintf(" The nearest is %s, %s away.", trucks[0].Plate, u.Distance(trucks[0].DistanceM))
	wider := in
	five := 5
	wider.Limit, wider.RadiusKm = &five, nil
	a.Choices = append(a.Choices, answer.NewChoice("Show the nearest 5", "trucks_near", wider))
	return a, nil
}
