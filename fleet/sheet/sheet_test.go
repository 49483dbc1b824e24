package sheet

import (
	"maps"
	"math/rand/v2"
	"testing"
	"time"
)

func TestReadCells(t *testing.T) {
	lagos := LocaleOf("en_GB", "Africa/Lagos")
	column := func(k Kind, name string) Column {
		c, ok := ColumnOf(k, name)
		if !ok {
			t.Fatalf("%s has no %s", k, name)
		}
		return c
	}
	start, phone, lat, active := column(Trips, "start"), column(Drivers, "phone"), column(Places, "latitude"), column(Trucks, "active")
	text := func(s string) Cell { return Cell{Kind: TextCell, Text: s} }
	number := func(n float64) Cell { return Cell{Kind: NumberCell, Number: n} }
	for name, c := range map[string]struct {
		col  Column
		cell Cell
		in   Locale
		want string
	}{
		"a date number":           {start, number(46349.25), lagos, "2026-11-23T05:00:00Z"},
		"in another zone":         {start, number(46349.25), LocaleOf("en_US", "America/New_York"), "2026-11-23T11:00:00Z"},
		"a date as text":          {start, text("5/12/2026 06:00"), lagos, "2026-12-05T05:00:00Z"},
		"the month first":         {start, text("5/12/2026 06:00"), LocaleOf("en_US", "Africa/Lagos"), "2026-05-12T05:00:00Z"},
		"a comma":                 {lat, text("6,445"), LocaleOf("de_DE", "Africa/Lagos"), "6.445"},
		"thousands":               {lat, text("1,200"), lagos, "1200"},
		"thousands and a part":    {lat, text("-1.200,5"), LocaleOf("de_DE", "Africa/Lagos"), "-1200.5"},
		"a number that is a name": {column(Trucks, "imei"), number(350612071234567), lagos, "350612071234567"},
		"a phone as number":       {phone, number(8031234567), lagos, "+2348031234567"},
		"a phone with spaces":     {phone, text("0803 123 4567"), lagos, "+2348031234567"},
		"a tick":                  {active, Cell{Kind: BoolCell, Bool: true}, lagos, "yes"},
		"a word":                  {active, text("No"), lagos, "no"},
		"an option":               {column(Trips, "status"), text("En Route"), lagos, "en route"},
		"a list":                  {column(Places, "aliases"), text("wharf|apapa |  Wharf"), lagos, "apapa | wharf"},
		"a plate as number":       {column(Trucks, "plate"), number(1042), lagos, "1042"},
		"empty":                   {start, Cell{}, lagos, ""},
	} {
		if got, err := c.col.Read(c.cell, c.in); err != nil || got != c.want {
			t.Errorf("%s is %q, %v; want %q", name, got, err, c.want)
		}
	}
	for name, c := range map[string]struct {
		col  Column
		cell Cell
	}{"no number": {lat, text("north")}, "half a thousand": {lat, text("27,5")}, "two commas": {lat, text("1,20,5.2")}, "an error": {lat, Cell{Kind: FaultCell, Text: "#N/A"}}, "no date": {start, text("soon")},
		"lost digits": {column(Trucks, "imei"), number(3.50612071234567e15)}, "neither": {active, text("perhaps")}} {
		if got, err := c.col.Read(c.cell, lagos); err == nil {
			t.Errorf("%s is read as %q", name, got)
		}
	}
}

// What is written is read back as the same, whatever the locale.
func TestWriteAndReadAgain(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	start, _ := ColumnOf(Trips, "start")
	lat, _ := ColumnOf(Places, "latitude")
	for range 2000 {
		l := LocaleOf([]string{"en_GB", "en_US", "de_DE"}[r.IntN(3)], []string{"Africa/Lagos", "Europe/London", "Asia/Kolkata"}[r.IntN(3)])
		at := MomentText(time.Unix(1_700_000_000+r.Int64N(200_000_000), 0))
		if n, ok := start.Write(at, Cell{}, l).(float64); !ok {
			t.Fatalf("%s is no number", at)
		} else if got, err := start.Read(Cell{Kind: NumberCell, Number: n}, l); got != at && !ambiguous(at, l) {
			t.Fatalf("%s is read as %s, %v in %v", at, got, err, l.Zone)
		}
		text := decimal(r.Float64()*180 - 90)
		if n, ok := lat.Write(text, Cell{}, l).(float64); !ok {
			t.Fatalf("%s is no number", text)
		} else if got, _ := lat.Read(Cell{Kind: NumberCell, Number: n}, l); got != text {
			t.Fatalf("%s is read as %s", text, got)
		}
	}
}

// ambiguous says whether a moment lies in the hour that a zone has twice.
func ambiguous(at string, l Locale) bool {
	t, err := time.Parse(momentForm, at)
	_, before := t.Add(-2 * time.Hour).In(l.Zone).Zone()
	_, after := t.Add(2 * time.Hour).In(l.Zone).Zone()
	return err == nil && before != after
}

