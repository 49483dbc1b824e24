package answer_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"watchtower/answer"
)

func numbers(v ...float64) []*float64 {
	out := make([]*float64, len(v))
	for i := range v {
		if !math.IsNaN(v[i]) {
			out[i] = &v[i]
		}
	}
	return out
}

func week() answer.Chart {
	return answer.Chart{Title: "Fleet activity, last 7 days", Subtitle: "16–22 Nov 2026  ·  24 trucks  ·  9,240 km in total  ·  times in Africa/Lagos",
		Labels: []string{"Mon 16", "Tue 17", "Wed 18", "Thu 19", "Fri 20", "Sat 21", "Sun 22"},
		Series: []answer.Series{
			{Name: "Distance", Unit: "km", Values: numbers(1474, 1615, 1548, 1706, 1318, 934, 602)},
			{Name: "Idle time", Unit: "h", Line: true, Values: numbers(7.2, 8.1, 6.4, 9.6, 7.9, 4.1, 2.2)}}}
}

func chartsToSee() map[string]answer.Chart {
	nan := math.NaN()
	gaps := week()
	gaps.Series = []answer.Series{
		{Name: "Distance", Unit: "km", Values: numbers(1474, 1615, nan, 1706, nan, 934, 602)},
		{Name: "Idle time", Unit: "h", Line: true, Values: numbers(7.2, 8.1, nan, 9.6, 7.9, 4.1, 2.2)}}
	month := answer.Chart{Title: "Kilometres and alerts, November", Subtitle: "1–30 Nov 2026"}
	km, alerts := []float64{}, []float64{}
	for d := range 30 {
		month.Labels = append(month.Labels, fmt.Sprintf("%d Nov", d+1))
		km = append(km, 8000+6000*math.Sin(float64(d)/3)+float64(d%7)*900)
		alerts = append(alerts, float64((d*7)%23))
	}
	month.Series = []answer.Series{{Name: "Distance", Unit: "km", Values: numbers(km...)}, {Name: "Alerts", Unit: "alerts", Line: true, Values: numbers(alerts...)}}
	states := answer.Chart{Title: "Trips by day", Subtitle: "Planned, done and late", Labels: week().Labels, Series: []answer.Series{
		{Name: "Planned", Unit: "trips", Values: numbers(45, 44, 47, 46, 45, 20, 8)},
		{Name: "Done", Unit: "trips", Values: numbers(43, 44, 40, 46, 41, 19, 8)},
		{Name: "Late", Unit: "trips", Values: numbers(2, 0, 7, 1, 4, 1, 0)}}}
	big := answer.Chart{Title: "Fuel cost", Subtitle: "Naira", Labels: []string{"Q1", "Q2", "Q3", "Q4"},
		Series: []answer.Series{{Name: "Cost", Unit: "₦", Values: numbers(1.2e9, 3.4e9, 2.25e9, 1.9e9)}}}
	down := answer.Chart{Title: "Change against the week before", Labels: week().Labels,
		Series: []answer.Series{{Name: "Distance", Unit: "%", Values: numbers(12, -8, 3.5, -21, 0, 5, -2)}}}
	return map[string]answer.Chart{"week": week(), "gaps": gaps, "month": month, "states": states, "big": big, "down": down}
}

func TestChartsAreDrawn(t *testing.T) {
	for name, c := range chartsToSee() {
		p, err := c.Picture()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		look(t, "chart-"+name, p)
	}
}

func TestChartSaysItselfInWords(t *testing.T) {
	p, err := week().Picture()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Fleet activity, last 7 days", "Distance (km): 602 to 1,706, most on Thu 19", "Idle time (h): 2.2 to 9.6"} {
		if !strings.Contains(p.Alt, want) {
			t.Errorf("the alt text lacks %q: %s", want, p.Alt)
		}
	}
}

// Whatever figures come, a picture or an error comes back, never a panic.
func TestStrangeFiguresMakeAChart(t *testing.T) {
	long := strings.Repeat("Ẅ", 400)
	for name, v := range map[string][]float64{"zero": {0, 0}, "one": {5}, "huge": {9e14, -9e14}, "part absurd": {math.MaxFloat64, 4}, "tiny": {1e-300, 2e-300},
		"infinite": {math.Inf(1), 3}, "same": {7, 7, 7}, "many": make([]float64, 1000), "big and small": {1e15, 1e-6}} {
		c := answer.Chart{Title: long, Subtitle: long}
		for range v {
			c.Labels = append(c.Labels, long)
		}
		for i, unit := range []string{long, "h", "third", long, long, long, long, long, long, long} {
			c.Series = append(c.Series, answer.Series{Name: long, Unit: unit, Line: i%2 == 1, Values: numbers(v...)})
		}
		p, err := c.Picture()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		look(t, "strange-"+strings.ReplaceAll(name, " ", "-"), p)
	}
	for _, c := range []answer.Chart{{}, {Labels: []string{"a"}}, {Labels: []string{"a"}, Series: []answer.Series{{Values: numbers(math.NaN())}}}} {
		if _, err := c.Picture(); err == nil {
			t.Errorf("%+v has nothing to draw, and was drawn", c)
		}
	}
}

func BenchmarkChart(b *testing.B) {
	c := chartsToSee()["month"]
	for b.Loop() {
		if _, err := c.Picture(); err != nil {
			b.Fatal(err)
		}
	}
}
