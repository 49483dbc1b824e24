package sheets

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"watchtower/fleet"
	"watchtower/fleet/sheet"
)

// sortOut finds which rows are new. Of several rows with one id, which people
// make by copying, those that got another name are new rows. What is left is
// the row itself as long as all say the same; else nobody knows which is meant.
func (p *planner) sortOut(t *tab) (fresh []*line) {
	byID := map[string][]*line{}
	for _, l := range t.lines {
		if r, known := p.rows[l.id]; l.id == "" || known && r.Kind != t.kind { // none, or copied over from another tab
			l.id, fresh = "", append(fresh, l)
			continue
		}
		byID[l.id] = append(byID[l.id], l)
	}
	for id, lines := range byID {
		fresh = append(fresh, p.copies(id, lines)...)
		first := p.present[id]
		if r, known := p.rows[id]; !known || r.ObjectID == 0 {
			fresh = append(fresh, first)
		}
	}
	slices.SortFunc(fresh, func(a, b *line) int { return cmp.Compare(a.at, b.at) })
	return fresh
}

// copies settles which of the rows with one id is the row itself.
func (p *planner) copies(id string, lines []*line) (fresh []*line) {
	key := lines[0].tab.kind.Key()
	name := lines[0].values[key.Name]
	if r, known := p.rows[id]; known && slices.ContainsFunc(lines, func(l *line) bool { return key.Same(l.values[key.Name], r.Base[key.Name]) }) {
		name = r.Base[key.Name]
	}
	var same []*line
	for _, l := range lines {
		if text := l.values[key.Name]; key.Same(text, name) || text == "" {
			same = append(same, l)
			continue
		}
		l.id, fresh = "", append(fresh, l)
	}
	p.present[id] = same[0]
	differ := false
	for _, l := range same[1:] {
		differ = differ || !maps.Equal(l.values, same[0].values)
		p.says[l] = fmt.Sprintf("A copy of row %d. Give it another %s, or delete it.", same[0].number(), strings.ToLower(key.Header))
	}
	// Of copies people may delete either: what was written into one would be lost with it.
	p.unclear[id] = len(same) > 1
	switch {
	case !p.unclear[id]:
	case !differ:
		p.says[same[0]] = fmt.Sprintf("Not synced while row %d is a copy of it.", same[1].number())
	default:
		p.says[same[0]] = fmt.Sprintf("Row %d has the same %s and says something else. Delete the wrong one.", same[1].number(), strings.ToLower(key.Header))
		p.plan.unfit = append(p.plan.unfit, unfit{same[0].tab.kind, id, name, same[0].number(), p.says[same[0]]})
	}
	return fresh
}

// twins are the rows by the trip that they tell of: one truck does not leave
// twice at the same moment. A trip gets its number from Watch Tower, so a copy
// of a new row has no name that would tell. A trip that was given up may come again.
func (p *planner) twins(t *tab) map[string]*line {
	out := map[string]*line{}
	if t.kind != sheet.Trips {
		return out
	}
	rank := func(l *line) int {
		switch r := p.rows[l.id]; {
		case r.ObjectID != 0 && p.present[l.id] == l:
			return 0
		case l.id != "":
			return 1
		}
		return 2
	}
	for _, l := range slices.SortedStableFunc(slices.Values(t.lines), func(a, b *line) int { return cmp.Compare(rank(a), rank(b)) }) {
		status := fleet.TripStatus(l.values["status"])
		if key := tripKey(l); key != "" && out[key] == nil && status != fleet.Cancelled && status != fleet.Failed {
			out[key] = l
		}
	}
	return out
}

func tripKey(l *line) string {
	v := l.values
	if v["truck"] == "" || v["start"] == "" {
		return ""
	}
	return strings.Join([]string{fleet.Key(v["truck"]), v["start"], fleet.Key(v["origin"]), fleet.Key(v["destination"])}, "|")
}
