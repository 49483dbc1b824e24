package slack_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	slackgo "github.com/slack-go/slack"
)

// raw calls a method with a JSON body and the token in the header.
func (r *rig) raw(method string, body any) reply {
	r.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		r.t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, r.url+"/api/"+method, strings.NewReader(string(data)))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer xoxb-sandbox")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out reply
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		r.t.Fatal(err)
	}
	return out
}

// fault returns "" when the blocks are taken, else code and messages in one line.
func (r *rig) fault(blocks any) string {
	r.t.Helper()
	out := r.raw("chat.postMessage", o{"channel": "C0REPORTS", "text": "x", "blocks": blocks})
	if out["ok"] == true {
		return ""
	}
	return fmt.Sprint(out["error"], " ", dig(out, "response_metadata", "messages"))
}

func TestEveryBlockLimit(t *testing.T) {
	r := newRig(t, nil)
	for _, c := range limits() {
		if got := r.fault(l{c.block(c.most)}); got != "" {
			t.Errorf("%s: %d refused: %.300s", c.name, c.most, got)
		}
		got := r.fault(l{c.block(c.most + 1)})
		if !strings.HasPrefix(got, "invalid_blocks") || !strings.Contains(got, "[json-pointer:"+c.at) {
			t.Errorf("%s: %d gives %.300q, want invalid_blocks at %s", c.name, c.most+1, got, c.at)
		}
	}
}

func TestBlocksThatSlackRefuses(t *testing.T) {
	r := newRig(t, nil)
	for _, c := range []struct {
		name   string
		blocks any
		want   string
	}{
		{"51 blocks", times(51, func(int) any { return sectionOf() }), "no more than 50 items allowed [json-pointer:/blocks]"},
		{"unknown block", l{o{"type": "hologram"}}, "unsupported type: hologram [json-pointer:/blocks/0/type]"},
		{"no type", l{o{}}, "/blocks/0/type"},
		{"not an object", l{"hello"}, "must provide an object [json-pointer:/blocks/0]"},
		{"section of nothing", l{o{"type": "section"}}, "text or fields"},
		{"empty section", l{o{"type": "section", "text": mrk(0)}}, "must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
		{"text that is a string", l{o{"type": "section", "text": "x"}}, "must provide an object [json-pointer:/blocks/0/text]"},
		{"markup in a header", l{o{"type": "header", "text": mrk(1)}}, "/blocks/0/text/type"},
		{"markup on a button", l{act(button(o{"text": mrk(1)}))}, "/blocks/0/elements/0/text/type"},
		{"button style", l{act(button(o{"style": "default"}))}, "/blocks/0/elements/0/style"},
		{"button link", l{act(button(o{"url": "slack://x"}))}, "invalid_url"},
		{"no elements", l{act()}, "/blocks/0/elements"},
		{"bare button", l{button(nil)}, "unsupported type: button"},
		{"text input in actions", l{act(o{"type": "plain_text_input"})}, "/blocks/0/elements/0/type"},
		{"select without options", l{act(o{"type": "static_select"})}, "must define either"},
		{"initial option from nowhere", l{selectOf(o{"initial_option": option(1, 9, 1)})}, "initial option"},
		{"image without alt", l{o{"type": "image", "image_url": "https://x.example/a.png"}}, "alt_text"},
		{"same block_id twice", l{o{"type": "divider", "block_id": "a"}, o{"type": "divider", "block_id": "a"}}, "/blocks/1/block_id"},
		{"same action_id twice", l{act(button(o{"action_id": "a"}), button(o{"action_id": "a"}))}, "action_id already exists"},
		{"alert in a message", l{o{"type": "alert", "text": text(1)}}, "unsupported type: alert"},
		{"two tables", l{tableOf("table", 1, 1), tableOf("table", 1, 1)}, "only_one_table_allowed"},
		{"ragged table", l{o{"type": "table", "rows": l{l{o{"type": "raw_text", "text": "x"}}, l{}}}}, "/blocks/0/rows/1"},
		{"data_table without caption", l{o{"type": "data_table", "rows": tableOf("table", 2, 1)["rows"]}}, "caption"},
		{"action cell in a table", l{o{"type": "table", "rows": l{l{o{"type": "action_cell", "element": button(nil)}}}}}, "unsupported type: action_cell"},
		{"action cell of text", dataTable(o{"type": "action_cell", "element": sectionOf()}), "/blocks/0/rows/1/0/element/type"},
		{"fallback of a button", dataTable(o{"type": "action_cell", "element": button(nil), "fallback": o{"type": "rich_text"}}), "/blocks/0/rows/1/0/fallback/type"},
		{"pie of nothing", l{o{"type": "data_visualization", "title": "x", "chart": o{"type": "pie", "segments": l{o{"label": "a", "value": 0}}}}}, "must be greater than 0"},
		{"12,001 in two markdown blocks", l{o{"type": "markdown", "text": chars(12_000)}, o{"type": "markdown", "text": "x"}}, "in total"},
		{"number without a rule", l{input(o{"type": "number_input"})}, "is_decimal_allowed"},
	} {
		got := r.fault(c.blocks)
		if !strings.HasPrefix(got, "invalid_blocks") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %.300q, want %q", c.name, got, c.want)
		}
	}
	if out := r.raw("chat.postMessage", o{"channel": "C0REPORTS", "text": "x", "blocks": "{nonsense"}); out["error"] != "invalid_blocks_format" {
		t.Errorf("blocks that are no JSON: %v", out)
	}
	if got := r.raw("chat.postMessage", o{"channel": "C0REPORTS", "text": "x", "attachments": l{o{"color": "#ff0000", "blocks": l{o{"type": "section"}}}}}); got["error"] != "invalid_blocks" {
		t.Errorf("bad block in an attachment: %v", got)
	}
}

