package road

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// table reads a CSV file into rows by column name.
func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		record := map[string]string{}
		for k, column := range rows[0] {
			record[column] = row[k]
		}
		out = append(out, record)
	}
	return out
}

func column(rows []map[string]string, name string) map[string]bool {
	out := map[string]bool{}
	for _, r := range rows {
		out[r[name]] = true
	}
	return out
}

func TestCSVFilesAgree(t *testing.T) {
	dir := t.TempDir()
	if err := newTestFleet(t, 1).WriteCSV(dir, morning(), 14); err != nil {
		t.Fatal(err)
	}
	read := func(name string) []map[string]string { return table(t, filepath.Join(dir, name)) }
	drivers, clients, places := column(read("drivers.csv"), "name"), column(read("clients.csv"), "name"), column(read("places.csv"), "name")
	trucks := read("trucks.csv")
	if len(trucks) != 85 || len(drivers) != 85 || len(column(trucks, "imei")) != 85 || len(column(trucks, "plate")) != 85 {
		t.Errorf("%d trucks, %d drivers, %d IMEIs", len(trucks), len(drivers), len(column(trucks, "imei")))
	}
	driverOf := map[string]string{}
	for _, r := range trucks {
		driverOf[r["plate"]] = r["driver"]
		if !drivers[r["driver"]] {
			t.Errorf("truck %s has an unknown driver %q", r["plate"], r["driver"])
		}
	}
	trips := read("trips.csv")
	for _, unique := range []string{"ref", "waybill", "container"} {
		if len(column(trips, unique)) != len(trips) {
			t.Errorf("%s repeats in trips.csv", unique)
		}
	}
	for _, r := range trips {
		if !clients[r["client"]] || !places[r["origin"]] || !places[r["destination"]] || driverOf[r["truck"]] != r["driver"] {
			t.Errorf("trip %s names something unknown: %v", r["ref"], r)
		}
		checkSteps(t, r)
		checkContainer(t, r["container"])
	}
}

// checkSteps wants the steps of a trip in order, in the past, and in line with
// its status.
func checkSteps(t *testing.T, r map[string]string) {
	t.Helper()
	steps := map[string]string{"loading": "loading_at", "en_route": "departed_at", "arrived": "arrived_at", "offloading": "offloading_at", "completed": "completed_at"}
	order := []string{"loading_at", "departed_at", "arrived_at", "offloading_at", "completed_at"}
	if column, ok := steps[r["status"]]; ok && r[column] == "" {
		t.Errorf("trip %s is %s without %s", r["ref"], r["status"], column)
	}
	ended := r["status"] == "cancelled" || r["status"] == "failed"
	if ended != (r["reason"] != "") {
		t.Errorf("trip %s is %s with reason %q", r["ref"], r["status"], r["reason"])
	}
	var last time.Time
	open := false
	for _, column := range order {
		if r[column] == "" {
			open = true
			continue
		}
		at, err := time.Parse(time.RFC3339, r[column])
		if err != nil || at.Before(last) || at.After(morning()) || open {
			t.Errorf("trip %s: %s is %q after %s", r["ref"], column, r[column], last)
		}
		if !strings.HasSuffix(r[column], "+01:00") {
			t.Errorf("trip %s: %s is not Lagos time", r["ref"], r[column])
		}
		last = at
	}
}

// MSCU7712043 is wrong on purpose: people do hold such papers.
func checkContainer(t *testing.T, number string) {
	t.Helper()
	if len(number) != 11 {
		t.Errorf("container %q", number)
		return
	}
	if int(number[10]-'0') != checkDigit(number[:10]) && number != "MSCU7712043" {
		t.Errorf("container %s has a wrong check digit", number)
	}
}

func TestCheckDigit(t *testing.T) {
	for body, want := range map[string]int{"CSQU305438": 3, "TCNU387756": 0} {
		if got := checkDigit(body); got != want {
			t.Errorf("%s: %d, want %d", body, got, want)
		}
	}
}

func TestNoTwoPlacesShareAName(t *testing.T) {
	owner := map[string]string{}
	for _, p := range allPlaces() {
		for _, name := range append(strings.Split(p.aliases, "|"), p.name) {
			key := strings.ToLower(name)
			if other, taken := owner[key]; key != "" && taken {
				t.Errorf("%q means both %s and %s", name, other, p.name)
			}
			owner[key] = p.name
		}
	}
}

func TestEveryPlaceCanBeReached(t *testing.T) {
	n := newNetwork()
	for from := range n.places {
		for to := range n.places {
			p := n.path(from, to)
			if p == nil {
				t.Fatalf("no road from %s to %s", n.places[from].name, n.places[to].name)
			}
			direct := distanceKM(n.places[from].at, n.places[to].at)
			if from != to && (p.length() < direct-0.001 || p.length() > 3.2*direct+25) {
				t.Errorf("%s to %s is %.0f km by road, %.0f straight", n.places[from].name, n.places[to].name, p.length(), direct)
			}
		}
	}
}
