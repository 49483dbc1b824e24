package tools

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type tripBulkArgs struct {
	Table []string         `json:"table,omitempty" jsonschema:"the pasted table line by line, the headings first, exactly as pasted"`
	Trips []tripCreateArgs `json:"trips,omitempty" jsonschema:"the trips, when they did not come as a table"`
}

func tripBulk(d *desk) *Tool {
	t := newTool("trip_bulk",
		"Create several trips at once from a pasted table or CSV: first the headings (truck, from, to, start, driver, client, container ...), then a line for each trip. Shows every row and every fault before anything is made.",
		d.tripBulk)
	t.Write, t.Confirms = true, true
	return t
}

// bulkRow is one trip of a table: what was read, or why it cannot be made.
type bulkRow struct {
	args  tripCreateArgs
	trip  fleet.Trip
	notes []string
	may   store.TripCheck
	fault string
}

func (d *desk) tripBulk(ctx context.Context, call *Call, in tripBulkArgs) (answer.Answer, error) {
	rows, notes, err := d.bulkRows(ctx, call, in)
	if err != nil {
		return answer.Answer{}, err
	}
	var good []bulkRow
	for _, r := range rows {
		if r.fault == "" {
			good = append(good, r)
		}
	}
	a := answer.Answer{Kind: answer.Result, Table: bulkTable(rows), Notes: notes}
	if len(good) == 0 {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "table", Message: "None of the rows can become a trip. " + bulkFaults(rows)}
	}
	if call.DryRun {
		a.Headline = fmt.Sprintf("Create %s?%s", count(len(good), "trip"), leftOut(len(rows)-len(good)))
		pin := tripBulkArgs{}
		for _, r := range good {
			pin.Trips = append(pin.Trips, r.args)
		}
		return a, call.Pin(pin)
	}
	trips := make([]fleet.Trip, len(good))
	for i, r := range good {
		trips[i] = r.trip
	}
	made, err := d.store.CreateTrips(ctx, trips, change(call, "Created with "+count(len(good)-1, "other"), ""), good[0].may)
	if err != nil {
		return answer.Answer{}, err
	}
	refs := made[0].Ref
	if len(made) > 1 {
		refs += " to " + made[len(made)-1].Ref
	}
	a.Headline = fmt.Sprintf("%s created, %s.%s", count(len(made), "trip"), refs, leftOut(len(rows)-len(made)))
	for i, n := 0, 0; i < len(rows); i++ {
		if rows[i].fault == "" {
			a.Table.Rows[i][0] = made[n].Ref
			n++
		}
	}
	a.Table.Columns[0] = "Trip"
	return a, nil
}

func leftOut(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " 1 row is left out; its fault stands beside it."
	}
	return fmt.Sprintf(" %d rows are left out; their faults stand beside them.", n)
}

// bulkRows reads and checks every row. Rows may also stand in each other's way.
func (d *desk) bulkRows(ctx context.Context, call *Call, in tripBulkArgs) ([]bulkRow, []string, error) {
	var rows []bulkRow
	var notes []string
	for _, t := range in.Trips {
		rows = append(rows, bulkRow{args: t})
	}
	if len(in.Table) > 0 {
		table, err := fleet.ParseTripTable(strings.Join(in.Table, "\n"))
		if err != nil {
			return nil, nil, err
		}
		if len(table.Unknown) > 0 {
			notes = append(notes, "Columns not taken into account: "+strings.Join(table.Unknown, ", ")+".")
		}
		for _, cells := range table.Rows {
			rows = append(rows, readBulkRow(cells, call.Now))
		}
	}
	if len(rows) == 0 || len(rows) > fleet.MaxTableRows {
		return nil, nil, &fleet.Error{Kind: fleet.Ambiguous, Field: "table", Message: fmt.Sprintf("Paste a table of 1 to %d trips: a line of headings (truck, from, to, start), then a line for each trip.", fleet.MaxTableRows)}
	}
	for i := range rows {
		if err := d.checkBulkRow(ctx, call, &rows[i]); err != nil {
			return nil, nil, err
		}
		alike(rows[:i], &rows[i], call.Now)
	}
	return rows, notes, nil
}

// alike says what an earlier row of the same table uses already.
func alike(earlier []bulkRow, r *bulkRow, now time.Time) {
	for n, e := range earlier {
		if r.fault != "" || e.fault != "" {
			continue
		}
		same := r.trip.TruckID == e.trip.TruckID && r.trip.Start.Equal(e.trip.Start)
		if same && r.trip.OriginID == e.trip.OriginID && r.trip.DestinationID == e.trip.DestinationID {
			r.fault = fmt.Sprintf("the same as row %d", n+1)
			continue
		}
		e.trip.ID = -1 // it is not kept yet
		if err := r.may(r.trip, []fleet.Trip{e.trip}); err != nil {
			r.fault = fmt.Sprintf("row %d needs the same truck, driver or container at the same time", n+1)
			continue
		}
		for _, f := range fleet.BusyFindings(r.trip, []fleet.Trip{e.trip}, now) {
			r.notes = append(r.notes, fmt.Sprintf("%s is also in row %d.", map[string]string{"truck": r.trip.Truck, "driver": r.trip.Driver, "container": r.trip.Container}[f.Field], n+1))
		}
	}
}

