package sheets

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/store"
)

// fresh plans a row that no object of Watch Tower is linked to yet. It gets an
// id of its own first, and only a row that has one is taken over: whatever
// people then do to it, it is known again.
func (p *planner) fresh(t *tab, l *line, keys, twins map[string]*line) {
	key := t.kind.Key()
	name := l.values[key.Name]
	if p.unclear[l.id] {
		return
	}
	if first := keys[fleet.Key(name)]; first != nil && fleet.Key(name) != "" {
		p.says[l] = fmt.Sprintf("Row %d is called the same. Give it another %s, or delete it.", first.number(), strings.ToLower(key.Header))
		return
	}
	if twin := twins[tripKey(l)]; name == "" && twin != nil && twin != l {
		p.says[l] = fmt.Sprintf("Row %d is this trip already. Change the truck or the time, or delete it.", twin.number())
		return
	}
	keys[fleet.Key(name)] = l
	object := p.byKey[t.kind][fleet.Key(name)]
	if name == "" {
		object = 0
	}
	was := ""
	if object != 0 {
		holder := p.linked[t.kind][object]
		if other := p.present[holder]; other != nil && other != l {
			p.says[l] = fmt.Sprintf("Row %d is this %s already. Give it another %s, or delete it.", other.number(), t.kind.One(), strings.ToLower(key.Header))
			return
		}
		if holder != l.id {
			was = holder
		}
	}
	id := l.id
	if id == "" {
		id = p.newID()
		p.write(l).setID = id
	}
	if object != 0 {
		p.adopt(l, id, was, object)
		return
	}
	p.create(l, id, name)
}

// adopt links a row to what Watch Tower knows by the same name: found in the
// sheet for the first time, or again after its id was lost. Its cells are
// compared from the next look on.
func (p *planner) adopt(l *line, id, was string, object int64) {
	p.linked[l.tab.kind][object] = id
	p.present[id] = l
	if w := p.writes[l]; w != nil {
		w.object, w.was = object, was
		return // linked once the sheet has the id
	}
	p.plan.agreed = append(p.plan.agreed, store.SheetChange{ID: id, Was: was, Kind: l.tab.kind, ObjectID: object, Seen: true})
}

// create plans a row that makes something new.
func (p *planner) create(l *line, id, name string) {
	kind := l.tab.kind
	r := p.rows[id]
	p.refusal(l, id, r, true)
	if len(l.bad) > 0 {
		return
	}
	set := maps.Clone(l.values)
	maps.DeleteFunc(set, func(_, text string) bool { return text == "" })
	first := p.writes[l] != nil
	for _, c := range sheet.Columns(kind) {
		if _, there := l.values[c.Name]; !there || set[c.Name] != "" || c.Default == "" || l.cells[c.Name].Formula {
			continue
		}
		set[c.Name] = c.Default
		if first {
			p.writes[l].cells[c.Name] = c.Default
		}
	}
	p.plan.takes = append(p.plan.takes, take{line: l, id: id, kind: kind, set: set, agreed: maps.Clone(l.values), first: first,
		refused: r.Refused, tried: r.TriedAt})
	if first {
		maps.Copy(p.plan.takes[len(p.plan.takes)-1].agreed, p.writes[l].cells)
	}
}

// missing finds what the sheet lacks: rows that were deleted there are marked,
// what it never had is appended.
func (p *planner) missing(t *tab) {
	for _, r := range p.state.Rows {
		if r.Kind == t.kind && r.Seen && r.GoneAt.IsZero() && p.present[r.ID] == nil && p.linked[t.kind][r.ObjectID] == r.ID {
			p.plan.gone = append(p.plan.gone, store.SheetChange{ID: r.ID, Kind: t.kind, Gone: true})
			p.plan.lost = append(p.plan.lost, unfit{kind: t.kind, id: r.ID, name: r.Base[t.kind.Key().Name]})
		}
	}
	objects := p.state.Objects[t.kind]
	for _, object := range slices.Sorted(maps.Keys(objects)) {
		o := objects[object]
		id, linked := p.linked[t.kind][object]
		switch r := p.rows[id]; {
		case linked && (r.Seen || p.present[id] != nil), !linked && !o.Fresh:
			continue
		case !linked:
			id = p.newID()
		}
		p.plan.appends = append(p.plan.appends, added{t.kind, id, object, o.Values})
	}
}
