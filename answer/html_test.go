package answer_test

import (
	"strings"
	"testing"

	"watchtower/answer"
)

func TestHTMLForAnEMail(t *testing.T) {
	a := answer.Answer{Headline: "Daily <report>", Urgent: []string{"Diesel & more"}, Notes: []string{"a note"},
		Facts: []answer.Fact{{Label: "Trips", Value: "12"}},
		Table: &answer.Table{Columns: []string{"Figure", "Sun"}, Right: []int{1}, Rows: [][]string{{"Distance", "9,240 km"}}, More: 2},
		Chart: &answer.Chart{Title: "Activity", Labels: []string{"Mon"}, Series: []answer.Series{{Name: "Distance", Unit: "km", Values: []*float64{new(5.0)}}}}}
	a.Details = []answer.Answer{{Headline: "Terminals", Chart: a.Chart}}
	page := a.HTML("Sent by <us>.", "")
	for _, part := range []string{"Daily &lt;report&gt;", "Needs a decision:", "Diesel &amp; more", `src="cid:chart@watchtower"`, "Chart: Activity", "9,240 km</td>", "text-align:right", "and 2 more rows", "Terminals", "a note", ">Trips<", "Sent by &lt;us&gt;."} {
		if !strings.Contains(page, part) {
			t.Errorf("%q is not in\n%s", part, page)
		}
	}
	for _, never := range []string{"<report>", "<script", "http://", "https://", "<link", "class="} {
		if strings.Contains(page, never) {
			t.Errorf("%q is in\n%s", never, page)
		}
	}
	if n := strings.Count(page, "<img"); n != 1 {
		t.Errorf("%d pictures, want the chart alone", n)
	}
	a.Chart = nil
	a.Tone = answer.ToneCritical
	if page := a.HTML("", `https://x.example/?a="b"`); strings.Contains(page, "<img") || !strings.Contains(page, `href="https://x.example/?a=&#34;b&#34;"`) || !strings.Contains(page, "solid #dc2626") {
		t.Errorf("a picture without a chart, or no link, or no bar: %s", page)
	}
}