// dataTable is a table of one column and one cell below its head.
func dataTable(cell o) l {
	return l{o{"type": "data_table", "caption": "Trucks", "rows": l{l{o{"type": "raw_text", "text": "Truck"}}, l{cell}}}}
}

func TestActionCellIsTakenAndClicked(t *testing.T) {
	a := newRig(t, nil).connect()
	cell := o{"type": "action_cell", "element": button(o{"action_id": "open", "value": "T-4407"}), "fallback": o{"type": "raw_text", "text": "T-4407"}}
	if got := a.fault(dataTable(cell)); got != "" {
		t.Fatal(got)
	}
	a.must("click", reply{"as": "admin", "channel": "reports", "ts": a.lastMessage("channel=reports")["ts"], "action_id": "open"})
	e, cb := a.interaction(slackgo.InteractionTypeBlockActions)
	a.ack(e, nil)
	if got := cb.ActionCallback.BlockActions[0].Value; got != "T-4407" {
		t.Errorf("clicked %q", got)
	}
}

func TestViewLimits(t *testing.T) {
	r := newRig(t, nil)
	modal := func(change o) o {
		v := o{"type": "modal", "title": text(5), "submit": text(2), "blocks": l{sectionOf()}}
		for k, x := range change {
			v[k] = x
		}
		return v
	}
	for _, c := range []struct {
		name string
		view o
		want string
	}{
		{"title", modal(o{"title": text(25)}), "/view/title/text"},
		{"submit", modal(o{"submit": text(25)}), "/view/submit/text"},
		{"close", modal(o{"close": text(25)}), "/view/close/text"},
		{"private_metadata", modal(o{"private_metadata": chars(3001)}), "/view/private_metadata"},
		{"callback_id", modal(o{"callback_id": chars(256)}), "/view/callback_id"},
		{"blocks", modal(o{"blocks": times(101, func(int) any { return sectionOf() })}), "no more than 100 items allowed [json-pointer:/view/blocks]"},
		{"alert", modal(o{"blocks": l{o{"type": "alert", "text": text(201)}}}), "/view/blocks/0/text/text"},
		{"input without submit", modal(o{"submit": nil, "blocks": l{input(o{"type": "plain_text_input"})}}), "submit is required"},
		{"markdown", modal(o{"blocks": l{o{"type": "markdown", "text": "x"}}}), "unsupported type: markdown"},
		{"no title", modal(o{"title": nil}), "title"},
		{"home in a modal", modal(o{"type": "home"}), "/view/type"},
	} {
		out := r.raw("views.open", o{"trigger_id": "x", "view": c.view})
		if lines := fmt.Sprint(dig(out, "response_metadata", "messages")); out["error"] != "invalid_arguments" || !strings.Contains(lines, c.want) {
			t.Errorf("%s: %v, want invalid_arguments with %q", c.name, out, c.want)
		}
	}
	fits := modal(o{"title": text(24), "private_metadata": chars(3000), "blocks": times(100, func(int) any { return sectionOf() })})
	if out := r.raw("views.open", o{"trigger_id": "x", "view": fits}); out["error"] != "invalid_trigger_id" {
		t.Errorf("a view at its limits: %v", out)
	}
}

func TestBodiesOfEveryKind(t *testing.T) {
	r := newRig(t, nil)
	resp, err := http.PostForm(r.url+"/api/chat.postMessage", url.Values{"token": {"xoxb-sandbox"}, "channel": {"C0REPORTS"}, "text": {"form"}, "blocks": {`[{"type":"divider"}]`}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got := r.lastMessage("channel=reports"); got["text"] != "form" || dig(got, "blocks", 0, "type") != "divider" || dig(got, "blocks", 0, "block_id") == nil {
		t.Errorf("form body: %v", got)
	}
	if out := r.raw("chat.invented", o{}); out["error"] != "unknown_method" {
		t.Errorf("unknown method: %v", out)
	}
	if out := r.raw("api.test", o{"foo": "bar"}); dig(out, "args", "foo") != "bar" {
		t.Errorf("api.test: %v", out)
	}
}
