package sheets

import (
	"context"
	"fmt"
	"slices"

	gsheets "google.golang.org/api/sheets/v4"

	"watchtower/fleet/sheet"
	"watchtower/store"
)

// intoSheet writes and appends rows, then takes over those that were new in the
// sheet and now have an id, and says in them how that went.
func (r *run) intoSheet(ctx context.Context, b *book, p plan) (again bool, err error) {
	if err := r.refuse(ctx, p); err != nil {
		return false, err
	}
	if len(p.writes)+len(p.appends) == 0 {
		return false, nil
	}
	if err := r.step(ctx, fmt.Sprintf("Writing %s into the sheet", counted(len(p.writes)+len(p.appends), "row")), r.result); err != nil {
		return false, err
	}
	clashes := byCell(p.clashes)
	targets := targetsOf(p.writes)
	left := p.appends
	for first := true; first || len(left) > 0 || len(targets) > 0; first = false {
		n, m := min(len(targets), writeRows), min(len(left), appendRows)
		missed, err := r.writeSome(ctx, b, targets[:n], left[:m], clashes)
		if err != nil {
			return false, err
		}
		again = again || missed
		fresh, err := r.takeFresh(ctx, b, p, targets[:n])
		if err != nil {
			return false, err
		}
		again = again || fresh
		targets, left = targets[n:], left[m:]
	}
	return again, nil
}

// refuse keeps why rows cannot be read, and that they can again.
func (r *run) refuse(ctx context.Context, p plan) error {
	for _, u := range p.refused {
		what := unreadable
		if u.why == "" {
			what = ""
		}
		if err := r.o.Store.RefuseSheetRow(ctx, r.o.Book, u.kind, u.id, what, u.why, r.o.Now()); err != nil {
			return err
		}
	}
	return nil
}

func byCell(list []store.SheetClash) map[store.SheetCell]store.SheetClash {
	out := map[store.SheetCell]store.SheetClash{}
	for _, c := range list {
		out[store.SheetCell{Row: c.Row, Column: c.Column}] = c
	}
	return out
}

// writeSome writes one portion: address, read again, remember, write, remember.
func (r *run) writeSome(ctx context.Context, b *book, targets []*target, more []added, clashes map[store.SheetCell]store.SheetClash) (missed bool, err error) {
	var intents []store.SheetChange
	for _, a := range more {
		intents = append(intents, store.SheetChange{ID: a.id, Kind: a.kind, ObjectID: a.object, Pending: shown(b, a)})
	}
	if err := r.o.Store.NoteSheetRows(ctx, r.o.Book, intents, nil); err != nil {
		return false, err
	}
	if err := r.addressSome(ctx, b, targets, more); err != nil {
		return false, err
	}
	var landed []store.SheetChange
	for _, a := range more {
		landed = append(landed, store.SheetChange{ID: a.id, Kind: a.kind, ObjectID: a.object, Agreed: shown(b, a), Seen: true})
	}
	r.result.NewSheet += len(more)
	if len(targets) > 0 {
		if err := r.client.reread(ctx, targets); err != nil {
			return false, err
		}
	}
	intents, dropped := nil, []store.SheetClash(nil)
	for _, t := range targets {
		if t.gone || len(t.cells) == 0 || t.object == 0 || t.setID != "" {
			continue
		}
		c := t.sent()
		c.Pending = t.cells
		intents = append(intents, c)
		for name := range t.cells {
			if clash, ok := clashes[store.SheetCell{Row: c.ID, Column: name}]; ok && clash.Kept == sheet.TowerSide {
				clash.At = r.o.Now()
				dropped = append(dropped, clash)
			}
		}
	}
	if err := r.o.Store.NoteSheetRows(ctx, r.o.Book, append(intents, landed...), dropped); err != nil {
		return false, err
	}
	r.result.Conflicts += len(dropped)
	if err := r.client.put(ctx, targets, b.locale); err != nil {
		return false, err
	}
	missed = slices.ContainsFunc(targets, func(t *target) bool { return t.gone })
	return missed, r.remember(ctx, targets)
}

