package sheets

import (
	"encoding/json"
	"strings"
	"testing"

	world "watchtower/sandbox/sheets"

	"watchtower/fleet/sheet"
)

// Columns are found by their headers wherever they stand, and what people add
// of their own stays as it is.
func TestHeadersInAnyOrderAndExtraColumns(t *testing.T) {
	f := newFixture(t)
	f.fleet()
	for col, header := range []string{"Colour", "Usual driver", "Registration", "", "make"} {
		must(t, f.book.Type("Sheet1", 0, col, header))
	}
	raw := `{"requests":[{"addSheet":{"properties":{"title":"Trucks"}}}]}`
	post(t, f.url+"/v4/spreadsheets/"+bookID+":batchUpdate", raw)
	for col, header := range []string{"Colour", "Usual driver", "Registration", "", "make"} {
		must(t, f.book.Type("Trucks", 0, col, header))
	}
	must(t, f.book.Type("Trucks", 1, 0, "red"))
	must(t, f.book.Type("Trucks", 1, 2, "t 4407"))
	must(t, f.book.Type("Trucks", 1, 4, `=UPPER("man")`))
	f.setup()
	f.once()
	rows, err := f.book.Rows("Trucks")
	must(t, err)
	if got := strings.Join(rows[1][:5], "|"); got != "red|Moses Okafor|t 4407||MAN" {
		t.Errorf("the row is %q", got)
	}
	if v := f.tower(sheet.Trucks, "T-4407"); v["make"] != "MAN" {
		t.Errorf("the truck is %v", v)
	}
	_, formula, _, err := f.book.Cell("Trucks", 1, 4)
	if err != nil || formula != `=UPPER("man")` {
		t.Errorf("the formula is %q, %v", formula, err)
	}
	f.tool("truck_save", `{"plate":"T-4407","make":"DAF"}`)
	f.once()
	if _, formula, _, _ := f.book.Cell("Trucks", 1, 4); formula == "" {
		t.Error("the formula was overwritten")
	}
	if got := f.clashes(); len(got) < 1 || !strings.Contains(strings.Join(got, ";"), `make: "MAN"/"DAF" kept ""`) {
		t.Errorf("conflicts %q, want the one about the formula", got)
	}
}

// Sorted, inserted and copied rows stay what they are; a deleted row is marked,
// and comes back when somebody says so.
func TestRowsThatMoveCopyAndGo(t *testing.T) {
	f := newFixture(t)
	f.fleet()
	f.setup()
	f.once()
	must(t, f.book.Insert("Trucks", 1, 3))
	must(t, f.book.Sort("Trucks", 1, f.col(sheet.Trucks, "Plate"), true))
	f.types(sheet.Trucks, "T-4407", "Make", "MAN")
	must(t, f.book.Duplicate("Trucks", f.row(sheet.Trucks, "T-5120")))
	f.once()
	if v := f.tower(sheet.Trucks, "T-4407"); v["make"] != "MAN" {
		t.Errorf("the truck is %v", v)
	}
	if says := f.cell(sheet.Trucks, "T-5120", sheet.SaysHeader); !strings.HasPrefix(says, "Not synced while row") {
		t.Errorf("the row itself says %q", says)
	}
	copied := f.row(sheet.Trucks, "T-5120") + 1
	if v, _, _, _ := f.book.Cell("Trucks", copied, f.col(sheet.Trucks, sheet.SaysHeader)); !strings.HasPrefix(v.Str, "A copy of row") {
		t.Errorf("the copy says %q", v.Str)
	}
	must(t, f.book.Put("Trucks", copied, f.col(sheet.Trucks, "Plate"), world.TextValue("T-9999")))
	must(t, f.book.Put("Trucks", copied, f.col(sheet.Trucks, "IMEI"), world.Value{}))
	f.once()
	if v := f.tower(sheet.Trucks, "T-9999"); v == nil {
		t.Error("the copy with a plate of its own made no truck")
	}
	must(t, f.book.Delete("Trucks", f.row(sheet.Trucks, "T-9999"), 1))
	found := f.once()
	if found.Gone != 1 || f.tower(sheet.Trucks, "T-9999")["active"] != "yes" {
		t.Errorf("a deleted row: %+v, %v", found, f.tower(sheet.Trucks, "T-9999"))
	}
	if again := f.once(); again.Words() != "nothing to do" || f.row(sheet.Trucks, "T-9999") >= 0 {
		t.Errorf("after that %q, and the row stands at %d", again.Words(), f.row(sheet.Trucks, "T-9999"))
	}
	raw, err := json.Marshal(map[string]string{"restore": found.gone[0].id})
	must(t, err)
	f.tool("sheets_settle", string(raw))
	f.once()
	if f.row(sheet.Trucks, "T-9999") < 0 {
		t.Error("the row did not come back")
	}
}

