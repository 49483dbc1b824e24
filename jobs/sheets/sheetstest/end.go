package sheetstest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/jobs/sheets"
	"watchtower/tools"
)

// calm is how many undisturbed syncs both sides get to become the same.
const calm = 8

// finish lets both sides come to rest, settles what people are asked, clears
// away the copies, and counts what is wrong.
func (h *History) finish() error {
	h.busy = true // nobody else acts any more
	h.note("the end")
	h.clearCopies()
	for range 3 {
		if err := h.rest(); err != nil {
			return err
		}
		if !h.settleAll() {
			break
		}
	}
	if err := h.rest(); err != nil {
		return err
	}
	h.judge()
	return h.failure
}

func (h *History) rest() error {
	for range calm {
		h.now = h.now.Add(sheets.Every)
		found, err := h.sync.Once(h.ctx, true, func(context.Context, string, tools.SyncResult) error { return nil })
		if err != nil {
			return fmt.Errorf("an undisturbed sync: %w", err)
		}
		h.note("calm: %s", found.Words())
		found.Refused, found.Conflicts = 0, 0
		if found.Words() == (tools.SyncResult{}).Words() {
			return nil
		}
	}
	return fmt.Errorf("both sides do not come to rest")
}

func (h *History) clearCopies() {
	for _, kind := range sheet.Kinds() {
		rows, err := h.book.Rows(kind.Tab())
		h.must(err)
		mark := slices.Index(rows[0], markHeader)
		for at := len(rows) - 1; at > 0; at-- {
			if at2(rows, at, mark) != "" {
				h.must(h.book.Delete(kind.Tab(), at, 1))
			}
		}
	}
}

// settleAll has somebody settle every conflict, either way.
func (h *History) settleAll() (did bool) {
	st, err := h.store.SheetState(h.ctx, h.id, start)
	h.must(err)
	h.reg.Sheets = &tools.Sheets{Book: h.id}
	for _, c := range st.Open {
		keep := []sheet.Side{sheet.SheetSide, sheet.TowerSide}[h.r.IntN(2)]
		raw, err := json.Marshal(map[string]any{"conflict": fmt.Sprint(c.ID), "keep": keep})
		h.must(err)
		_, err = h.reg.Run(h.ctx, fleet.SystemCaller, fleet.ViaJob, "sheets_settle", raw)
		h.must(err)
		h.note("settled %s: %s", raw, c.Column)
		did = true
	}
	return did
}

// judge counts what is lost, double or different.
func (h *History) judge() {
	kept := h.keptInConflicts()
	for _, t := range h.rows {
		now, n := h.inTower(t)
		switch {
		case t.deleted:
			if n > 1 {
				h.wrong(&h.Doubled, "%s is %d times in Watch Tower", t.tag, n)
			}
			continue
		case n > 1:
			h.wrong(&h.Doubled, "%s is %d times in Watch Tower", t.tag, n)
		case n == 0 && !h.refused(t):
			h.wrong(&h.Lost, "%s is not in Watch Tower", t.tag)
		}
		if now != nil {
			h.compare(t, now, kept)
		}
	}
	h.foreign()
}

func (h *History) wrong(count *int, format string, args ...any) {
	*count++
	h.note("WRONG: "+format, args...)
}

// refused says whether the row itself says why it is not taken over.
func (h *History) refused(t *thing) bool {
	rows, at := h.rowOf(t)
	says := at2(rows, at, slices.Index(rows[0], sheet.SaysHeader))
	if says != "" {
		h.Refused++
	}
	return says != ""
}

// compare holds both sides of a thing against each other, and each of its edits
// against what became of it.
func (h *History) compare(t *thing, tower sheet.Values, kept map[string]bool) {
	rows, at := h.rowOf(t)
	if at < 0 {
		h.wrong(&h.Lost, "%s is not in the sheet", t.tag)
		return
	}
	says := at2(rows, at, slices.Index(rows[0], sheet.SaysHeader))
	for _, c := range sheet.Columns(t.kind) {
		if inSheet := h.inSheet(t, rows, at, c.Name); !c.Same(inSheet, tower[c.Name]) && says == "" {
			h.wrong(&h.Unequal, "%s %s is %q in the sheet and %q in Watch Tower", t.tag, c.Name, inSheet, tower[c.Name])
		}
	}
	if says != "" {
		h.Refused++
		return
	}
	for i, e := range h.edits {
		if e.tag != t.tag || e.value == tower[e.col] || kept[e.tag+"/"+e.col+"/"+e.value] || h.superseded(i) {
			continue
		}
		h.wrong(&h.Lost, "%s %s = %q by the %s is gone; it is %q", e.tag, e.col, e.value, e.side, tower[e.col])
	}
}

// superseded says whether somebody who saw the value changed it on.
func (h *History) superseded(i int) bool {
	e := h.edits[i]
	return slices.ContainsFunc(h.edits[i+1:], func(f edit) bool { return f.tag == e.tag && f.col == e.col && f.saw == e.value })
}

// keptInConflicts are the values that were dropped and told of.
func (h *History) keptInConflicts() map[string]bool {
	out := map[string]bool{}
	list, err := h.store.UntoldSheetClashes(h.ctx, h.id, 100_000)
	h.must(err)
	st, err := h.store.SheetState(h.ctx, h.id, start)
	h.must(err)
	tags := map[string]string{}
	for _, r := range st.Rows {
		if o, ok := st.Objects[r.Kind][r.ObjectID]; ok {
			tags[r.ID] = o.Values[tagColumn[r.Kind]]
		}
	}
	for _, c := range list {
		h.Conflicts++
		for _, v := range []string{c.Sheet, c.Tower} {
			out[tags[c.Row]+"/"+c.Column+"/"+v] = true
		}
	}
	return out
}

// foreign finds rows that nobody made, and ids that stand twice.
func (h *History) foreign() {
	for _, kind := range sheet.Kinds() {
		rows, err := h.book.Rows(kind.Tab())
		h.must(err)
		ids, tags := map[string]int{}, map[string]int{}
		for at := 1; at < len(rows); at++ {
			tag, id := at2(rows, at, h.column(kind, rows, tagColumn[kind])), at2(rows, at, slices.Index(rows[0], sheet.IDHeader))
			if strings.Join(rows[at], "") == "" {
				continue
			}
			ids[id]++
			tags[tag]++
			if ids[id] > 1 && id != "" || tags[tag] > 1 {
				h.wrong(&h.Doubled, "%s stands twice in the sheet: %v", tag, rows[at])
			}
		}
	}
}
