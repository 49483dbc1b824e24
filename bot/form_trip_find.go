package bot

import (
	"context"
	"encoding/json"
	"fmt"

	"watchtower/answer"
	"watchtower/fleet"
)

// tripOfForm finds the trip that a form is about, as the caller may see it, and
// pins its number and its state: what the form then does, it does to that.
func (b *Bot) tripOfForm(ctx context.Context, c fleet.Caller, d *draft) (fleet.Trip, error) {
	names := fields{}
	for _, k := range []string{"trip_id", "truck", "container", "waybill", "driver", "self"} {
		if v, ok := d.args[k]; ok {
			names[k] = v
		}
	}
	if names["trip_id"] != nil { // the number alone says which
		names = fields{"trip_id": names["trip_id"]}
	}
	raw, err := json.Marshal(names)
	if err != nil {
		return fleet.Trip{}, err
	}
	a, err := b.Registry.Run(ctx, c, fleet.ViaCommand, "trip_status", raw)
	if err != nil {
		return fleet.Trip{}, err
	}
	m := headlineTrip.FindStringSubmatch(a.Headline)
	if a.Kind != answer.Result || m == nil {
		return fleet.Trip{}, fleet.Errorf(fleet.NotFound, "%s", a.Headline)
	}
	t, err := b.Store.Trip(ctx, m[1])
	if err != nil {
		return t, err
	}
	if t.Status.Ended() {
		return t, fleet.Errorf(fleet.Conflict, "Trip %s is %s; it can no longer be changed.", t.Ref, t.Status.Words())
	}
	d.state.Fixed = fields{"trip_id": t.Ref, "version": t.Version}
	return t, nil
}

// tripLine names a trip above the inputs of a form.
func tripLine(t fleet.Trip) string {
	return fmt.Sprintf("*Trip %s*, %s from %s to %s: %s, planned start %s.", t.Ref, t.Truck, t.Origin, t.Destination, t.Status.Words(), fleet.FormatTime(t.Start))
}

// tripMoved says what somebody else changed while a form was open, and lets the
// form go on from there: a second press means it.
func tripMoved(ctx context.Context, b *Bot, st *formState) (string, error) {
	ref, _ := st.Fixed["trip_id"].(string)
	t, err := b.Store.Trip(ctx, ref)
	if err != nil {
		return "", err
	}
	if was, _ := st.Fixed["version"].(float64); int(was) == t.Version || t.Status.Ended() {
		return "", nil // the conflict is another one
	}
	history, err := b.Store.TripHistory(ctx, t.ID, 1, 0)
	if err != nil {
		return "", err
	}
	st.Fixed["version"] = t.Version
	said := fmt.Sprintf("Trip %s was changed while this form was open.", t.Ref)
	if len(history) > 0 {
		said = fmt.Sprintf("%s changed trip %s while this form was open: %s.", history[0].Who, t.Ref, history[0].What)
	}
	return said + " That stays. Press the button again to make your change as well.", nil
}