// People may delete the copy or the row that was copied: what Watch Tower
// changed meanwhile stays, because neither had it.
func TestEitherCopyMayBeDeleted(t *testing.T) {
	f := newFixture(t)
	f.fleet()
	f.setup()
	f.once()
	must(t, f.book.Duplicate("Trucks", f.row(sheet.Trucks, "T-5120")))
	f.tool("truck_save", `{"plate":"T-5120","model":"Actros"}`)
	f.once()
	must(t, f.book.Delete("Trucks", f.row(sheet.Trucks, "T-5120"), 1))
	f.once()
	if v, got := f.tower(sheet.Trucks, "T-5120"), f.cell(sheet.Trucks, "T-5120", "Model"); v["model"] != "Actros" || got != "Actros" {
		t.Errorf("the model is %q here and %q in the sheet", v["model"], got)
	}
	if says := f.cell(sheet.Trucks, "T-5120", sheet.SaysHeader); says != "" {
		t.Errorf("the row that is left says %q", says)
	}
}

// A new trip that is copied before it has a number is one trip.
func TestACopiedNewTripIsOne(t *testing.T) {
	f := newFixture(t)
	f.fleet()
	f.setup()
	f.once()
	trip := map[string]string{"Truck": "T-4407", "From": "Apapa Port", "To": "Ibadan", "Planned start": "28/11/2026 05:00"}
	f.adds(sheet.Trips, trip)
	f.adds(sheet.Trips, trip)
	if found := f.once(); found.NewTower != 1 {
		t.Errorf("two rows of one trip: %+v", found.SyncResult)
	}
	f.adds(sheet.Trips, trip)
	if found := f.once(); found.NewTower != 0 {
		t.Errorf("a third one, later: %+v", found.SyncResult)
	}
	trip["Planned start"] = "29/11/2026 05:00"
	f.adds(sheet.Trips, trip)
	if found := f.once(); found.NewTower != 1 {
		t.Errorf("the next day: %+v", found.SyncResult)
	}
}

// A bad row says why and stops no other; when what it lacks is there it is
// taken over.
func TestBadRows(t *testing.T) {
	f := newFixture(t)
	f.fleet()
	f.setup()
	f.once()
	f.adds(sheet.Trucks, map[string]string{"Plate": "T-7000", "Driver": "Nobody Known"})
	f.adds(sheet.Places, map[string]string{"Name": "Ore", "Latitude": "north", "Longitude": "4.8"})
	f.types(sheet.Drivers, "Ibrahim Bello", "Phone", "call him")
	f.types(sheet.Trucks, "T-4407", "Make", "MAN")
	found := f.once()
	if found.Refused != 3 || f.tower(sheet.Trucks, "T-4407")["make"] != "MAN" {
		t.Errorf("%+v %v", found.SyncResult, found.unfit)
	}
	for _, c := range []struct {
		kind      sheet.Kind
		key, want string
	}{{sheet.Trucks, "T-7000", "driver"}, {sheet.Places, "Ore", `Latitude is "north", which is not a number`}, {sheet.Drivers, "Ibrahim Bello", "not a telephone number"}} {
		if says := f.cell(c.kind, c.key, sheet.SaysHeader); !strings.HasPrefix(says, notTaken) || !strings.Contains(says, c.want) {
			t.Errorf("the row %s says %q", c.key, says)
		}
	}
	f.tool("driver_save", `{"name":"Nobody Known"}`)
	f.types(sheet.Places, "Ore", "Latitude", "6.747")
	f.types(sheet.Drivers, "Ibrahim Bello", "Phone", "0805 111 2222")
	f.now = f.now.Add(retryRefused)
	if found := f.once(); found.Refused != 0 || f.tower(sheet.Trucks, "T-7000") == nil || f.tower(sheet.Places, "Ore") == nil {
		t.Errorf("mended: %+v %v", found.SyncResult, found.unfit)
	}
	if says := f.cell(sheet.Drivers, "Ibrahim Bello", sheet.SaysHeader); says != "" {
		t.Errorf("the mended row says %q", says)
	}
}
