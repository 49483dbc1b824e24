package sheets

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/store"
)

// plan is what makes the sheet and Watch Tower the same, worked out from both
// as they were read. Working it out changes nothing.
type plan struct {
	takes   []take   // into Watch Tower
	writes  []*write // into rows of the sheet
	appends []added  // rows that the sheet does not have
	agreed  []store.SheetChange
	gone    []store.SheetChange
	ended   []store.SheetCell  // conflicts that people made equal themselves
	clashes []store.SheetClash // that are open, or that Watch Tower wins
	refused []unfit            // rows that cannot be read, or can be again
	lost    []unfit            // the same as gone, for people
	unfit   []unfit            // rows that are not taken over as they are
	rows    int
}

// unfit is a row that is not taken over, and why.
type unfit struct {
	kind   sheet.Kind
	id     string
	name   string
	number int
	why    string
}

// take is one row that Watch Tower is to take over; object 0 makes a new one.
type take struct {
	line    *line
	id      string
	kind    sheet.Kind
	object  int64
	set     sheet.Values
	was     sheet.Values
	agreed  sheet.Values
	dropped sheet.Values
	// first is set while the row has no id in the sheet: that must be there
	// before anything is made.
	first bool
	// refused names what was refused of this row last, and when.
	refused string
	tried   time.Time
}

// write is what one row of the sheet is to say.
type write struct {
	line    *line
	setID   string       // empty leaves the id
	cells   sheet.Values // by column
	setSays bool
	says    string
	object  int64  // what the row stands for
	was     string // the id that it had before this one
}

// added is a row to append.
type added struct {
	kind   sheet.Kind
	id     string
	object int64
	values sheet.Values
}

// planner works one plan out.
type planner struct {
	book     *book
	state    store.SheetState
	policies sheet.Policies
	newID    func() string
	rows     map[string]store.SheetRow       // by id
	linked   map[sheet.Kind]map[int64]string // id of the row by object
	byKey    map[sheet.Kind]map[string]int64 // object by what people call it
	present  map[string]*line                // rows of the sheet by id, once each
	says     map[*line]string
	writes   map[*line]*write
	unclear  map[string]bool // ids of rows that are there several times and differ
	plan     plan
}

func makePlan(b *book, st store.SheetState, policies sheet.Policies, newID func() string) plan {
	p := &planner{book: b, state: st, policies: policies, newID: newID, rows: map[string]store.SheetRow{}, linked: map[sheet.Kind]map[int64]string{},
		byKey: map[sheet.Kind]map[string]int64{}, present: map[string]*line{}, says: map[*line]string{}, writes: map[*line]*write{}, unclear: map[string]bool{}}
	for _, k := range sheet.Kinds() {
		p.linked[k], p.byKey[k] = map[int64]string{}, map[string]int64{}
		for id, o := range st.Objects[k] {
			key := fleet.Key(o.Values[k.Key().Name])
			if other, twice := p.byKey[k][key]; !twice || id < other {
				p.byKey[k][key] = id
			}
		}
	}
	for _, r := range st.Rows {
		p.rows[r.ID] = r
		if r.ObjectID != 0 {
			p.linked[r.Kind][r.ObjectID] = r.ID
		}
	}
	for _, k := range sheet.Kinds() {
		if t := b.tabs[k]; t != nil {
			p.tab(t)
		}
	}
	p.finish()
	return p.plan
}

// tab plans one table: known rows, then new ones, then what the sheet lacks.
func (p *planner) tab(t *tab) {
	p.plan.rows += len(t.lines)
	fresh := p.sortOut(t)
	for _, l := range t.lines {
		if r, known := p.rows[l.id]; known && r.Kind == t.kind && r.ObjectID != 0 && p.present[l.id] == l && !p.unclear[l.id] {
			p.known(l, r)
		}
	}
	keys := map[string]*line{}
	for _, l := range fresh {
		p.fresh(t, l, keys)
	}
	p.missing(t)
}

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

// write is what a row is to say; it is made when it is first needed.
func (p *planner) write(l *line) *write {
	w := p.writes[l]
	if w == nil {
		w = &write{line: l, cells: sheet.Values{}}
		p.writes[l] = w
	}
	return w
}

// finish adds what the rows are to say of themselves.
func (p *planner) finish() {
	for _, k := range sheet.Kinds() {
		t := p.book.tabs[k]
		if t == nil {
			continue
		}
		for _, l := range t.lines {
			if l.says != p.says[l] {
				w := p.write(l)
				w.setSays, w.says = true, p.says[l]
			}
			if w := p.writes[l]; w != nil {
				p.plan.writes = append(p.plan.writes, w)
			}
		}
	}
}
