package tools

import (
	"context"
	"fmt"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// maxExported is how many rows or fixes one file holds.
const maxExported = 50_000

type exportArgs struct {
	What   string   `json:"what,omitempty" enum:"track,trips,visits,positions" jsonschema:"a truck's way, trips, visits of a place or a truck, or where all trucks are now; track when a truck is named, else trips"`
	Format string   `json:"format,omitempty" enum:"csv,xlsx,gpx,kml,geojson" jsonschema:"default gpx for a track, else csv; trips only as csv or xlsx"`
	Truck  string   `json:"truck,omitempty" jsonschema:"plate, or a unique part of it"`
	Trucks []string `json:"trucks,omitempty" jsonschema:"two or more plates"`
	Driver string   `json:"driver,omitempty"`
	Client string   `json:"client,omitempty" jsonschema:"only trips for this client"`
	Place  string   `json:"place,omitempty" jsonschema:"visits of this place"`
	Period Period   `json:"period,omitzero" jsonschema:"default today"`
}

func export(d *desk) *Tool {
	return newTool("export", "A file to keep or to open elsewhere: a track as GPX, KML or GeoJSON, or tracks, trips, visits and positions as CSV or Excel.", d.export)
}

func (d *desk) export(ctx context.Context, call *Call, in exportArgs) (answer.Answer, error) {
	one := in.Truck != "" || len(in.Trucks) > 0 || in.Driver != ""
	if in.What == "" {
		in.What = map[bool]string{true: "track", false: "trips"}[one]
	}
	if in.Format == "" {
		in.Format = map[bool]string{true: "gpx", false: "csv"}[in.What == "track"]
	}
	if in.What == "track" && !one {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Ambiguous, Field: "truck", Message: "The track of which truck? Give a plate or a driver."}
	}
	if in.What == "trips" && in.Format != "csv" && in.Format != "xlsx" {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "format", Message: "Trips are exported as csv or xlsx. For a map, export a track or positions."}
	}
	s, err := d.about(ctx, call, whose{Truck: in.Truck, Trucks: in.Trucks, Driver: in.Driver}, in.Period, "today")
	if err != nil {
		return answer.Answer{}, err
	}
	if s.window.To.Sub(s.window.From) > maxHistory*24*time.Hour {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "period", Message: fmt.Sprintf("A file covers at most %d days. Ask for fewer.", maxHistory)}
	}
	trucks, err := d.store.Trucks(ctx, s.ids...)
	if err != nil {
		return answer.Answer{}, err
	}
	s.named(trucks)
	var x exported
	switch in.What {
	case "track":
		x, err = d.exportTrack(ctx, s)
	case "visits":
		x, err = d.exportVisits(ctx, s, in.Place)
	case "positions":
		x, err = d.exportPositions(ctx, call, s)
	default:
		x, err = d.exportTrips(ctx, s, in)
	}
	if err != nil {
		return answer.Answer{}, err
	}
	return x.answer(call, s, in)
}

// exported is what goes into a file: rows, and the same for a map.
type exported struct {
	noun  string // of a row
	table answer.Table
	geo   answer.Geo
	more  bool // there was more than a file holds
	now   bool // it is of this moment, not of the window
}

// answer writes the file. That somebody took it is audited.
func (x exported) answer(call *Call, s subject, in exportArgs) (a answer.Answer, err error) {
	shown := s.window.Until(call.Now)
	n := len(x.table.Rows)
	a = answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("Nothing to export: no %ss in that time.", x.noun), Window: &shown, Notes: s.notes}
	if x.now {
		a.Window = nil
	}
	if n == 0 {
		return a, nil
	}
	x.geo.Name = fileName(in.What, s, shown, call.Now, x.now)
	var file answer.File
	switch in.Format {
	case "csv":
		file, err = x.table.CSV(x.geo.Name)
	case "xlsx":
		file, err = x.table.XLSX(x.geo.Name)
	case "gpx":
		file, err = x.geo.GPX()
	case "kml":
		file, err = x.geo.KML()
	case "geojson":
		file, err = x.geo.GeoJSON()
	}
	if err != nil {
		return a, err
	}
	call.Audited()
	a.Headline = fmt.Sprintf("%s in %s.", upperFirst(count(n, x.noun)), file.Name)
	a.Files = []answer.File{file}
	if x.more {
		a.Notes = append(a.Notes, fmt.Sprintf("A file holds at most %s rows; ask for fewer days for the rest.", thousands(maxExported)))
	}
	a.Notes = append(a.Notes, "Times in the rows are West Africa Time; in map files they are UTC, as their formats ask.")
	return a, nil
}

// fileName says what a file holds: track-T-4407-2026-11-22.
func fileName(what string, s subject, w fleet.Window, now time.Time, ofNow bool) string {
	from, to := w.From.In(fleet.WAT), w.To.Add(-time.Second).In(fleet.WAT)
	days := from.Format(time.DateOnly)
	switch last := to.Format(time.DateOnly); {
	case ofNow:
		days = now.In(fleet.WAT).Format("2006-01-02-1504")
	case last != days:
		days += "-to-" + last
	}
	words := strings.Map(func(r rune) rune {
		if strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", r) {
			return r
		}
		return '-'
	}, s.words)
	if words != "" {
		what += "-" + words
	}
	return what + "-" + days
}

// watStamp writes a moment so that spreadsheets sort it; empty for none.
func watStamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(fleet.WAT).Format("2006-01-02 15:04:05")
}

func (d *desk) exportTrips(ctx context.Context, s subject, in exportArgs) (exported, error) {
	x := exported{noun: "trip", table: answer.Table{Right: []int{8}, Columns: []string{"Trip", "Status", "Truck", "Driver", "Client", "From", "To", "Container", "Feet", "Cargo", "Waybill",
		"Planned start", "Loading", "Departed", "Arrived", "Offloading", "Completed", "Reason"}}}
	q := store.TripQuery{Window: &s.window, Limit: maxExported}
	if err := d.resolveInto(ctx, store.Loose, names{driver: in.Driver, client: in.Client}, &q); err != nil {
		return x, err
	}
	for _, id := range s.ids {
		if q.DriverID == 0 {
			q.TruckID = id
		}
		trips, total, err := d.store.Trips(ctx, q)
		if err != nil {
			return x, err
		}
		x.more = x.more || total > len(trips)
		x.addTrips(trips)
		if q.DriverID != 0 {
			return x, nil
		}
	}
	if len(s.ids) > 0 {
		return x, nil
	}
	trips, total, err := d.store.Trips(ctx, q)
	x.more = total > len(trips)
	x.addTrips(trips)
	return x, err
}

func (x *exported) addTrips(trips []fleet.Trip) {
	for _, t := range trips {
		feet := ""
		if t.ContainerSize > 0 {
			feet = fmt.Sprint(t.ContainerSize)
		}
		x.table.Rows = append(x.table.Rows, []string{t.Ref, t.Status.Words(), t.Truck, t.Driver, t.Client, t.Origin, t.Destination, t.Container, feet, t.Cargo, t.Waybill,
			watStamp(t.Start), watStamp(t.Times.Loading), watStamp(t.Times.Departed), watStamp(t.Times.Arrived), watStamp(t.Times.Offloading), watStamp(t.Times.Completed), t.Reason})
	}
}
