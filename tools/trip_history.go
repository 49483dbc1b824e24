package tools

import (
	"context"
	"fmt"

	"watchtower/answer"
	"watchtower/fleet"
)

// listedChanges is how many changes of a trip one answer lists.
const listedChanges = 20

type tripHistoryArgs struct {
	TripID    string `json:"trip_id,omitempty" jsonschema:"trip number, for example 3101"`
	Truck     string `json:"truck,omitempty" jsonschema:"plate of the truck on the trip"`
	Container string `json:"container,omitempty"`
	Waybill   string `json:"waybill,omitempty"`
	Self      bool   `json:"self,omitempty" jsonschema:"the asking driver's own trip"`
	Offset    int    `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func tripHistory(d *desk) *Tool {
	return newTool("trip_history",
		"Every change of one trip: when, who or what made it, how, what changed from what to what, and why.",
		d.tripHistory)
}

func (d *desk) tripHistory(ctx context.Context, call *Call, in tripHistoryArgs) (answer.Answer, error) {
	t, err := d.findTrip(ctx, call, tripNames{TripID: in.TripID, Truck: in.Truck, Container: in.Container, Waybill: in.Waybill, Self: in.Self})
	if err != nil {
		return answer.Answer{}, err
	}
	from := max(0, in.Offset)
	changes, err := d.store.TripHistory(ctx, t.ID, listedChanges, from)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("%s: %s, newest first. It is %s now.", tripTitle(t), count(t.Version, "change"), statusWords(t, call.Now)),
		Table: &answer.Table{Columns: []string{"When", "Who", "What", "Why"}, More: max(0, t.Version-from-len(changes))}}
	for _, c := range changes {
		a.Table.Rows = append(a.Table.Rows, []string{c.At.In(fleet.WAT).Format("2 Jan 15:04"), whoseChange(c.Who, c.Via), c.What, c.Why})
	}
	if t.Version > len(changes) {
		a.Page = answer.NewPage("trip_history", tripHistoryArgs{TripID: t.Ref}, from, listedChanges, t.Version)
	}
	return a, nil
}

// whoseChange is who made a change, and by what way when that is not obvious.
func whoseChange(who string, via fleet.Via) string {
	switch via {
	case fleet.ViaSentence:
		return who + ", in words"
	case fleet.ViaCommand, fleet.ViaButton:
		return who + ", by " + string(via)
	}
	return who
}
