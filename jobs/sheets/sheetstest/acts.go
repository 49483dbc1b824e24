package sheetstest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"watchtower/fleet"
	"watchtower/fleet/sheet"
)

// tagColumn is the column of each table that holds the tag.
var tagColumn = map[sheet.Kind]string{sheet.Drivers: "licence", sheet.Clients: "contact", sheet.Places: "name", sheet.Trucks: "model", sheet.Trips: "waybill"}

// markHeader is a column of the people's own: it marks rows that are copies.
const markHeader = "Our mark"

// found makes what there is at the beginning, in Watch Tower.
func (h *History) found() {
	for _, kind := range []sheet.Kind{sheet.Drivers, sheet.Drivers, sheet.Clients, sheet.Places, sheet.Places, sheet.Trucks, sheet.Trucks, sheet.Trucks, sheet.Trips} {
		h.makeInTower(kind)
	}
	for _, kind := range sheet.Kinds() {
		rows, err := h.book.Rows(kind.Tab())
		h.must(err)
		h.must(h.book.Type(kind.Tab(), 0, len(rows[0]), markHeader))
	}
}

func (h *History) must(err error) {
	if err != nil && h.failure == nil {
		h.failure = err
	}
}

// act is one thing that one person does.
func (h *History) act() {
	switch n := h.r.IntN(20); {
	case n < 8:
		h.editSheet()
	case n < 15:
		h.editTower()
	case n < 16:
		h.makeInTower([]sheet.Kind{sheet.Drivers, sheet.Clients, sheet.Trucks, sheet.Trips}[h.r.IntN(4)])
	case n < 17:
		h.makeInSheet([]sheet.Kind{sheet.Drivers, sheet.Clients, sheet.Trucks, sheet.Trips}[h.r.IntN(4)])
	case n < 18:
		h.sort()
	default:
		h.structure()
	}
}

// structure moves rows without touching a cell.
func (h *History) structure() {
	kind := sheet.Kinds()[h.r.IntN(5)]
	rows, err := h.book.Rows(kind.Tab())
	h.must(err)
	if len(rows) < 3 {
		return
	}
	at := 1 + h.r.IntN(len(rows)-1)
	switch n := h.r.IntN(8); {
	case n < 5:
		h.note("insert a row at %s %d", kind, at)
		h.must(h.book.Insert(kind.Tab(), at, 1+h.r.IntN(2)))
	case n < 7:
		h.duplicate(kind, rows, at)
	default:
		h.remove(kind, rows, at)
	}
}

func (h *History) duplicate(kind sheet.Kind, rows [][]string, at int) {
	if t := h.thingAt(kind, rows, at); t == nil {
		return
	}
	h.note("duplicate %s %d %v", kind, at, rows[at])
	h.must(h.book.Duplicate(kind.Tab(), at))
	h.must(h.book.Type(kind.Tab(), at+1, slices.Index(rows[0], markHeader), "copy"))
}

func (h *History) remove(kind sheet.Kind, rows [][]string, at int) {
	t := h.thingAt(kind, rows, at)
	if t == nil || kind == sheet.Drivers || kind == sheet.Places { // others name them
		return
	}
	h.note("delete %s %d %s", kind, at, t.tag)
	t.deleted = true
	h.must(h.book.Delete(kind.Tab(), at, 1))
}

func (h *History) sort() {
	kind := sheet.Kinds()[h.r.IntN(5)]
	rows, err := h.book.Rows(kind.Tab())
	h.must(err)
	if len(rows) < 3 {
		return
	}
	col := h.r.IntN(len(rows[0]))
	h.note("sort %s by column %d", kind, col)
	h.must(h.book.Sort(kind.Tab(), 1, col, h.r.IntN(2) == 0))
}

// thingAt is what stands in a row that is no copy, nil for nothing.
func (h *History) thingAt(kind sheet.Kind, rows [][]string, at int) *thing {
	tag := at2(rows, at, h.column(kind, rows, tagColumn[kind]))
	if tag == "" || at2(rows, at, slices.Index(rows[0], markHeader)) != "" {
		return nil
	}
	for _, t := range h.rows {
		if t.kind == kind && t.tag == tag {
			return t
		}
	}
	return nil
}

func at2(rows [][]string, at, col int) string {
	if at < 0 || col < 0 || at >= len(rows) || col >= len(rows[at]) {
		return ""
	}
	return rows[at][col]
}

// column is where a column stands now.
func (h *History) column(kind sheet.Kind, rows [][]string, name string) int {
	c, _ := sheet.ColumnOf(kind, name)
	return slices.Index(rows[0], c.Header)
}