// addressSome makes one call for the marks and the new rows.
func (r *run) addressSome(ctx context.Context, b *book, targets []*target, more []added) error {
	var requests []*gsheets.Request
	if len(more) > 0 {
		requests = appendRequests(b, more)
	}
	if len(targets)+len(requests) == 0 {
		return nil
	}
	return r.client.address(ctx, targets, requests)
}

// shown are the values of an object in the columns that its tab has.
func shown(b *book, a added) sheet.Values {
	out := sheet.Values{}
	for name := range b.tabs[a.kind].columns {
		out[name] = a.values[name]
	}
	return out
}

// remember keeps what is in the sheet now.
func (r *run) remember(ctx context.Context, targets []*target) error {
	var list []store.SheetChange
	for _, t := range targets {
		if t.gone {
			continue
		}
		c := t.sent()
		switch {
		case t.setID != "" && t.object != 0:
			c.ObjectID, c.Was = t.object, t.was
		case t.object != 0 && len(t.cells) > 0:
			c.Agreed = t.cells
			r.result.ToSheet += len(t.cells)
		default:
			continue
		}
		list = append(list, c)
	}
	return r.o.Store.NoteSheetRows(ctx, r.o.Book, list, nil)
}

// takeFresh takes over the rows that have just got their id, and says in those
// that were refused why. What came of them in Watch Tower, such as a trip's
// number, comes into the sheet with the next pass.
func (r *run) takeFresh(ctx context.Context, b *book, p plan, targets []*target) (again bool, err error) {
	have := map[*line]*target{}
	for _, t := range targets {
		if t.setID != "" && !t.gone {
			have[t.line] = t
			again = again || t.object != 0 // linked: its cells are to be compared
		}
	}
	var fresh []*target
	for _, t := range p.takes {
		at := have[t.line]
		if !t.first || at == nil {
			continue
		}
		if _, err := r.take(ctx, t); err != nil {
			return false, err
		}
		at.line.idText, at.line.id = at.setID, at.setID
		fresh = append(fresh, at)
	}
	if len(fresh) == 0 {
		return again, nil
	}
	says, waits, err := r.afterwards(ctx, b, fresh)
	if err != nil {
		return false, err
	}
	return again || waits, r.client.put(ctx, says, b.locale)
}

// afterwards looks again at the rows that were taken over: what they are to say
// now, and whether something of them waits for the next pass.
func (r *run) afterwards(ctx context.Context, b *book, fresh []*target) (says []*target, waits bool, err error) {
	for _, t := range fresh {
		for name, text := range t.cells { // they stand in the sheet now
			t.line.values[name] = text
			t.line.cells[name] = written(name, text, t.line, b.locale)
		}
	}
	next, err := r.look(ctx, b)
	if err != nil {
		return nil, false, err
	}
	r.unfit = next.unfit
	for _, w := range next.writes {
		at := slices.IndexFunc(fresh, func(t *target) bool { return t.line == w.line })
		if at < 0 {
			continue
		}
		waits = waits || len(w.cells) > 0
		if w.setSays {
			says = append(says, &target{write: &write{line: w.line, cells: sheet.Values{}, setSays: true, says: w.says}, mark: fresh[at].mark})
		}
	}
	return says, waits, nil
}

// written is a cell as it is after it was written.
func written(name, text string, l *line, loc sheet.Locale) sheet.Cell {
	col, _ := sheet.ColumnOf(l.tab.kind, name)
	switch v := col.Write(text, l.cells[name], loc).(type) {
	case float64:
		return sheet.Cell{Kind: sheet.NumberCell, Number: v}
	case bool:
		return sheet.Cell{Kind: sheet.BoolCell, Bool: v}
	}
	if text == "" {
		return sheet.Cell{}
	}
	return sheet.Cell{Kind: sheet.TextCell, Text: text}
}
