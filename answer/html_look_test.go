package answer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"watchtower/answer"
	"watchtower/sandbox/chromium"
)

// A page of an e-mail fits a small phone and a desk, and shows its chart; a
// table that is too wide for a phone scrolls by itself.
func TestAnEMailFitsAPhone(t *testing.T) {
	chart := answer.Chart{Title: "Activity", Labels: []string{"Mon"}, Series: []answer.Series{{Name: "Distance", Unit: "km", Values: []*float64{new(5.0)}}}}
	figures := &answer.Table{Columns: []string{"Figure", "Mon 16 Nov to Sun 22 Nov 2026", "Stretch before", "4-week norm"}, Right: []int{1, 2, 3},
		Rows: [][]string{{"Turnaround of trips", "104 h 30 min", "98 h 00 min (+12%)", "97 h 45 min (+13%)"}, {"Suspected stolen", "no data", "no data", "no data"}}}
	wide := &answer.Table{Columns: strings.Split(strings.Repeat("Truck ", 9), " "), Rows: [][]string{strings.Split(strings.Repeat("KJA-123XA ", 9), " ")}}
	a := answer.Answer{Headline: "Weekly report of a fleet", Tone: answer.ToneCritical, Facts: []answer.Fact{{Label: "Place", Value: strings.Repeat("near Apapa Port ", 5)}},
		Chart: &chart, Table: figures, Details: []answer.Answer{{Headline: "Wide", Table: wide}}}
	picture, err := chart.Picture()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, content := range map[string][]byte{"chart.png": picture.PNG, "mail.html": []byte(strings.ReplaceAll(a.HTML("Sent by us.", ""), "cid:"+answer.ChartCID, "chart.png"))} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tab := chromium.Open(t)
	for _, width := range []int64{360, 800} {
		err := chromedp.Do(tab, chromedp.EmulateViewport(width, 800), chromedp.Navigate("file://"+filepath.Join(dir, "mail.html")))
		if err != nil {
			t.Fatal(err)
		}
		wide, err := chromedp.Run(tab, chromedp.Evaluate[[]int64](`[document.documentElement.scrollWidth,
			document.images[0].naturalWidth && document.images[0].width, document.querySelectorAll("table")[1].offsetWidth]`))
		if err != nil {
			t.Fatal(err)
		}
		page, picture, table := wide[0], wide[1], wide[2]
		if page != width || picture < width*9/10 || picture > 760 || table > width-24 {
			t.Errorf("%d wide: the page has %d, its chart %d, its figures %d", width, page, picture, table)
		}
	}
}
