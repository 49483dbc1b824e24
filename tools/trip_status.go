package tools

import (
	"context"
	"fmt"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

type tripStatusArgs struct {
	TripID      string `json:"trip_id,omitempty" jsonschema:"trip number, for example 3101"`
	Truck       string `json:"truck,omitempty" jsonschema:"plate of the truck on the trip"`
	Driver      string `json:"driver,omitempty"`
	Client      string `json:"client,omitempty"`
	Container   string `json:"container,omitempty" jsonschema:"container number, or its end"`
	Waybill     string `json:"waybill,omitempty"`
	Destination string `json:"destination,omitempty"`
	Self        bool   `json:"self,omitempty" jsonschema:"the asking driver's own trip"`
	Status      string `json:"status,omitempty" enum:"scheduled,ongoing,delayed,completed,cancelled,failed" jsonschema:"delayed: is it late; scheduled: the next one"`
	Milestone   string `json:"milestone,omitempty" enum:"origin,loading,loaded,departure,arrival,offloading,delivery,empty_return" jsonschema:"the step that is asked about"`
	Want        string `json:"want,omitempty" enum:"contact,pod,phone" jsonschema:"the one thing that is asked for"`
}

func tripStatus(d *desk) *Tool {
	return newTool("trip_status",
		"How one trip stands: status, times, truck, driver, container. Name it by number, truck, driver, client, waybill or container.",
		d.tripStatus)
}

func (d *desk) tripStatus(ctx context.Context, call *Call, in tripStatusArgs) (answer.Answer, error) {
	t, err := d.findTrip(ctx, call, tripNames{TripID: in.TripID, Truck: in.Truck, Driver: in.Driver, Client: in.Client,
		Container: in.Container, Waybill: in.Waybill, Destination: in.Destination, Self: in.Self, Next: in.Status == "scheduled"})
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: tripHeadline(t, in, call), Facts: tripFacts(t, call.Now)}
	if in.Want == "contact" || in.Want == "phone" {
		if err := d.addContacts(ctx, call, &a, t); err != nil {
			return a, err
		}
	}
	if in.Want == "pod" {
		a.Notes = append(a.Notes, "Proof of delivery papers are not kept here yet; the trip's status is what I know.")
	}
	if trucks, err := d.store.Trucks(ctx, t.TruckID); err == nil && !t.Status.Ended() && len(trucks) == 1 && trucks[0].State != nil {
		a.Facts = append(a.Facts, answer.Fact{Label: "Truck now", Value: doing(trucks[0], call.Now, call.Caller.Units) + ", " + whereabouts(trucks[0], call.Caller.Units)})
		a.Notes = append(a.Notes, "Position from "+age(trucks[0].State, call.Now)+".")
		a.Points = []answer.Point{mapPoint(trucks[0], call.Now)}
		if err := d.addExpected(ctx, call, &a, t, trucks[0]); err != nil {
			return a, err
		}
		if why := t.DelayReasons(trucks[0].State, call.Now); len(why) > 0 && t.LateBy(call.Now) > 0 {
			a.Facts = append(a.Facts, answer.Fact{Label: "Why late", Value: strings.Join(why, "; ")})
		}
	} else if err != nil {
		return a, err
	}
	a.Notes = append(a.Notes, callUpNotes(t, call.Now)...)
	history, err := d.store.TripHistory(ctx, t.ID, 2, 0)
	if err != nil {
		return a, err
	}
	if len(history) > 1 { // the first only says that it was made
		last := history[0]
		a.Notes = append(a.Notes, fmt.Sprintf("Last change: %s, by %s, %s.", lowerFirst(last.What), last.Who, fleet.FormatTime(last.At)))
	}
	a.Choices = append(tripChoices(t, call.Caller.Role), a.Choices...)
	return a, nil
}

// callUpSoon is how long before it lapses a call-up ticket is worth a word.
const callUpSoon = 12 * time.Hour

// callUpNotes say what the call-up ticket's 72 hours have left, while the truck
// may still need it.
func callUpNotes(t fleet.Trip, now time.Time) []string {
	ends := t.CallUpEnds()
	needed := t.Status == fleet.Scheduled || t.Status == fleet.Loading || t.Status == fleet.EnRoute
	switch left := ends.Sub(now); {
	case ends.IsZero() || !needed || left > callUpSoon:
		return nil
	case left <= 0:
		return []string{"The call-up ticket lapsed " + fleet.FormatDuration(-left) + " ago."}
	default:
		return []string{"The call-up ticket lapses in " + fleet.FormatDuration(left) + "."}
	}
}

// tripHeadline answers the very thing that was asked.
func tripHeadline(t fleet.Trip, in tripStatusArgs, call *Call) string {
	if in.Milestone != "" {
		return milestoneHeadline(t, in.Milestone)
	}
	if in.Status == "delayed" {
		if t.Delayed(call.Now) {
			return fmt.Sprintf("Yes. %s is late: it should have %s %s ago.", tripTitle(t), lateVerb(t), fleet.FormatDuration(t.LateBy(call.Now)))
		}
		return fmt.Sprintf("No. %s is not late; it is %s.", tripTitle(t), t.Status.Words())
	}
	return fmt.Sprintf("%s: %s.", tripTitle(t), statusWords(t, call.Now))
}

func lateVerb(t fleet.Trip) string {
	if t.Status == fleet.EnRoute {
		return "arrived"
	}
	return "left"
}

func milestoneHeadline(t fleet.Trip, name string) string {
	for _, m := range milestones(t) {
		if m.name != name {
			continue
		}
		if !m.at.IsZero() {
			return fmt.Sprintf("Yes. %s: %s at %s.", tripTitle(t), m.label, fleet.FormatTime(m.at))
		}
		passed := m.status != "" && (t.Status == fleet.Completed || !t.Status.Ended() && fleet.CheckTransition(t.Status, m.status) != nil)
		if passed {
			return fmt.Sprintf("Yes, though the time was not recorded. %s is %s.", tripTitle(t), t.Status.Words())
		}
		return fmt.Sprintf("Not yet. %s is %s.", tripTitle(t), t.Status.Words())
	}
	return tripTitle(t) + ": " + t.Status.Words() + "."
}

// addContacts shows whom to call: the driver's number to those who may see it,
// the client's to the driver of the trip and to those who may.
func (d *desk) addContacts(ctx context.Context, call *Call, a *answer.Answer, t fleet.Trip) error {
	if t.ClientID != 0 && (SeesPhones(call.Caller.Role) || call.Caller.Role == fleet.DriverRole) {
		c, err := d.store.Client(ctx, t.ClientID)
		if err != nil {
			return err
		}
		call.ShowsPersonal()
		a.Facts = append(a.Facts, answer.Fact{Label: "Call at " + c.Name, Value: orUnknown(c.Contact) + ", " + orUnknown(c.Phone)})
	}
	if t.DriverID != 0 && call.Caller.Role != fleet.DriverRole {
		return d.addPhone(ctx, call, a, t.DriverID)
	}
	return nil
}

func orUnknown(s string) string {
	if s == "" {
		return "not on record"
	}
	return s
}
