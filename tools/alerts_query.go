package tools

import (
	"context"
	"fmt"
	"strings"

	"watchtower/fleet"
	"watchtower/store"
)

// activeStatuses are those of alerts that are not settled.
func activeStatuses() []fleet.AlertStatus {
	return []fleet.AlertStatus{fleet.AlertOpen, fleet.AlertAcknowledged, fleet.AlertSnoozed}
}

// alertQuery turns what was asked into a query. A driver's never leaves the
// own truck.
func (d *desk) alertQuery(ctx context.Context, call *Call, in alertsListArgs) (q store.AlertQuery, err error) {
	q = store.AlertQuery{Now: call.Now, Limit: listedAlerts, Offset: max(0, in.Offset)}
	if in.Limit > 0 {
		q.Limit = min(in.Limit, mostAlerts)
	}
	if q.Kind, err = d.alertKind(ctx, in.Kind); err != nil {
		return q, err
	}
	q.Severities = severities(in.Severity)
	if in.StormID != "" {
		if q.StormID, err = stormNumber(in.StormID); err != nil {
			return q, err
		}
	}
	if err := threshold(&q, in); err != nil {
		return q, err
	}
	if err := d.alertNames(ctx, call, in, &q); err != nil {
		return q, err
	}
	if !in.Period.IsZero() {
		w, err := in.Period.Window(call.Now)
		if err != nil {
			return q, err
		}
		q.Window = &w
	}
	switch {
	case in.Status == "active", in.Status == "" && q.Window == nil:
		q.Statuses = activeStatuses()
	case in.Status != "" && in.Status != "all":
		q.Statuses = []fleet.AlertStatus{fleet.AlertStatus(in.Status)}
	}
	return q, nil
}

// alertNames resolves the names of a query.
func (d *desk) alertNames(ctx context.Context, call *Call, in alertsListArgs, q *store.AlertQuery) error {
	if call.Caller.Role == fleet.DriverRole {
		return d.ownAlerts(ctx, call, in, q)
	}
	if in.Self {
		if call.Caller.PersonID == 0 {
			return fleet.Errorf(fleet.Invalid, "I do not know who you are here, so I cannot tell which alerts are yours. Ask in Slack.")
		}
		q.PersonID = call.Caller.PersonID
	}
	var t store.TripQuery
	if err := d.resolveInto(ctx, store.Loose, names{truck: in.Truck, driver: in.Driver, client: in.Client}, &t); err != nil {
		return err
	}
	q.TruckID, q.DriverID, q.ClientID = t.TruckID, t.DriverID, t.ClientID
	if in.Place != "" {
		n, err := d.store.FindPlace(ctx, in.Place, store.Loose)
		if err != nil {
			return err
		}
		q.PlaceID = n.ID
	}
	return nil
}

// ownAlerts narrows a driver's query to the truck the driver is on. Whatever
// names another reads alike, so that a driver learns nothing of others.
func (d *desk) ownAlerts(ctx context.Context, call *Call, in alertsListArgs, q *store.AlertQuery) error {
	own, err := d.store.TruckOfDriver(ctx, call.Caller.DriverID)
	if err != nil {
		return err
	}
	others := fleet.Errorf(fleet.Forbidden, "Drivers see the alerts of their own truck only. Ask: my alerts.")
	if in.Client != "" || in.Place != "" || in.Driver != "" && fleet.Key(in.Driver) != fleet.Key(call.Caller.Name) {
		return others
	}
	if in.Truck != "" {
		n, err := d.store.FindTruck(ctx, in.Truck, store.Loose)
		if fleet.Retryable(err) {
			return err
		}
		if err != nil || n.ID != own {
			return others
		}
	}
	if own == 0 {
		return fleet.Errorf(fleet.NotFound, "You have no truck at the moment, so there are no alerts of yours.")
	}
	q.TruckID = own
	return nil
}

// alertKind reads a kind as people write it; a vendor's own word is one when
// such an alert has come before.
func (d *desk) alertKind(ctx context.Context, text string) (fleet.AlertKind, error) {
	if text == "" {
		return "", nil
	}
	if k, ok := fleet.ParseAlertKind(text); ok {
		return k, nil
	}
	k := fleet.AlertKind(strings.ReplaceAll(strings.ToLower(squeeze(text)), " ", "_"))
	known, err := d.store.KnowsAlertKind(ctx, k)
	if err != nil || known {
		return k, err
	}
	var all []string
	for _, k := range fleet.AlertKinds() {
		all = append(all, k.Words())
	}
	e := &fleet.Error{Kind: fleet.Invalid, Field: "kind", Choices: closest(text, all),
		Message: fmt.Sprintf("I know no alerts of the kind %q. Try one like overspeed, idle, fuel theft, offline or sos.", clip(text))}
	return "", e
}

// severities are the grades that a word for one means.
func severities(word string) []fleet.Severity {
	switch word {
	case "critical":
		return []fleet.Severity{fleet.Critical}
	case "high":
		return []fleet.Severity{fleet.Critical, fleet.Warning}
	case "warning", "medium":
		return []fleet.Severity{fleet.Warning}
	case "info", "low":
		return []fleet.Severity{fleet.Info}
	}
	return []fleet.Severity{}
}

// threshold reads the figure that an alert must have reached.
func threshold(q *store.AlertQuery, in alertsListArgs) error {
	if in.Threshold < 0 {
		return &fleet.Error{Kind: fleet.Invalid, Field: "threshold", Message: "A threshold is more than 0. For example: overspeed alerts above 80 km/h."}
	}
	unit := in.Unit
	if unit == "" {
		unit = map[fleet.AlertKind]string{fleet.AlertOverspeed: "km/h", fleet.AlertTheft: "L", fleet.AlertRefuel: "L"}[q.Kind]
	}
	switch {
	case in.Threshold == 0:
	case unit == "km/h":
		q.MinKmh = in.Threshold
	case unit == "L":
		q.MinLitres = in.Threshold
	case unit == "km":
		return &fleet.Error{Kind: fleet.Invalid, Field: "unit", Message: "Alerts have no distance. Give a speed in km/h, a time in min, or fuel in L."}
	default:
		q.MinMinutes = in.Threshold
	}
	return nil
}
