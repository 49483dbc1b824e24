package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// modal is a form that somebody has open.
type modal struct {
	w    *town
	as   string
	id   any
	view map[string]any
}

// top is the modal that somebody looks at, nil when there is none.
func (w *town) top(as string) map[string]any {
	var views []map[string]any
	w.get("views?as="+as, &views)
	if len(views) == 0 {
		return nil
	}
	return views[len(views)-1]
}

// form waits for a form that can be submitted with a button of this name.
func (w *town) form(as, submit string) modal {
	w.t.Helper()
	var v map[string]any
	w.until("a form to "+submit, func() bool {
		v = w.top(as)
		return v != nil && strings.Contains(fmt.Sprint(v["submit"]), submit)
	})
	return modal{w, as, v["id"], v}
}

// modalSays waits for a modal that says something.
func (w *town) modalSays(as, words string) modal {
	w.t.Helper()
	var v map[string]any
	w.until("a modal that says "+words, func() bool {
		v = w.top(as)
		return v != nil && strings.Contains(asText(v["blocks"]), words)
	})
	return modal{w, as, v["id"], v}
}

func asText(v any) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // decoded from JSON a moment ago
	return b.String()
}

// submit presses the button with some inputs filled in.
func (m modal) submit(inputs map[string]any) map[string]any {
	m.w.t.Helper()
	values := map[string]any{}
	for name, v := range inputs {
		values[name] = map[string]any{name: v}
	}
	return m.w.act("submit", map[string]any{"as": m.as, "view_id": m.id, "values": values})
}

// submitted is submit that has to be accepted.
func (m modal) submitted(inputs map[string]any) {
	m.w.t.Helper()
	if out := m.submit(inputs); out["ok"] != true {
		m.w.t.Fatalf("submit: %v", out)
	}
}

// fault submits and wants an error in a field.
func (m modal) fault(field, words string, inputs map[string]any) {
	m.w.t.Helper()
	out := m.submit(inputs)
	errs, _ := out["errors"].(map[string]any)
	if !strings.Contains(fmt.Sprint(errs[field]), words) {
		m.w.t.Errorf("submitted %v: %v, want %q at %s", inputs, out, words, field)
	}
}

// holds is what stands in an input now.
func (m modal) holds(input string) string {
	m.w.t.Helper()
	state, _ := m.w.top(m.as)["state"].(map[string]any)
	values, _ := state["values"].(map[string]any)
	block, _ := values[input].(map[string]any)
	entry, _ := block[input].(map[string]any)
	for key, v := range entry {
		switch v := v.(type) {
		case map[string]any:
			return fmt.Sprint(v["value"])
		case nil:
		default:
			if key != "type" {
				return fmt.Sprint(v)
			}
		}
	}
	return ""
}

// offers are the type-ahead's options for a text.
func (m modal) offers(input, query string) string {
	m.w.t.Helper()
	out := m.w.must("options", map[string]any{"as": m.as, "view_id": m.id, "block_id": input, "action_id": input, "query": query})
	return asText(out["options"])
}

func (w *town) noModal(as string) {
	w.t.Helper()
	w.until("the form is closed", func() bool { return w.top(as) == nil })
}

// menu chooses an entry of a card's menu by its label.
func (w *town) menu(as, channel string, m message, label string) {
	w.t.Helper()
	w.must("click", map[string]any{"as": as, "channel": channel, "ts": m.TS, "action_id": "more", "value": label})
}

// A form closed by its maker, or a card of yesterday, is no reason to be silent.
func TestButtonOfAnUnknownFormSaysSo(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	b := w.byHand()
	env := envelope{Key: "E1"}
	o := opening{Form: "weather", Trigger: "1.2", To: place{Channel: "U0DISPATCH", User: "U0DISPATCH"}}
	b.openForm(t.Context(), env, o)
	w.heard("dispatcher", "dm", "Ask again for a fresh card")
}

// Every form is within Slack's limits and says how it is submitted.
func TestFormsAreWhole(t *testing.T) {
	for _, f := range forms() {
		if n := len([]rune(f.title)); n == 0 || n > 24 {
			t.Errorf("%s: title %q has %d characters", f.name, f.title, n)
		}
		if n := len([]rune(f.submit)); n == 0 || n > 24 {
			t.Errorf("%s: submit %q has %d characters", f.name, f.submit, n)
		}
		if f.tool == "" || f.draw == nil || f.read == nil {
			t.Errorf("%s is not whole", f.name)
		}
		d := &draft{args: fields{"alert_id": "12"}, state: formState{Fixed: fields{}}}
		raw, err := json.Marshal(f.view(d, monday))
		if err != nil || len(raw) > maxAck/2 {
			t.Errorf("%s is %d bytes (%v): it has to fit an acknowledgement", f.name, len(raw), err)
		}
	}
}

func TestMetadataKeepsWhatMustComeBack(t *testing.T) {
	st := formState{ID: "F1", Channel: "C1", Fixed: fields{"trip_id": "4001"}, Base: fields{"cargo": strings.Repeat("r", 2900)},
		Seek: map[string]string{"truck": strings.Repeat("4", 300)}}
	in := interaction{}
	in.View.PrivateMetadata = st.metadata()
	if len(in.View.PrivateMetadata) > maxMetadata {
		t.Errorf("%d characters", len(in.View.PrivateMetadata))
	}
	if got := in.formState(); got.ID != "F1" || got.Fixed["trip_id"] != "4001" || got.Seek != nil {
		t.Errorf("came back as %+v", got)
	}
}