func TestMergeCells(t *testing.T) {
	plain := func(p Policy) Column { return Column{Name: "c", Policy: p} }
	for name, c := range map[string]struct {
		col                      Column
		sheet, tower, base, sent string
		known, formula           bool
		toSheet, toTower, kept   string
		clash                    bool
	}{
		"nothing":                        {col: plain(Ask), sheet: "a", tower: "a", base: "a", known: true},
		"the sheet alone":                {col: plain(TowerWins), sheet: "b", tower: "a", base: "a", known: true, toTower: "b"},
		"Watch Tower alone":              {col: plain(SheetWins), sheet: "a", tower: "b", base: "a", known: true, toSheet: "b"},
		"both the same":                  {col: plain(Ask), sheet: "b", tower: "b", base: "a", known: true},
		"both, and the sheet wins":       {col: plain(SheetWins), sheet: "b", tower: "c", base: "a", known: true, toTower: "b", clash: true, kept: "sheet"},
		"both, and Watch Tower wins":     {col: plain(TowerWins), sheet: "b", tower: "c", base: "a", known: true, toSheet: "c", clash: true, kept: "tower"},
		"both, and people are asked":     {col: plain(Ask), sheet: "b", tower: "c", base: "a", known: true, clash: true},
		"never synced, the sheet empty":  {col: plain(Ask), tower: "c", toSheet: "c"},
		"never synced, here empty":       {col: plain(Ask), sheet: "c", toTower: "c"},
		"never synced, both":             {col: plain(Ask), sheet: "b", tower: "c", clash: true},
		"what was sent has arrived":      {col: plain(Ask), sheet: "b", tower: "c", base: "a", sent: "b", known: true, toSheet: "c"},
		"a formula, Watch Tower changed": {col: plain(Ask), sheet: "a", tower: "b", base: "a", known: true, formula: true, clash: true},
		"a formula, the sheet changed":   {col: plain(Ask), sheet: "b", tower: "a", base: "a", known: true, formula: true, toTower: "b"},
		"ours, edited in the sheet":      {col: Column{Name: "c", Ours: true}, sheet: "b", tower: "a", base: "a", known: true, toSheet: "a", clash: true, kept: "tower"},
	} {
		r := Row{Sheet: Values{"c": c.sheet}, Tower: Values{"c": c.tower}, Formula: map[string]bool{"c": c.formula}}
		if c.known {
			r.Base = Values{"c": c.base}
		}
		if c.sent != "" {
			r.Pending = Values{"c": c.sent}
		}
		p := Merge([]Column{c.col}, r)
		if p.ToSheet["c"] != c.toSheet || p.ToTower["c"] != c.toTower || len(p.Clashes) > 0 != c.clash || c.clash && string(p.Clashes[0].Kept) != c.kept {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

// Carrying a plan out makes both sides equal but for what people are asked, and
// a second plan finds nothing to do.
func TestMergeComesToRest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	columns := Columns(Clients)
	word := func() string { return []string{"", "a", "b", "c"}[r.IntN(4)] }
	for range 20_000 {
		row := Row{Sheet: Values{}, Tower: Values{}, Base: Values{}, Pending: Values{}}
		for i := range columns {
			columns[i].Policy = []Policy{SheetWins, TowerWins, Ask}[r.IntN(3)]
			name := columns[i].Name
			row.Sheet[name], row.Tower[name] = word(), word()
			if r.IntN(4) > 0 {
				row.Base[name] = word()
			}
			if r.IntN(5) == 0 {
				row.Pending[name] = word()
			}
		}
		p := Merge(columns, row)
		maps.Copy(row.Sheet, p.ToSheet)
		maps.Copy(row.Tower, p.ToTower)
		for _, v := range []Values{p.Agreed, p.ToSheet, p.ToTower} {
			maps.Copy(row.Base, v)
		}
		row.Pending = nil
		asked := map[string]bool{}
		for _, c := range p.Clashes {
			asked[c.Column] = c.Kept == ""
		}
		for name, s := range row.Sheet {
			if s != row.Tower[name] && !asked[name] {
				t.Fatalf("%s differs after %+v", name, p)
			}
		}
		if again := Merge(columns, row); len(again.ToSheet)+len(again.ToTower) > 0 {
			t.Fatalf("a second plan: %+v after %+v", again, p)
		}
	}
}

func TestPolicies(t *testing.T) {
	p, err := ParsePolicies("trucks.driver=sheet, places.latitude=tower")
	if err != nil || p[Trucks]["driver"] != SheetWins || p.Columns(Places)[2].Policy != TowerWins {
		t.Errorf("%v %v", p, err)
	}
	for _, bad := range []string{"trucks.wheels=sheet", "lorries.driver=ask", "trucks.driver=me", "trips.ref=sheet", "x"} {
		if _, err := ParsePolicies(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
