package sheet

// Values are the cells of one row by the names of their columns, in the form in
// which both sides are compared. An empty value is an empty cell; a missing one
// is not known.
type Values map[string]string

// Row is one row as three sides have it.
type Row struct {
	Sheet, Tower Values
	// Base is what both sides last had in common.
	Base Values
	// Pending is what was on its way to the sheet when a sync was last cut off:
	// where the sheet has it, it has arrived.
	Pending Values
	// Formula are the cells of the sheet that compute what they show.
	Formula map[string]bool
}

// Clash is a cell that both sides have changed, or that one side changed and
// the other must not take.
type Clash struct {
	Column       string
	Sheet, Tower string
	Why          Why
	Kept         Side // empty while people are asked
}

// Side is one of the two.
type Side string

// The sides.
const (
	SheetSide Side = "sheet"
	TowerSide Side = "tower"
)

// Why a cell is a clash.
type Why string

// The reasons.
const (
	BothChanged Why = "both"    // since the last sync
	OursAlone   Why = "ours"    // an edit of a column that Watch Tower keeps
	HasFormula  Why = "formula" // the sheet computes the cell
)

// Plan is what makes the sides of a row equal.
type Plan struct {
	ToTower Values
	ToSheet Values
	Agreed  Values // equal on both sides: what the base becomes
	Clashes []Clash
}

// Merge decides each cell of a row on its own. A change on one side goes to the
// other; where both changed, the column's policy decides, and whatever it drops
// is a clash. Cells that a side does not know (a column that is not in the
// sheet, a cell that cannot be read) are left out.
func Merge(columns []Column, r Row) Plan {
	p := Plan{ToTower: Values{}, ToSheet: Values{}, Agreed: Values{}}
	for _, c := range columns {
		s, inSheet := r.Sheet[c.Name]
		t, inTower := r.Tower[c.Name]
		if !inSheet || !inTower {
			continue
		}
		if c.Same(s, t) {
			p.Agreed[c.Name] = t
			continue
		}
		base, known := r.Base[c.Name]
		if sent, ok := r.Pending[c.Name]; ok && c.Same(s, sent) {
			base, known = sent, true
		}
		p.cell(c, s, t, changed(c, s, t, base, known), r.Formula[c.Name])
	}
	return p
}

// change says who changed a cell since both sides had the same.
type change int

const (
	sheetChanged change = iota
	towerChanged
	bothChanged
)

func changed(c Column, s, t, base string, known bool) change {
	switch {
	case known && c.Same(t, base), !known && t == "":
		return sheetChanged
	case known && c.Same(s, base), !known && s == "":
		return towerChanged
	}
	return bothChanged
}

func (p *Plan) cell(c Column, s, t string, who change, formula bool) {
	clash := Clash{Column: c.Name, Sheet: s, Tower: t, Why: BothChanged}
	switch {
	case who == towerChanged && !formula:
		p.ToSheet[c.Name] = t
		return
	case who == sheetChanged && !c.Ours:
		p.ToTower[c.Name] = s
		return
	case formula && (who == towerChanged || c.Policy != SheetWins):
		clash.Why = HasFormula // nobody is overruled: people must look
	case who == sheetChanged:
		clash.Why, clash.Kept = OursAlone, TowerSide
	case c.Ours || c.Policy == TowerWins:
		clash.Kept = TowerSide
	case c.Policy == SheetWins:
		clash.Kept = SheetSide
	}
	switch clash.Kept {
	case TowerSide:
		p.ToSheet[c.Name] = t
	case SheetSide:
		p.ToTower[c.Name] = s
	}
	p.Clashes = append(p.Clashes, clash)
}

// Idle says whether nothing is to be done.
func (p Plan) Idle() bool { return len(p.ToTower)+len(p.ToSheet)+len(p.Clashes) == 0 }
