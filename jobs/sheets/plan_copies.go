package sheets

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
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
	for _, l := range same[1:] {
		if !maps.Equal(l.values, same[0].values) {
			p.unclear[id] = true
		}
		p.says[l] = fmt.Sprintf("A copy of row %d. Give it another %s, or delete it.", same[0].number(), strings.ToLower(key.Header))
	}
	if p.unclear[id] {
		p.says[same[0]] = fmt.Sprintf("Row %d has the same %s and says something else. Delete the wrong one.", same[1].number(), strings.ToLower(key.Header))
		p.plan.unfit = append(p.plan.unfit, unfit{same[0].tab.kind, id, name, same[0].number(), p.says[same[0]]})
	}
	return fresh
}
