package sheets

import (
	"fmt"
	"slices"
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
	missing []string           // columns that were synced and are not there any more, in words
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
	p.columns(t)
	fresh := p.sortOut(t)
	for _, l := range t.lines {
		if r, known := p.rows[l.id]; known && r.Kind == t.kind && r.ObjectID != 0 && p.present[l.id] == l && !p.unclear[l.id] {
			p.known(l, r)
		}
	}
	keys, twins := map[string]*line{}, p.twins(t)
	for _, l := range fresh {
		p.fresh(t, l, keys, twins)
	}
	p.missing(t)
}

// columns finds those that rows had and the tab has lost: deleted, or renamed to
// what nobody knows. Edits of them go nowhere, which people must be told.
func (p *planner) columns(t *tab) {
	for _, c := range sheet.Columns(t.kind) {
		if _, there := t.columns[c.Name]; there {
			continue
		}
		if slices.ContainsFunc(p.state.Rows, func(r store.SheetRow) bool { _, had := r.Base[c.Name]; return had && r.Kind == t.kind }) {
			p.plan.missing = append(p.plan.missing, fmt.Sprintf("the tab %s has no column %s any more, so it is not synced; name it so again, or run watchtower sheets setup", t.title, c.Header))
		}
	}
}

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
