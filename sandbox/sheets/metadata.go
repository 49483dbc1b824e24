package sheets

// maxMetaChars is how many characters of keys and values one sheet may hold.
const maxMetaChars = 30_000

type wireMeta struct {
	ID         int64         `json:"metadataId,omitempty"`
	Key        string        `json:"metadataKey"`
	Value      string        `json:"metadataValue,omitempty"`
	Location   *metaLocation `json:"location,omitempty"`
	Visibility string        `json:"visibility,omitempty"`
}

type metaLocation struct {
	Type        string          `json:"locationType,omitempty"`
	Spreadsheet bool            `json:"spreadsheet,omitempty"`
	Sheet       *int64          `json:"sheetId,omitempty"`
	Dimension   *dimensionRange `json:"dimensionRange,omitempty"`
}

type dimensionRange struct {
	Sheet     int64  `json:"sheetId"`
	Dimension string `json:"dimension"`
	Start     int    `json:"startIndex"`
	End       int    `json:"endIndex"`
}

func (m meta) location() string {
	switch {
	case m.Sheet == nil:
		return "SPREADSHEET"
	case m.OnRow:
		return "ROW"
	}
	return "SHEET"
}

func (b *Book) wireMeta(m meta) wireMeta {
	w := wireMeta{ID: m.ID, Key: m.Key, Value: m.Value, Visibility: m.Visibility, Location: &metaLocation{Type: m.location()}}
	switch s, at, ok := b.place(m); {
	case ok:
		w.Location.Dimension = &dimensionRange{Sheet: s.id, Dimension: "ROWS", Start: at, End: at + 1}
	case m.Sheet == nil:
		w.Location.Spreadsheet = true
	default:
		w.Location.Sheet = m.Sheet
	}
	return w
}

// createMeta puts metadata on the spreadsheet, a sheet or one row.
func (b *Book) createMeta(w wireMeta) error {
	if w.Key == "" || w.Visibility != "DOCUMENT" && w.Visibility != "PROJECT" || w.Location == nil {
		return invalid("Developer metadata needs a key, a visibility and a location")
	}
	m := meta{ID: w.ID, Key: w.Key, Value: w.Value, Visibility: w.Visibility}
	if m.ID == 0 {
		b.nextID++
		m.ID = b.nextID
	}
	if _, taken := b.metas[m.ID]; taken {
		return invalid("Developer metadata with ID %d already exists.", m.ID)
	}
	switch d := w.Location.Dimension; {
	case d != nil:
		s, err := b.sheetByID(d.Sheet)
		if err != nil {
			return err
		}
		if d.Dimension != "ROWS" || d.End != d.Start+1 || d.Start < 0 || d.Start >= len(s.rows) {
			return invalid("Developer metadata sits on a single row here")
		}
		m.Sheet, m.OnRow = &s.id, true
		s.rows[d.Start].metas = append(s.rows[d.Start].metas, m.ID)
	case w.Location.Sheet != nil:
		s, err := b.sheetByID(*w.Location.Sheet)
		if err != nil {
			return err
		}
		m.Sheet = &s.id
	}
	b.metas[m.ID] = m
	if chars := b.metaChars(m.Sheet); chars > maxMetaChars {
		return invalid("This operation would exceed the limit of %d characters of developer metadata.", maxMetaChars)
	}
	return nil
}

func (b *Book) metaChars(on *int64) (n int) {
	for _, m := range b.metas {
		if (m.Sheet == nil) == (on == nil) && (on == nil || *m.Sheet == *on) {
			n += len(m.Key) + len(m.Value)
		}
	}
	return n
}

// deleteMeta removes what a filter selects; nothing to remove is no error.
func (b *Book) deleteMeta(f dataFilter) error {
	if f.Lookup == nil {
		return invalid("Metadata is deleted by a lookup here")
	}
	for _, id := range b.metaIDs() {
		if !f.Lookup.fits(b.metas[id]) {
			continue
		}
		delete(b.metas, id)
		for _, s := range b.sheets {
			for _, r := range s.rows {
				r.metas = without(r.metas, id)
			}
		}
	}
	return nil
}

func without(ids []int64, id int64) []int64 {
	out := ids[:0]
	for _, x := range ids {
		if x != id {
			out = append(out, x)
		}
	}
	return out
}

// searchMetadata is developerMetadata.search.
func (b *Book) searchMetadata(body []byte) (any, error) {
	var in struct {
		Filters []dataFilter `json:"dataFilters"`
	}
	if err := readBody(body, &in); err != nil {
		return nil, err
	}
	type match struct {
		Metadata wireMeta     `json:"developerMetadata"`
		Filters  []dataFilter `json:"dataFilters"`
	}
	var out []match
	for _, id := range b.metaIDs() {
		for _, f := range in.Filters {
			if f.Lookup != nil && f.Lookup.fits(b.metas[id]) {
				out = append(out, match{b.wireMeta(b.metas[id]), []dataFilter{f}})
				break
			}
		}
	}
	return map[string]any{"matchedDeveloperMetadata": out}, nil
}
