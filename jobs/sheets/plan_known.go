package sheets

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"watchtower/fleet/sheet"
	"watchtower/store"
)

// known plans a row that Watch Tower has.
func (p *planner) known(l *line, r store.SheetRow) {
	o, there := p.state.Objects[l.tab.kind][r.ObjectID]
	if !there {
		p.says[l] = "Not in Watch Tower any more. The row is left as it is."
		return
	}
	m := sheet.Merge(p.policies.Columns(l.tab.kind), sheet.Row{Sheet: l.values, Tower: o.Values, Base: r.Base, Pending: r.Pending, Formula: l.formulas()})
	p.agree(l, r, m.Agreed)
	p.settle(l, r, o, m)
	p.refusal(l, l.id, r, len(m.ToTower) > 0)
	if len(m.ToTower) > 0 && len(l.bad) == 0 {
		t := take{line: l, id: l.id, kind: l.tab.kind, object: r.ObjectID, set: m.ToTower, was: sheet.Values{}, agreed: maps.Clone(m.ToTower), dropped: sheet.Values{},
			refused: r.Refused, tried: r.TriedAt}
		for name := range m.ToTower {
			t.was[name] = o.Values[name]
		}
		for _, c := range m.Clashes {
			if c.Kept == sheet.SheetSide {
				t.dropped[c.Column] = c.Tower
			}
		}
		p.plan.takes = append(p.plan.takes, t)
	}
	if len(m.ToSheet) > 0 {
		w := p.write(l)
		w.object = r.ObjectID
		maps.Copy(w.cells, m.ToSheet)
	}
}

func (l *line) formulas() map[string]bool {
	out := map[string]bool{}
	for name, c := range l.cells {
		if c.Formula {
			out[name] = true
		}
	}
	return out
}

// agree notes what both sides have in common, where that is news.
func (p *planner) agree(l *line, r store.SheetRow, agreed sheet.Values) {
	news := sheet.Values{}
	for name, text := range agreed {
		base, known := r.Base[name]
		_, sent := r.Pending[name]
		if !known || base != text || sent {
			news[name] = text
		}
		if _, open := p.state.Open[store.SheetCell{Row: l.id, Column: name}]; open {
			p.plan.ended = append(p.plan.ended, store.SheetCell{Row: l.id, Column: name})
		}
	}
	if len(news) > 0 || !r.Seen || !r.GoneAt.IsZero() {
		p.plan.agreed = append(p.plan.agreed, store.SheetChange{ID: l.id, Kind: l.tab.kind, Agreed: news, Seen: true})
	}
}

// settle keeps the clashes that are news: those that people are asked about
// already stay as they are. What the sheet wins is kept with the take.
func (p *planner) settle(l *line, r store.SheetRow, o store.SheetObject, m sheet.Plan) {
	var open []string
	for _, c := range m.Clashes {
		col, _ := sheet.ColumnOf(l.tab.kind, c.Column)
		was, asked := p.state.Open[store.SheetCell{Row: l.id, Column: c.Column}]
		if c.Kept == "" {
			open = append(open, fmt.Sprintf("%s: %s here, %s in Watch Tower", col.Header, col.Show(c.Sheet), col.Show(c.Tower)))
		}
		if c.Kept == sheet.SheetSide || asked && c.Kept == "" && was.Sheet == c.Sheet && was.Tower == c.Tower {
			continue
		}
		p.plan.clashes = append(p.plan.clashes, store.SheetClash{Row: l.id, Kind: l.tab.kind, ObjectID: r.ObjectID, Name: p.nameOf(l, o), Clash: c})
	}
	if len(open) > 0 {
		p.says[l] = "Conflict, see Slack. " + strings.Join(open, "; ")
	}
}

func (p *planner) nameOf(l *line, o store.SheetObject) string {
	name := l.tab.kind.Key().Name
	return cmp.Or(o.Values[name], l.values[name])
}

// refusal says in the row why it is not taken over: what cannot be read now, or
// what was refused when it was last tried, while that still waits.
func (p *planner) refusal(l *line, id string, r store.SheetRow, waits bool) {
	why := ""
	for _, name := range slices.Sorted(maps.Keys(l.bad)) {
		why = strings.TrimSpace(why + " " + l.bad[name])
	}
	read := why == ""
	if read && waits && r.Refused != unreadable {
		why = r.Reason
	}
	u := unfit{l.tab.kind, id, l.values[l.tab.kind.Key().Name], l.number(), why}
	if why != "" {
		p.says[l] = notTaken + why
		p.plan.unfit = append(p.plan.unfit, u)
	}
	if l.idText == id && why != r.Reason {
		p.plan.refused = append(p.plan.refused, u)
	}
}

// notTaken begins what a row says that is not taken over; unreadable marks the
// refusal of a row that nobody tried, because a cell cannot be read.
const (
	notTaken   = "Not taken over: "
	unreadable = "unreadable"
)
