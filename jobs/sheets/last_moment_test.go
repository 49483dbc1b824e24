package sheets

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	gsheets "google.golang.org/api/sheets/v4"

	world "watchtower/sandbox/sheets"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/store"
	"watchtower/tools"
)

// onPut has something happen once, just before cells are written.
func (f *fixture) onPut(do func()) {
	f.book.Before(func(_, path string) {
		if do != nil && strings.HasSuffix(path, "values:batchUpdateByDataFilter") {
			now := do
			do = nil
			now()
		}
	})
}

// A row that was deleted in the last moment was not written: when it comes back
// as it was, nobody takes its old cells for an edit.
func TestRowDeletedInTheLastMoment(t *testing.T) {
	f := newFixture(t)
	f.fleet()
	f.setup()
	f.once()
	f.tool("truck_save", `{"plate":"T-4407","make":"DAF"}`)
	at := f.row(sheet.Trucks, "T-4407")
	rows, err := f.book.Rows("Trucks")
	must(t, err)
	f.onPut(func() { must(t, f.book.Delete("Trucks", at, 1)) })
	f.once()
	must(t, f.book.Insert("Trucks", at, 1))
	for col, text := range rows[at] {
		must(t, f.book.Put("Trucks", at, col, world.TextValue(text)))
	}
	f.once()
	if v := f.tower(sheet.Trucks, "T-4407"); v["make"] != "DAF" {
		t.Errorf("the edit in Watch Tower was taken back: %v", v)
	}
	if got := f.cell(sheet.Trucks, "T-4407", "Make"); got != "DAF" {
		t.Errorf("the make in the sheet is %q", got)
	}
}

// A process that lost its turn may still write: it must find its own rows, or
// none, and not those of who came after it.
func TestWriteThatComesLate(t *testing.T) {
	f := newFixture(t)
	f.fleet()
	f.setup()
	f.once()
	other := f.syncer(http.DefaultClient, f.reg.Run)
	b, err := other.client.readBook(t.Context())
	must(t, err)
	f.tool("truck_save", `{"plate":"T-4407","make":"DAF"}`)
	f.onPut(func() {
		for _, l := range b.tabs[sheet.Trucks].lines {
			if l.values["plate"] == "T-5120" {
				must(t, other.client.address(t.Context(), targetsOf([]*write{{line: l}}), nil))
			}
		}
	})
	f.once()
	if got := f.cell(sheet.Trucks, "T-5120", "Make"); got != "" {
		t.Errorf("another truck's make is %q", got)
	}
	if got := f.cell(sheet.Trucks, "T-4407", "Make"); got != "DAF" {
		t.Errorf("the make in the sheet is %q", got)
	}
}

// What one row brings about stops no other.
func TestRowThatGoesWrong(t *testing.T) {
	f := newFixture(t)
	f.fleet()
	f.setup()
	f.once()
	f.types(sheet.Trucks, "T-4407", "Make", "MAN")
	f.types(sheet.Trucks, "T-5120", "Make", "DAF")
	f.sync = f.syncer(http.DefaultClient, func(ctx context.Context, who fleet.Caller, via fleet.Via, name string, args json.RawMessage) (answer.Answer, error) {
		if strings.Contains(string(args), "MAN") {
			return answer.Answer{}, errors.New("value out of range")
		}
		return f.reg.Run(ctx, who, via, name, args)
	})
	found := f.once()
	if found.Refused != 1 || f.tower(sheet.Trucks, "T-5120")["make"] != "DAF" {
		t.Errorf("%+v, and the other truck is %v", found.SyncResult, f.tower(sheet.Trucks, "T-5120"))
	}
	if says := f.cell(sheet.Trucks, "T-4407", sheet.SaysHeader); !strings.HasPrefix(says, notTaken) {
		t.Errorf("the row says %q", says)
	}
}

// Rows that a sync added have the formats that setup gave their columns, and
// setup may run again over their dates.
func TestFormatsOfNewRowsAndSetupAgain(t *testing.T) {
	f := newFixture(t)
	f.fleet()
	f.setup()
	f.once()
	f.types(sheet.Drivers, "Moses Okafor", "Phone", "08091112222")
	v, _, _, err := f.book.Cell("Drivers", f.row(sheet.Drivers, "Moses Okafor"), f.col(sheet.Drivers, "Phone"))
	if err != nil || v.Kind != world.Text || v.Str != "08091112222" {
		t.Errorf("the phone as it was typed is %+v, %v", v, err)
	}
	f.setup()
}

