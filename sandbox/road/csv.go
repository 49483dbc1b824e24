package road

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// lagos is West Africa Time: one hour ahead of UTC all year.
func lagos() *time.Location { return time.FixedZone("WAT", 3600) }

// WriteCSV writes what the fleet's office would hand over at a moment: drivers,
// clients, places and trucks, and the trips of the days before, today and
// tomorrow as they stand then.
func (f *Fleet) WriteCSV(dir string, now time.Time, days int) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make %s: %w", dir, err)
	}
	for _, table := range []struct {
		name string
		rows [][]string
	}{
		{"drivers.csv", f.driverRows()}, {"clients.csv", f.clientRows()}, {"places.csv", f.placeRows()},
		{"trucks.csv", f.truckRows()}, {"trips.csv", f.tripRows(now, days)},
	} {
		if err := writeTable(filepath.Join(dir, table.name), table.rows); err != nil {
			return err
		}
	}
	return nil
}

func writeTable(name string, rows [][]string) error {
	file, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("create %s: %w", name, err)
	}
	if err := csv.NewWriter(file).WriteAll(rows); err != nil {
		file.Close()
		return fmt.Errorf("write %s: %w", name, err)
	}
	return file.Close()
}

func (f *Fleet) driverRows() [][]string {
	rows := [][]string{{"name", "phone", "licence"}}
	for _, p := range f.people {
		rows = append(rows, []string{p.name, p.phone, p.licence})
	}
	return rows
}

func (f *Fleet) clientRows() [][]string {
	rows := [][]string{{"name", "contact", "phone"}}
	for _, c := range f.clients {
		rows = append(rows, []string{c.name, c.contact, c.phone})
	}
	return rows
}

func (f *Fleet) placeRows() [][]string {
	rows := [][]string{{"name", "kind", "latitude", "longitude", "radius_m", "aliases"}}
	for _, p := range f.net.places {
		rows = append(rows, []string{p.name, p.kind, decimal(p.at.lat), decimal(p.at.lon), decimal(p.radius), p.aliases})
	}
	return rows
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func (f *Fleet) truckRows() [][]string {
	rows := [][]string{{"plate", "imei", "make", "model", "container_size", "driver"}}
	for _, t := range f.trucks {
		rows = append(rows, []string{t.plate, t.imei, t.make, t.model, strconv.Itoa(t.containerSize), f.people[t.driver].name})
	}
	return rows
}

func (f *Fleet) tripRows(now time.Time, days int) [][]string {
	rows := [][]string{{"ref", "truck", "driver", "client", "origin", "destination", "container", "container_size", "cargo", "waybill",
		"status", "start", "loading_at", "departed_at", "arrived_at", "offloading_at", "completed_at", "reason"}}
	t := now.Unix()
	tomorrowEnds := (t+3600)/86400*86400 - 3600 + 2*86400
	for _, r := range f.trips {
		if r.start < t-int64(days)*86400 || r.start >= tomorrowEnds {
			continue
		}
		rows = append(rows, f.tripRow(r, t))
	}
	return rows
}

func (f *Fleet) tripRow(r *trip, now int64) []string {
	stamp := func(t int64) string {
		if t == 0 || t > now {
			return ""
		}
		return local(t)
	}
	truck := f.trucks[r.truck]
	status, reason := r.status(now), ""
	if status == r.outcome {
		reason = r.reason
	}
	return []string{strconv.Itoa(r.ref), truck.plate, f.people[truck.driver].name, f.clients[r.client].name,
		f.net.places[r.origin].name, f.net.places[r.destination].name, r.container, strconv.Itoa(r.size), r.cargo, r.waybill,
		status, local(r.start), stamp(r.loading), stamp(r.departed), stamp(r.arrived), stamp(r.offload), stamp(r.finish), reason}
}

func local(t int64) string { return time.Unix(t, 0).In(lagos()).Format(time.RFC3339) }
