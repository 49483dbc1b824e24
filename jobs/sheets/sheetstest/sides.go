package sheetstest

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"watchtower/fleet"
	"watchtower/fleet/sheet"
	world "watchtower/sandbox/sheets"
)

func timeOf(n int) time.Duration { return time.Duration(n) * time.Minute }

// put has somebody fill in a cell: dates and numbers as such, the rest as text.
func (h *History) put(kind sheet.Kind, at, col int, c sheet.Column, value string) {
	switch v := c.Write(value, sheet.Cell{}, h.locale()).(type) {
	case float64:
		h.must(h.book.Put(kind.Tab(), at, col, world.NumberValue(v)))
	case string:
		h.must(h.book.Put(kind.Tab(), at, col, world.TextValue(v)))
	}
}

func (h *History) locale() sheet.Locale { return sheet.Locale{Zone: fleet.WAT} }

// inSheet is what a cell says, in the form in which both sides are compared.
func (h *History) inSheet(t *thing, rows [][]string, at int, name string) string {
	c, _ := sheet.ColumnOf(t.kind, name)
	v, formula, _, err := h.book.Cell(t.kind.Tab(), at, h.column(t.kind, rows, name))
	h.must(err)
	x := sheet.Cell{Kind: map[world.Kind]sheet.CellKind{world.Number: sheet.NumberCell, world.Text: sheet.TextCell, world.Boolean: sheet.BoolCell, world.Error: sheet.FaultCell}[v.Kind],
		Text: v.Str, Number: v.Num, Bool: v.Bool, Formula: formula != ""}
	text, err := c.Read(x, h.locale())
	h.must(err)
	return text
}

// inTower is what Watch Tower has of a thing, and how often it has it.
func (h *History) inTower(t *thing) (found sheet.Values, n int) {
	st, err := h.store.SheetState(h.ctx, h.id, start.AddDate(0, -1, 0))
	h.must(err)
	for _, o := range st.Objects[t.kind] {
		if o.Values[tagColumn[t.kind]] == t.tag {
			found, n = o.Values, n+1
		}
	}
	return found, n
}

// fresh is a new thing with all that it needs.
func (h *History) fresh(kind sheet.Kind) (*thing, sheet.Values) {
	h.next++
	t := &thing{kind: kind, tag: fmt.Sprintf("tag %d", h.next)}
	v := sheet.Values{tagColumn[kind]: t.tag}
	switch kind {
	case sheet.Drivers:
		v["name"], v["phone"] = fmt.Sprintf("Driver %d", h.next), h.value(kind, "phone")
	case sheet.Clients:
		v["name"] = fmt.Sprintf("Client %d", h.next)
	case sheet.Places:
		v["latitude"], v["longitude"] = h.value(kind, "latitude"), "3.365"
	case sheet.Trucks:
		v["plate"] = h.value(kind, "plate")
		if d := h.other(sheet.Drivers); d != nil {
			v["driver"] = d["name"]
		}
	case sheet.Trips:
		truck, driver, from, to := h.other(sheet.Trucks), h.other(sheet.Drivers), h.other(sheet.Places), h.other(sheet.Places)
		if truck == nil || driver == nil || from == nil || to == nil || from["name"] == to["name"] {
			return nil, nil
		}
		v["truck"], v["driver"], v["origin"], v["destination"] = truck["plate"], driver["name"], from["name"], to["name"]
		v["start"] = h.value(kind, "start")
	}
	return t, v
}

// other is something in Watch Tower that can be named.
func (h *History) other(kind sheet.Kind) sheet.Values {
	st, err := h.store.SheetState(h.ctx, h.id, start.AddDate(0, -1, 0))
	h.must(err)
	var all []sheet.Values
	for _, o := range st.Objects[kind] {
		all = append(all, o.Values)
	}
	if len(all) == 0 {
		return nil
	}
	key := kind.Key().Name
	slices.SortFunc(all, func(a, b sheet.Values) int { return len(a[key]) - len(b[key]) })
	return all[h.r.IntN(len(all))]
}

func (h *History) makeInTower(kind sheet.Kind) {
	t, v := h.fresh(kind)
	if t == nil {
		return
	}
	args := map[string]any{}
	for name, text := range v {
		args[name] = text
		if name == "latitude" || name == "longitude" {
			args[name] = number(text)
		}
	}
	tool := kind.One() + "_save"
	if kind == sheet.Trips {
		tool = "trip_create"
	}
	raw, err := json.Marshal(args)
	h.must(err)
	a, err := h.reg.Run(h.ctx, fleet.SystemCaller, fleet.ViaJob, tool, raw)
	h.note("tower: new %s %s: %v %s", kind, raw, err, a.Headline)
	if err == nil {
		h.rows = append(h.rows, t)
	}
}

func (h *History) makeInSheet(kind sheet.Kind) {
	t, v := h.fresh(kind)
	if t == nil {
		return
	}
	rows, err := h.book.Rows(kind.Tab())
	h.must(err)
	at := len(rows)
	if len(rows) > 1 && h.r.IntN(2) == 0 {
		at = 1 + h.r.IntN(len(rows)-1)
		h.must(h.book.Insert(kind.Tab(), at, 1))
	}
	h.note("sheet: new %s %v in row %d", kind, v, at)
	for name, text := range v {
		c, _ := sheet.ColumnOf(kind, name)
		h.put(kind, at, h.column(kind, rows, name), c, text)
	}
	h.rows = append(h.rows, t)
}
