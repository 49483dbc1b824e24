package sheets

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"watchtower/fleet/sheet"
)

func (f *fixture) fleet() {
	f.Helper()
	f.tool("driver_save", `{"name":"Moses Okafor","phone":"0803 123 4567"}`)
	f.tool("driver_save", `{"name":"Ibrahim Bello"}`)
	f.tool("client_save", `{"name":"Deekay Foods","contact":"Gate office"}`)
	f.tool("place_save", `{"name":"Apapa Port","kind":"port","latitude":6.445,"longitude":3.365,"radius_m":1200,"aliases":["apapa"]}`)
	f.tool("place_save", `{"name":"Ibadan","kind":"city","latitude":7.378,"longitude":3.947,"radius_m":5000}`)
	f.tool("truck_save", `{"plate":"T-4407","driver":"Moses Okafor","container_size":40}`)
	f.tool("truck_save", `{"plate":"T-5120","imei":"350612071234567"}`)
	f.tool("trip_create", `{"truck":"T-4407","origin":"Apapa Port","destination":"Ibadan","client":"Deekay Foods","start":"2026-11-24T05:00:00+01:00"}`)
}

func TestBothSidesBecomeTheSame(t *testing.T) {
	f := newFixture(t)
	f.fleet()
	f.setup()
	first := f.once()
	if first.NewSheet != 8 || len(f.clashes()) > 0 {
		t.Fatalf("the first sync: %+v %v", first, f.clashes())
	}
	if got := f.cell(sheet.Trucks, "T-4407", "Driver"); got != "Moses Okafor" {
		t.Errorf("the truck's driver in the sheet is %q", got)
	}
	if got := f.cell(sheet.Trips, "4001", "Planned start"); got != "24/11/2026 05:00" {
		t.Errorf("the trip's start in the sheet is %q", got)
	}
	f.book.Calls()
	if idle := f.once(); idle.Calls > 2 || idle.Words() != "nothing to do" {
		t.Errorf("with nothing to do: %+v %v", idle, f.book.Calls())
	}
	f.types(sheet.Trucks, "T-4407", "Make", "MAN")
	f.types(sheet.Drivers, "Moses Okafor", "Phone", "08091112222")
	f.types(sheet.Trips, "4001", "Planned start", "25/11/2026 05:30")
	f.tool("truck_save", `{"plate":"T-5120","model":"Actros"}`)
	f.adds(sheet.Drivers, map[string]string{"Name": "Sule Ade", "Phone": "08030000001"})
	f.adds(sheet.Trucks, map[string]string{"Plate": "T-6000", "Driver": "Sule Ade"})
	f.adds(sheet.Trips, map[string]string{"Truck": "T-6000", "From": "Apapa Port", "To": "Ibadan", "Planned start": "26/11/2026 05:00", "Diesel l": "220.5"})
	f.book.Calls()
	found := f.once()
	if found.Calls > 12 || found.Refused > 0 {
		t.Errorf("the changes: %+v %v %v", found, f.book.Calls(), found.unfit)
	}
	if v := f.tower(sheet.Trucks, "T-4407"); v["make"] != "MAN" {
		t.Errorf("the truck is %v", v)
	}
	if v := f.tower(sheet.Drivers, "Moses Okafor"); v["phone"] != "+2348091112222" {
		t.Errorf("the driver is %v", v)
	}
	if v := f.tower(sheet.Trips, "4001"); v["start"] != "2026-11-25T04:30:00Z" {
		t.Errorf("the trip is %v", v)
	}
	if v := f.tower(sheet.Trips, "4002"); v["truck"] != "T-6000" || v["driver"] != "Sule Ade" || v["diesel_l"] != "220.5" {
		t.Errorf("the new trip is %v", v)
	}
	if got := f.cell(sheet.Trucks, "T-5120", "Model"); got != "Actros" {
		t.Errorf("the model in the sheet is %q", got)
	}
	if got := f.cell(sheet.Trips, "4002", "Driver"); got != "Sule Ade" {
		t.Errorf("the new trip's driver in the sheet is %q", got)
	}
	f.types(sheet.Trucks, "T-4407", "Make", "")
	f.once()
	if v := f.tower(sheet.Trucks, "T-4407"); v["make"] != "" {
		t.Errorf("a cell that was emptied is %q here", v["make"])
	}
	if again := f.once(); again.Words() != "nothing to do" || len(f.clashes()) > 0 {
		t.Errorf("after that: %+v %v", again, f.clashes())
	}
}

// Who changed a cell last is not asked: both did, so the column's policy says.
func TestConflicts(t *testing.T) {
	f := newFixture(t)
	f.fleet()
	f.setup()
	f.once()
	f.types(sheet.Trucks, "T-4407", "Driver", "Ibrahim Bello")
	f.tool("driver_save", `{"name":"Sule Ade"}`)
	f.tool("truck_save", `{"plate":"T-4407","driver":"Sule Ade","make":"DAF"}`)
	f.types(sheet.Trucks, "T-4407", "Make", "MAN")
	f.types(sheet.Trucks, "T-5120", "IMEI", "350612071230000")
	f.once()
	want := []string{`T-4407 make: "MAN"/"DAF" kept "sheet"`, `T-4407 driver: "Ibrahim Bello"/"Sule Ade" kept ""`}
	got := f.clashes()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("conflicts %q, want %q", got, want)
	}
	if says := f.cell(sheet.Trucks, "T-4407", sheet.SaysHeader); !strings.Contains(says, "Driver: Ibrahim Bello here, Sule Ade in Watch Tower") {
		t.Errorf("the row says %q", says)
	}
	if v := f.tower(sheet.Trucks, "T-4407"); v["driver"] != "Sule Ade" || v["make"] != "MAN" {
		t.Errorf("the truck is %v", v)
	}
	f.once()
	list, err := f.store.UntoldSheetClashes(t.Context(), bookID, 10)
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	for _, c := range list {
		if c.Open() {
			f.tool("sheets_settle", `{"conflict":"`+strconv.FormatInt(c.ID, 10)+`","keep":"sheet"}`)
		}
	}
	f.once()
	if v := f.tower(sheet.Trucks, "T-4407"); v["driver"] != "Ibrahim Bello" {
		t.Errorf("after settling the truck is %v", v)
	}
	if says := f.cell(sheet.Trucks, "T-4407", sheet.SaysHeader); says != "" {
		t.Errorf("after settling the row says %q", says)
	}
}
