package sheets

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"time"
)

//go:embed page.html
var pageHTML []byte

func page(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'")
	_, _ = w.Write(pageHTML)
}

// look is the whole spreadsheet as the page draws it.
func (b *Book) look(w http.ResponseWriter, _ *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	type shown struct {
		Text    string `json:"t,omitempty"`
		Formula string `json:"f,omitempty"`
		Note    string `json:"n,omitempty"`
	}
	type tab struct {
		Title     string           `json:"title"`
		Frozen    int              `json:"frozen"`
		Protected []protectedRange `json:"protected,omitempty"`
		Rows      [][]shown        `json:"rows"`
	}
	out := struct {
		Title   string `json:"title"`
		Locale  string `json:"locale"`
		Zone    string `json:"zone"`
		Shared  bool   `json:"shared"`
		Quota   int    `json:"quota"`
		Latency int64  `json:"latency_ms"`
		Tabs    []tab  `json:"tabs"`
	}{Title: b.o.Title, Locale: b.o.Locale, Zone: b.o.Zone, Shared: b.shared, Quota: b.faults.quota, Latency: b.faults.latency.Milliseconds()}
	for _, s := range b.sheets {
		t := tab{Title: s.title, Frozen: s.frozen, Protected: s.protected, Rows: make([][]shown, s.used())}
		for i := range t.Rows {
			r := s.rows[i]
			t.Rows[i] = make([]shown, r.width())
			for col := range t.Rows[i] {
				c := r.at(col)
				t.Rows[i][col] = shown{show(b.effective(s, c), c.format, b.o.Locale), c.formula, c.note}
			}
		}
		out.Tabs = append(out.Tabs, t)
	}
	writeJSON(w, http.StatusOK, out)
}

// action is what somebody does in the page, or a script with the world.
type action struct {
	Tab     string   `json:"tab"`
	Row     int      `json:"row"` // from 1, as the page numbers them
	Column  int      `json:"column"`
	Count   int      `json:"count"`
	Text    string   `json:"text"`
	Reverse bool     `json:"reverse"`
	On      bool     `json:"on"`
	Kinds   []string `json:"kinds"`
	Lost    int      `json:"lost"`
	MS      int      `json:"ms"`
}

// act does one step: type, insert, delete, sort, duplicate, share, fail, quota,
// latency, heal.
func (b *Book) act(w http.ResponseWriter, r *http.Request) {
	var in action
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]any{"ok": false, "error": err.Error()})
		return
	}
	if err := b.do(r.PathValue("act"), in); err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]any{"ok": false, "error": err.Error()})
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"ok": true})
}

func (b *Book) do(act string, in action) error {
	at := in.Row - 1
	needsRow := map[string]bool{"type": true, "insert": true, "delete": true, "sort": true, "duplicate": true}
	if needsRow[act] && (at < 0 || in.Column < 0 || at > 200_000 || in.Column > 200) {
		return invalid("row from 1, column from 0")
	}
	switch act {
	case "type":
		return b.Type(in.Tab, at, in.Column, in.Text)
	case "insert":
		return b.Insert(in.Tab, at, max(in.Count, 1))
	case "delete":
		return b.Delete(in.Tab, at, max(in.Count, 1))
	case "sort":
		return b.Sort(in.Tab, at, in.Column, in.Reverse)
	case "duplicate":
		return b.Duplicate(in.Tab, at)
	case "share":
		b.Share(in.On)
	case "fail":
		b.Fail(in.Kinds...)
		if in.Lost > 0 {
			b.Lose(in.Lost)
		}
	case "quota":
		b.Quota(in.Count)
	case "latency":
		b.Latency(time.Duration(in.MS) * time.Millisecond)
	case "heal":
		b.Heal()
	default:
		return invalid("there is no act %q", act)
	}
	return nil
}