// A column whose header was renamed is synced no more, which is said.
func TestHeaderRenamed(t *testing.T) {
	f := newFixture(t)
	f.fleet()
	f.setup()
	f.once()
	must(t, f.book.Type("Trucks", 0, f.col(sheet.Trucks, "Driver"), "Chauffeur"))
	found := f.once()
	if len(found.Unwell) != 1 || !strings.Contains(found.Unwell[0], "the tab Trucks has no column Driver any more") {
		t.Errorf("said %q", found.Unwell)
	}
}

// A thousand rows to look at are a few lines and one that counts the rest.
func TestManyRowsToLookAt(t *testing.T) {
	f := newFixture(t)
	list := make([]unfit, 1000)
	for i := range list {
		list[i] = unfit{kind: sheet.Trucks, id: fmt.Sprint(i), number: i, why: "No."}
	}
	must(t, f.sync.tellEnd(t.Context(), store.SheetSync{}, Found{unfit: list}, ""))
	if n := len(f.sync.lines); n != tellLimit+1 || f.sync.lines[0].a.Headline[:8] != "950 rows" {
		t.Errorf("%d lines, the first %q", n, f.sync.lines[0].a.Headline)
	}
}

// A cell that shows what nobody entered is filled by a formula elsewhere.
func TestSpilledCells(t *testing.T) {
	text := "Moses Okafor"
	for name, c := range map[string]struct {
		cell *gsheets.CellData
		want bool
	}{
		"typed":   {&gsheets.CellData{UserEnteredValue: &gsheets.ExtendedValue{StringValue: &text}, EffectiveValue: &gsheets.ExtendedValue{StringValue: &text}}, false},
		"spilled": {&gsheets.CellData{EffectiveValue: &gsheets.ExtendedValue{StringValue: &text}}, true},
		"empty":   {&gsheets.CellData{}, false},
	} {
		if got := cellOf(c.cell); got.Formula != c.want {
			t.Errorf("%s: computed is %v", name, got.Formula)
		}
	}
}

// A trip that moves on while its row is taken over is looked at again.
func TestTripThatMovesOnMeanwhile(t *testing.T) {
	f := newFixture(t)
	f.fleet()
	st, err := f.store.SheetState(t.Context(), bookID, noon.AddDate(0, -1, 0))
	must(t, err)
	for id := range st.Objects[sheet.Trips] {
		err := f.store.TakeTrip(t.Context(), store.SheetTake{Book: bookID, Kind: sheet.Trips, Object: id, At: f.now}, 99, store.TripChange{}, func(*fleet.Trip) error { return nil })
		if !isStale(err) {
			t.Errorf("%v, want what is looked at again", err)
		}
	}
}

// Google being away is no fault of the key.
func TestTokenTrouble(t *testing.T) {
	for text, want := range map[string]fleet.Kind{
		"auth: cannot fetch token: 400\nResponse: {}":                fleet.Invalid,
		"auth: cannot fetch token: 503\nResponse: {}":                fleet.Unavailable,
		"auth: cannot fetch token: Post \"https://x\": no such host": fleet.Unavailable,
	} {
		if got := fleet.KindOf(explain(errors.New(text), bookID)); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// Whoever asked for a sync that was cut off is told so, in the message that
// showed its progress.
func TestCutOffSyncIsTold(t *testing.T) {
	f := newFixture(t)
	f.setup()
	_, err := f.store.AskSheetSync(t.Context(), bookID, "Ada", "C0ASKED", f.now)
	must(t, err)
	long := time.Now().Add(-time.Hour)
	y, mine, err := f.store.ClaimSheetSync(t.Context(), bookID, time.Time{}, f.now, long, lease)
	if err != nil || !mine {
		t.Fatal(mine, err)
	}
	must(t, f.sync.progress(t.Context(), y, "Reading the sheet", tools.SyncResult{}))
	if _, did, err := f.sync.RunDue(t.Context()); !did || err != nil {
		t.Fatal(did, err)
	}
	list, err := f.store.ClaimDeliveries(t.Context(), time.Now(), time.Minute, 10, store.Pace{})
	if err != nil || len(list) != 1 || list[0].Key != syncKey(y) || !strings.Contains(list[0].Answer.Headline, "It was cut off") {
		t.Errorf("said %+v, %v", list, err)
	}
}
