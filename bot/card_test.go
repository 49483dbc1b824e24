package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"watchtower/answer"
	"watchtower/fleet"
)

// drawAnswer makes any answer at all, the longer and stranger the better.
func drawAnswer(t *rapid.T) answer.Answer {
	text := rapid.OneOf(
		rapid.StringN(0, 40, -1),
		rapid.Custom(func(t *rapid.T) string {
			return strings.Repeat(rapid.SampledFrom([]string{"<&>", "é🚚", "*_`~ ", "Apapa\n", "<!channel>"}).Draw(t, "piece"),
				rapid.IntRange(0, 1200).Draw(t, "times"))
		}))
	count := func(most int) int { return rapid.IntRange(0, most).Draw(t, "count") }
	a := answer.Answer{
		Kind:     rapid.SampledFrom([]answer.Kind{answer.Result, answer.Question, answer.Confirm, answer.Refused, answer.Failed}).Draw(t, "kind"),
		Headline: text.Draw(t, "headline"),
	}
	for range count(45) {
		a.Facts = append(a.Facts, answer.Fact{Label: text.Draw(t, "label"), Value: text.Draw(t, "value")})
	}
	for range count(15) {
		a.Notes = append(a.Notes, text.Draw(t, "note"))
	}
	if rapid.Bool().Draw(t, "table") {
		a.Table = &answer.Table{More: count(9), Right: []int{0, 3}}
		for range count(25) {
			a.Table.Columns = append(a.Table.Columns, text.Draw(t, "column"))
		}
		for range count(120) {
			a.Table.Rows = append(a.Table.Rows, []string{"T-4407", rapid.StringN(0, 30, -1).Draw(t, "cell")})
		}
	}
	if rapid.Bool().Draw(t, "chart") {
		a.Chart = drawChart(t, text)
	}
	if rapid.Bool().Draw(t, "page") {
		number := func(name string) int { return rapid.IntRange(-5, 300).Draw(t, name) }
		a.Page = answer.NewPage("trips_list", map[string]string{"client": text.Draw(t, "client")}, number("from"), number("size"), number("total"))
	}
	if rapid.Bool().Draw(t, "ask") {
		a.Ask = &answer.Ask{Missing: []string{"truck"}, Tool: rapid.SampledFrom([]string{"", "truck_status"}).Draw(t, "tool")}
		for range count(30) {
			a.Ask.Options = append(a.Ask.Options, text.Draw(t, "option"))
		}
	}
	for range count(30) {
		a.Choices = append(a.Choices, answer.NewChoice(text.Draw(t, "choice"), "trucks_near", map[string]string{"place": text.Draw(t, "place")}))
	}
	if rapid.Bool().Draw(t, "pending") {
		a.Pending = &answer.Pending{ID: "P1", Expires: monday}
	}
	if rapid.Bool().Draw(t, "window") {
		a.Window = &fleet.Window{From: monday, To: monday.Add(time.Hour)}
	}
	return a
}

// drawChart makes any chart: some fit Slack's own, some do not.
func drawChart(t *rapid.T, text *rapid.Generator[string]) *answer.Chart {
	label := rapid.OneOf(rapid.StringMatching("[a-z]{1,3}"), rapid.StringN(0, 30, -1), text)
	c := &answer.Chart{Title: label.Draw(t, "title"), Subtitle: text.Draw(t, "subtitle"),
		Labels: rapid.SliceOfN(label, 0, 26).Draw(t, "labels")}
	unit := rapid.SampledFrom([]string{"", "km", "h", strings.Repeat("m", 80)})
	for range rapid.IntRange(0, 8).Draw(t, "series") {
		s := answer.Series{Name: label.Draw(t, "name"), Unit: unit.Draw(t, "unit"), Line: rapid.Bool().Draw(t, "line")}
		for range rapid.SampledFrom([]int{len(c.Labels), 0, 30}).Draw(t, "values") {
			v := rapid.OneOf(rapid.Float64Range(-1e4, 1e4), rapid.Float64()).Draw(t, "value")
			s.Values = append(s.Values, &v)
		}
		c.Series = append(c.Series, s)
	}
	return c
}

func TestAnyAnswerFitsEveryLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAnswer(t)
		x := extras{Share: "{}", Foot: "By <@U1>", Intro: rapid.SampledFrom([]string{"", strings.Repeat("<", 4000)}).Draw(t, "intro")}
		if rapid.Bool().Draw(t, "pictures") {
			x.Map = &shown{File: "F1", Alt: rapid.StringN(0, 5000, -1).Draw(t, "alt")}
			x.Chart = &shown{File: "F2", Alt: strings.Repeat("🚚", 3000)}
		}
		for _, l := range []look{withTable, asLines, textOnly} {
			c := render(a, x, l)
			if n := utf8.RuneCountInString(c.Text); n == 0 || n > 4000 {
				t.Fatalf("text has %d code points", n)
			}
			raw, err := json.Marshal(c.Blocks)
			if err != nil {
				t.Fatal(err)
			}
			var blocks []map[string]any
			if err := json.Unmarshal(raw, &blocks); err != nil {
				t.Fatal(err)
			}
			for _, fault := range overLimit(blocks) {
				t.Fatalf("look %d: %s", l, fault)
			}
		}
	})
}

func TestTextOfPeopleIsData(t *testing.T) {
	evil := "<!channel> <@U0ADMIN> <https://evil.example|click> & *bold*"
	a := answer.Answer{Kind: answer.Result, Headline: evil, Facts: []answer.Fact{{Label: evil, Value: evil}}, Notes: []string{evil},
		Table: &answer.Table{Columns: []string{"a"}, Rows: [][]string{{evil}}}, Choices: []answer.Choice{answer.NewChoice(evil, "help", nil)}}
	for _, l := range []look{withTable, asLines, textOnly} {
		c := render(a, extras{Intro: evil}, l)
		if strings.Contains(c.Text, "<!") || strings.Contains(c.Text, "<@") {
			t.Errorf("look %d: the text calls people: %s", l, c.Text)
		}
		raw, _ := json.Marshal(c.Blocks)
		var blocks []any
		_ = json.Unmarshal(raw, &blocks)
		walk(blocks, func(o map[string]any) {
			s, _ := o["text"].(string)
			if o["type"] == "mrkdwn" && strings.Contains(s, "<") {
				t.Errorf("look %d: mrkdwn holds markup: %s", l, s)
			}
		})
	}
}

func walk(v any, f func(map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			walk(x, f)
		}
	case map[string]any:
		f(v)
		for _, x := range v {
			walk(x, f)
		}
	}
}

func TestLongTableSaysHowManyAreLeftOut(t *testing.T) {
	table := &answer.Table{Columns: []string{"Truck", "Where"}, More: 15}
	for i := range 150 {
		table.Rows = append(table.Rows, []string{fmt.Sprint("T-", i), "Apapa Port"})
	}
	for l, want := range map[look]string{withTable: "and 66 more", asLines: "and 15 more"} {
		raw, _ := json.Marshal(render(answer.Answer{Headline: "165 trucks", Table: table}, extras{}, l).Blocks)
		if !strings.Contains(string(raw), want) {
			t.Errorf("look %d does not say %q", l, want)
		}
	}
}

func TestMapLinkIsShort(t *testing.T) {
	link := fleet.Point{Lat: 6.44, Lon: 3.36}.MapLink()
	if got := factValue(link); !strings.HasSuffix(got, "|Open the map>") {
		t.Errorf("map link drawn as %s", got)
	}
	for _, data := range []string{"https://evil.example/x", "see " + link, link + "|x>"} {
		if got := factValue(data); strings.Contains(got, "|Open") {
			t.Errorf("%s became the link %s", data, got)
		}
	}
}

func TestQuestionAboutANewTripOffersTheForm(t *testing.T) {
	a := answer.Answer{Kind: answer.Question, Headline: "I still need the start.",
		Ask: &answer.Ask{Missing: []string{"start"}, Tool: "trip_create", Args: json.RawMessage(`{"truck":"T-4407"}`)}}
	raw, _ := json.Marshal(render(a, extras{}, withTable).Blocks)
	if !strings.Contains(string(raw), `"action_id":"trip_form"`) || !strings.Contains(string(raw), "T-4407") {
		t.Errorf("no prefilled form offered: %s", raw)
	}
}

func TestConfirmCardCarriesTheIdAlone(t *testing.T) {
	a := answer.Answer{Kind: answer.Confirm, Headline: "Create this trip?", Pending: &answer.Pending{ID: "ABC", Expires: monday}}
	raw, _ := json.Marshal(render(a, extras{}, withTable).Blocks)
	for _, want := range []string{`"action_id":"confirm"`, `"action_id":"cancel"`, `"value":"ABC"`, "11:00 WAT"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("the card lacks %s: %s", want, raw)
		}
	}
}