// rowOf is where a thing stands now, -1 where it does not.
func (h *History) rowOf(t *thing) (rows [][]string, at int) {
	rows, err := h.book.Rows(t.kind.Tab())
	h.must(err)
	for at := 1; at < len(rows); at++ {
		if h.thingAt(t.kind, rows, at) == t {
			return rows, at
		}
	}
	return rows, -1
}

// editable are the columns that people change, each time to a value that was
// never there before: a change to and fro is none to a merge by values.
var editable = map[sheet.Kind][]string{sheet.Drivers: {"phone"}, sheet.Clients: {"phone", "name"}, sheet.Places: {"latitude", "radius_m"},
	sheet.Trucks: {"make", "plate"}, sheet.Trips: {"cargo", "consignee", "diesel_l", "start"}}

func (h *History) value(kind sheet.Kind, col string) string {
	h.next++
	switch col {
	case "phone":
		return fmt.Sprintf("+234803%07d", h.next)
	case "latitude":
		return strconv.FormatFloat(6+float64(h.next)/1000, 'f', -1, 64)
	case "radius_m":
		return strconv.Itoa(100 + h.next)
	case "diesel_l":
		return strconv.Itoa(h.next) + ".5"
	case "start":
		return sheet.MomentText(start.AddDate(0, 0, 2).Add(timeOf(h.next)))
	case "plate":
		return fmt.Sprintf("P-%04d", h.next)
	}
	return fmt.Sprintf("%s %d", kind.One(), h.next)
}

// pick is anything that stands in the sheet.
func (h *History) pick() *thing {
	if len(h.rows) == 0 {
		return nil
	}
	t := h.rows[h.r.IntN(len(h.rows))]
	if t.deleted {
		return nil
	}
	return t
}

func (h *History) editSheet() {
	t := h.pick()
	if t == nil {
		return
	}
	rows, at := h.rowOf(t)
	if at < 0 {
		return
	}
	names := editable[t.kind]
	name := names[h.r.IntN(len(names))]
	if name == t.kind.Key().Name && h.copied(t, rows) {
		return // of copies, the one that gets another name is a new row
	}
	value := h.value(t.kind, name)
	saw := h.inSheet(t, rows, at, name)
	h.note("sheet: %s %s of row %d = %s (was %s)", t.tag, name, at, value, saw)
	c, _ := sheet.ColumnOf(t.kind, name)
	h.put(t.kind, at, h.column(t.kind, rows, name), c, value)
	h.edits, h.Edits = append(h.edits, edit{sheet.SheetSide, t.tag, name, value, saw}), h.Edits+1
}

// copied says whether a copy of a thing's row stands in the sheet.
func (h *History) copied(t *thing, rows [][]string) bool {
	return slices.ContainsFunc(rows[1:], func(r []string) bool {
		return at2([][]string{r}, 0, h.column(t.kind, rows, tagColumn[t.kind])) == t.tag && at2([][]string{r}, 0, slices.Index(rows[0], markHeader)) != ""
	})
}

func (h *History) editTower() {
	t := h.pick()
	if t == nil {
		return
	}
	now, _ := h.inTower(t)
	if now == nil {
		return
	}
	names := slices.DeleteFunc(slices.Clone(editable[t.kind]), func(n string) bool { return n == t.kind.Key().Name })
	name := names[h.r.IntN(len(names))]
	value := h.value(t.kind, name)
	args := map[string]any{t.kind.Key().Name: now[t.kind.Key().Name], name: value}
	tool := t.kind.One() + "_save"
	switch t.kind {
	case sheet.Places:
		for _, f := range []string{"latitude", "longitude", "radius_m"} {
			args[f] = number(now[f])
		}
		args[name] = number(value)
	case sheet.Trips:
		tool, args = "trip_edit", map[string]any{"trip_id": now["ref"], name: value}
		if name == "diesel_l" {
			args[name] = number(value)
		}
	}
	raw, err := json.Marshal(args)
	h.must(err)
	if _, err := h.reg.Run(h.ctx, fleet.SystemCaller, fleet.ViaJob, tool, raw); err != nil {
		h.note("tower: %s: %v", raw, err)
		return
	}
	h.note("tower: %s %s = %s (was %s)", t.tag, name, value, now[name])
	h.edits, h.Edits = append(h.edits, edit{sheet.TowerSide, t.tag, name, value, now[name]}), h.Edits+1
}

func number(text string) float64 {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic("sheetstest: not a number: " + text)
	}
	return n
}
