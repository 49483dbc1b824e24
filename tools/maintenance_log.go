package tools

import (
	"context"
	"fmt"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

type maintenanceLogArgs struct {
	Truck      string  `json:"truck" jsonschema:"plate"`
	Kind       string  `json:"kind,omitempty" enum:"service,tyres,brakes,inspection,repair" jsonschema:"default service, oil change included"`
	Date       string  `json:"date,omitempty" jsonschema:"the day it was done, YYYY-MM-DD; default today"`
	OdometerKm float64 `json:"odometer_km,omitempty" jsonschema:"as read then"`
	CostNaira  float64 `json:"cost_naira,omitempty"`
	Workshop   string  `json:"workshop,omitempty"`
	Note       string  `json:"note,omitempty"`
}

func maintenanceLog(d *desk) *Tool {
	t := newTool("maintenance_log", "Record that a truck was serviced or repaired: what, when, at which odometer, for how much.", d.maintenanceLog)
	t.Write = true
	return t
}

func (d *desk) maintenanceLog(ctx context.Context, call *Call, in maintenanceLogArgs) (answer.Answer, error) {
	n, err := d.store.FindTruck(ctx, in.Truck, call.match())
	if err != nil {
		return answer.Answer{}, err
	}
	in.Truck = n.Name
	x := fleet.Service{TruckID: n.ID, OdometerKm: in.OdometerKm, CostNaira: int64(in.CostNaira), Workshop: squeeze(in.Workshop), Note: squeeze(in.Note),
		Who: call.Caller.Name, Via: call.Via, RecordedAt: call.Now}
	if x.Kind, err = fleet.ServiceKind(in.Kind); err != nil {
		return answer.Answer{}, err
	}
	if x.On, err = readServiceDay(in.Date, call.Now); err != nil {
		return answer.Answer{}, err
	}
	if err := checkService(x); err != nil {
		return answer.Answer{}, err
	}
	in.Kind, in.Date = x.Kind, x.On.String()
	notes, err := d.serviceNotes(ctx, x, call.Caller.Units)
	if err != nil {
		return answer.Answer{}, err
	}
	facts := serviceFacts(x, call.Caller.Units)
	if call.DryRun {
		return answer.Answer{Headline: fmt.Sprintf("Record for %s: %s on %s?", n.Name, x.Kind, x.On.Start().Format("Mon 2 Jan 2006")), Facts: facts, Notes: notes}, call.Pin(in)
	}
	created, err := d.store.SaveService(ctx, x)
	if err != nil {
		return answer.Answer{}, err
	}
	done := "recorded"
	if !created {
		done = "completed; that day's was on record already"
	}
	headline := fmt.Sprintf("%s: %s of %s is %s.", n.Name, x.Kind, x.On.Start().Format("Mon 2 Jan 2006"), done)
	return answer.Answer{Kind: answer.Result, Headline: headline, Facts: facts, Notes: notes,
		Choices: []answer.Choice{answer.NewChoice("Next service", "maintenance_due", maintenanceDueArgs{Truck: n.Name})}}, nil
}

// oldestService is how far back a record may lie.
const oldestService = 10 * 366

// readServiceDay reads the day something was done.
func readServiceDay(text string, now time.Time) (fleet.Day, error) {
	today := fleet.DayOf(now)
	if text == "" {
		return today, nil
	}
	t, _, err := parseMoment(text)
	switch day := fleet.DayOf(t); {
	case err != nil:
		return 0, &fleet.Error{Kind: fleet.Invalid, Field: "date", Message: "Give the day like 2026-11-22."}
	case day > today:
		return 0, &fleet.Error{Kind: fleet.Invalid, Field: "date", Message: "That day is still to come. A record is of what was done."}
	case today-day > oldestService:
		return 0, &fleet.Error{Kind: fleet.Invalid, Field: "date", Message: "That is more than ten years ago. Is the year right?"}
	default:
		return day, nil
	}
}

func checkService(x fleet.Service) error {
	switch {
	case x.OdometerKm < 0 || x.OdometerKm > 5_000_000:
		return &fleet.Error{Kind: fleet.Invalid, Field: "odometer_km", Message: "An odometer reads 0 to 5,000,000 km."}
	case x.CostNaira < 0 || x.CostNaira > 1_000_000_000:
		return &fleet.Error{Kind: fleet.Invalid, Field: "cost_naira", Message: "A cost is 0 to 1,000,000,000 naira."}
	case len(x.Workshop) > 80 || len(x.Note) > 400:
		return &fleet.Error{Kind: fleet.Invalid, Field: "note", Message: "That is too long: 80 characters for the workshop, 400 for the note."}
	}
	return nil
}

// serviceNotes warn of an odometer that does not fit those on record.
func (d *desk) serviceNotes(ctx context.Context, x fleet.Service, u fleet.Units) ([]string, error) {
	if x.OdometerKm == 0 {
		return nil, nil
	}
	done, err := d.store.Services(ctx, x.TruckID, 200)
	if err != nil {
		return nil, err
	}
	for _, o := range done {
		if o.OdometerKm > 0 && (o.On < x.On && o.OdometerKm > x.OdometerKm || o.On > x.On && o.OdometerKm < x.OdometerKm) {
			return []string{fmt.Sprintf("The odometer does not fit: on %s it read %s.", o.On.Start().Format("2 Jan 2006"), driven(o.OdometerKm*1000, u))}, nil
		}
	}
	return nil, nil
}

func serviceFacts(x fleet.Service, u fleet.Units) []answer.Fact {
	odometer, cost := "", ""
	if x.OdometerKm > 0 {
		odometer = driven(x.OdometerKm*1000, u)
	}
	if x.CostNaira > 0 {
		cost = "N" + thousands(float64(x.CostNaira))
	}
	return kept([]answer.Fact{{Label: "Odometer", Value: odometer}, {Label: "Cost", Value: cost}, {Label: "Workshop", Value: x.Workshop}, {Label: "Note", Value: x.Note}})
}
