package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"watchtower/answer"
)

// listed is the part of a list of 165 that a tool gives from an offset.
func listed(from, columns int) answer.Answer {
	a := answer.Answer{Kind: answer.Result, Headline: "165 trips.", Table: &answer.Table{}, Page: answer.NewPage("trips_list", map[string]string{"status": "ongoing"}, from, 30, 165)}
	for i := range columns {
		a.Table.Columns = append(a.Table.Columns, fmt.Sprint("c", i))
	}
	for i := from; i < min(165, from+30); i++ {
		a.Table.Rows = append(a.Table.Rows, []string{fmt.Sprint("row-", i)})
	}
	a.Table.More = 165 - from - len(a.Table.Rows)
	return a
}

// buttonsOf are the page buttons of a card, label and offset.
func buttonsOf(t *testing.T, c card) (out []string) {
	t.Helper()
	for _, b := range c.Blocks {
		actions, ok := b.(*slack.ActionBlock)
		if !ok {
			continue
		}
		for _, e := range actions.Elements.ElementSet {
			button := e.(*slack.ButtonBlockElement)
			call, ok := parseButton(button.Value)
			var args struct {
				Status string
				Offset int
			}
			if !ok || actionKind(button.ActionID) != actPage || json.Unmarshal(call.Args, &args) != nil || args.Status != "ongoing" {
				t.Errorf("button %+v", button)
			}
			out = append(out, fmt.Sprintf("%s %d", button.Text.Text, args.Offset))
		}
	}
	return out
}

func TestPagesFollowEachOtherWithoutAGap(t *testing.T) {
	cases := []struct {
		from, columns int
		line          string
		buttons       []string
	}{
		{0, 3, "1 to 30 of 165", []string{"Next 30 ▶ 30"}},
		{30, 3, "31 to 60 of 165", []string{"◀ Previous 0", "Next 30 ▶ 60"}},
		{150, 3, "151 to 165 of 165", []string{"◀ Previous 120"}},
		{165, 3, "Nothing after the first 165", []string{"◀ Previous 135"}},
		{0, 8, "1 to 15 of 165", []string{"Next 15 ▶ 15"}}, // wide tables show fewer rows than the tool gives
		{15, 8, "16 to 30 of 165", []string{"◀ Previous 0", "Next 15 ▶ 30"}},
	}
	for _, c := range cases {
		for _, l := range []look{withTable, asLines} {
			drawn := render(listed(c.from, c.columns), extras{}, l)
			raw, _ := json.Marshal(drawn.Blocks)
			if !strings.Contains(string(raw), c.line) {
				t.Errorf("from %d, look %d: %q is not said: %s", c.from, l, c.line, raw)
			}
			if diff := cmp.Diff(c.buttons, buttonsOf(t, drawn)); diff != "" {
				t.Errorf("from %d, %d columns, look %d: %s", c.from, c.columns, l, diff)
			}
		}
	}
}

func TestShortListHasNoPageButtons(t *testing.T) {
	a := answer.Answer{Headline: "2 trips.", Table: &answer.Table{Columns: []string{"Trip"}, Rows: [][]string{{"1"}, {"2"}}},
		Page: answer.NewPage("trips_list", nil, 0, 30, 2)}
	if got := buttonsOf(t, render(a, extras{}, withTable)); got != nil {
		t.Errorf("buttons %v", got)
	}
}