// checkBulkRow resolves a row and judges it. What is wrong with it is its
// fault; only trouble of ours is an error.
func (d *desk) checkBulkRow(ctx context.Context, call *Call, r *bulkRow) error {
	if r.fault != "" {
		return nil
	}
	err := d.planBulkRow(ctx, call, r)
	if fleet.Retryable(err) {
		return err
	}
	if err != nil {
		r.fault = bulkFault(err)
	}
	return nil
}

func (d *desk) planBulkRow(ctx context.Context, call *Call, r *bulkRow) error {
	var missing []string
	for _, x := range [][2]string{{"truck", r.args.Truck}, {"origin", r.args.Origin}, {"destination", r.args.Destination}, {"start", r.args.Start}} {
		if x[1] == "" {
			missing = append(missing, x[0])
		}
	}
	if len(missing) > 0 {
		return fleet.Errorf(fleet.Invalid, "No %s.", strings.Join(missing, ", no "))
	}
	start, err := parseStart(r.args.Start, call.Now)
	if err != nil {
		return err
	}
	t, err := d.planTrip(ctx, call.match(), &r.args)
	if err != nil {
		return err
	}
	t.Status, t.Start = fleet.Scheduled, start
	if err := d.mustWork(ctx, t); err != nil {
		return err
	}
	j, err := d.judgeTrip(ctx, t, call.Now)
	if err != nil {
		return err
	}
	r.notes, r.may = j.notes, j.may
	in := &r.args
	in.Truck, in.Driver, in.Client, in.Origin, in.Destination, in.Stops = t.Truck, t.Driver, t.Client, t.Origin, t.Destination, t.Stops
	r.trip = t
	return nil
}

func bulkFault(err error) string {
	msg := fleet.MessageFor(err)
	if choices := choicesOf(err); len(choices) > 0 && !strings.Contains(msg, "Did you mean") {
		msg += " " + strings.Join(choices, ", ") + "?"
	}
	return msg
}

func bulkFaults(rows []bulkRow) string {
	var out []string
	for i, r := range rows[:min(5, len(rows))] {
		out = append(out, fmt.Sprintf("Row %d: %s", i+1, r.fault))
	}
	return strings.Join(out, " ")
}

// readBulkRow turns a row's cells into the arguments of a trip.
func readBulkRow(cells map[string]string, now time.Time) bulkRow {
	var r bulkRow
	a := &r.args
	a.Truck, a.Driver, a.Client, a.Origin, a.Destination = cells["truck"], cells["driver"], cells["client"], cells["origin"], cells["destination"]
	a.Container, a.Cargo, a.Waybill = cells["container"], cells["cargo"], cells["waybill"]
	a.Consignee, a.MotorBoy, a.TDO, a.CallUp, a.EmptyReturn = cells["consignee"], cells["motor_boy"], cells["tdo"], cells["call_up"], cells["empty_return"]
	for stop := range strings.FieldsFuncSeq(cells["stops"], func(c rune) bool { return strings.ContainsRune("|,;/", c) }) {
		a.Stops = append(a.Stops, squeeze(stop))
	}
	for name, into := range map[string]*float64{"weight_t": &a.WeightT, "diesel_l": &a.DieselL, "diesel_naira": &a.DieselNaira, "allowance_naira": &a.AllowanceNaira} {
		if r.fault == "" && cells[name] != "" {
			*into, r.fault = bulkNumber(name, cells[name])
		}
	}
	if size := cells["container_size"]; r.fault == "" && size != "" {
		var feet float64
		feet, r.fault = bulkNumber("container_size", size)
		if a.ContainerSize = int(feet); r.fault == "" && feet != 20 && feet != 40 {
			r.fault = fmt.Sprintf("A container of %s ft is not known here; 20 or 40.", size)
		}
	}
	when := squeeze(cells["day"] + " " + cells["start"] + " " + cells["hour"])
	if when != "" && r.fault == "" {
		at, err := fleet.ParseMoment(when, now)
		if err != nil {
			r.fault = fleet.MessageFor(err)
		}
		a.Start = at.In(fleet.WAT).Format(time.RFC3339)
	}
	return r
}

func bulkNumber(name, text string) (float64, string) {
	digits := strings.Trim(strings.ToLower(strings.ReplaceAll(text, ",", "")), " n₦'\"ftloesri")
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || n < 0 {
		return 0, fmt.Sprintf("%s: %q is not a number.", strings.ReplaceAll(name, "_", " "), clip(text))
	}
	return n, ""
}

func bulkTable(rows []bulkRow) *answer.Table {
	t := &answer.Table{Columns: []string{"Row", "Truck", "Driver", "From", "To", "Start", "Note"}}
	for i, r := range rows {
		start := r.args.Start
		if at, err := time.Parse(time.RFC3339, start); err == nil {
			start = at.In(fleet.WAT).Format("2 Jan 15:04")
		}
		note := strings.Join(slices.Compact(r.notes), " ")
		if r.fault != "" {
			note = "Left out: " + lowerFirst(r.fault)
		}
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), r.args.Truck, r.args.Driver, r.args.Origin, r.args.Destination, start, note})
	}
	return t
}
