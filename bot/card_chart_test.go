package bot

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	slackgo "github.com/slack-go/slack"
	"pgregory.net/rapid"

	"watchtower/answer"
	"watchtower/sandbox/slack"
)

func chartOf(n int, series ...answer.Series) *answer.Chart {
	c := &answer.Chart{Title: "Distance by day"}
	for i := range n {
		c.Labels = append(c.Labels, fmt.Sprint("day ", i))
	}
	for _, s := range series {
		for i := range n {
			s.Values = append(s.Values, new(float64(i*10)))
		}
		c.Series = append(c.Series, s)
	}
	return c
}

func TestChartTakesTheBestFormAtHand(t *testing.T) {
	km, hours := answer.Series{Name: "Distance", Unit: "km"}, answer.Series{Name: "Idle", Unit: "h", Line: true}
	gap := chartOf(7, km)
	gap.Series[0].Values[3] = nil
	picture := &shown{File: "F1", Alt: "a chart"}
	cases := []struct {
		name  string
		chart *answer.Chart
		x     extras
		l     look
		want  string
	}{
		{"one unit", chartOf(7, km), extras{}, withTable, "data_visualization"},
		{"refused as a block", chartOf(7, km), extras{}, asLines, "section"},
		{"refused, then drawn", chartOf(7, km), extras{Chart: picture}, asLines, "image"},
		{"two axes wait for their picture", chartOf(7, km, hours), extras{}, withTable, "section"},
		{"two axes", chartOf(7, km, hours), extras{Chart: picture}, withTable, "image"},
		{"a month", chartOf(30, km), extras{Chart: picture}, withTable, "image"},
		{"a day without data", gap, extras{Chart: picture}, withTable, "image"},
	}
	for _, c := range cases {
		raw, _ := json.Marshal(render(answer.Answer{Headline: "70 km.", Chart: c.chart}, c.x, c.l).Blocks)
		if !strings.Contains(string(raw), `"type":"`+c.want+`"`) || c.want != "data_visualization" && strings.Contains(string(raw), "data_visualization") {
			t.Errorf("%s: no %s in %s", c.name, c.want, raw)
		}
	}
}

// workspace is a sandbox workspace alone, without the bot.
func workspace(t *testing.T) *slackgo.Client {
	t.Helper()
	manifest, err := os.ReadFile("../manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := slack.ParseManifest(manifest)
	if err != nil {
		t.Fatal(err)
	}
	ws := slack.New(slack.Options{Tokens: slack.Tokens{Bot: "xoxb-sandbox", App: "xapp-sandbox"}, Manifest: m})
	mux := http.NewServeMux()
	ws.Mount(mux)
	srv := httptest.NewServer(mux)
	t.Cleanup(func() { ws.Close(); srv.Close() })
	return slackgo.New("xoxb-sandbox", slackgo.OptionAPIURL(srv.URL+"/api/"))
}

// The sandbox checks blocks the way Slack does, by a list of its own: what our
// list of limits forgets, it finds. An edit is checked like a post, and is not
// held to Slack's pace.
func TestSlackTakesAnyAnswer(t *testing.T) {
	api := workspace(t)
	channel, ts, err := api.PostMessage("C0REPORTS", slackgo.MsgOptionText("first", false))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		a := drawAnswer(rt)
		for _, l := range []look{withTable, asLines} {
			c := render(a, extras{Share: "{}", Foot: "By <@U1>", Verdict: &verdict{Question: a.Headline}}, l)
			if _, _, _, err := api.UpdateMessage(channel, ts, c.options()...); err != nil {
				if _, limited := retryAfter(err); limited {
					rt.Skip("slack is limiting us")
				}
				raw, _ := json.Marshal(c.Blocks)
				rt.Fatalf("look %d: %v\n%s", l, err, clip(string(raw), 3000))
			}
		}
	})
}
