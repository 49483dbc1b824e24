package answer_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/answer"
	"watchtower/fleet"
)

func TestTextIsComplete(t *testing.T) {
	a := answer.Answer{
		Headline: "2 trucks within 10 km of Apapa Port.",
		Facts:    []answer.Fact{{Label: "Driver", Value: "Moses Okafor"}},
		Table:    &answer.Table{Columns: []string{"Truck", "km"}, Right: []int{1}, Rows: [][]string{{"T-4407", "0.8"}, {"BDG 220 YA", "12"}}, More: 1},
		Window:   &fleet.Window{From: time.Date(2026, 11, 23, 0, 0, 0, 0, fleet.WAT), To: time.Date(2026, 11, 24, 0, 0, 0, 0, fleet.WAT)},
		Notes:    []string{"Newest position 8 s old."},
	}
	want := strings.Join([]string{
		"2 trucks within 10 km of Apapa Port.",
		"Driver: Moses Okafor",
		"",
		"Truck        km",
		"T-4407      0.8",
		"BDG 220 YA   12",
		"and 1 more row",
		"Period: Mon 23 Nov 2026 (WAT)",
		"Newest position 8 s old.",
	}, "\n")
	if diff := cmp.Diff(want, a.Text()); diff != "" {
		t.Error(diff)
	}
}

func TestFromError(t *testing.T) {
	cases := []struct {
		err  error
		kind answer.Kind
	}{
		{fleet.Errorf(fleet.Forbidden, "Your role may not."), answer.Refused},
		{&fleet.Error{Kind: fleet.Ambiguous, Field: "truck", Message: "Which one?", Choices: []string{"T-1", "T-2"}}, answer.Question},
		{fleet.Errorf(fleet.NotFound, "No such truck."), answer.Failed},
	}
	for _, c := range cases {
		a := answer.FromError(c.err)
		if a.Kind != c.kind || a.Headline != fleet.MessageFor(c.err) {
			t.Errorf("%v: %+v", c.err, a)
		}
	}
	if a := answer.FromError(cases[1].err); a.Ask == nil || len(a.Ask.Options) != 2 || a.Ask.Missing[0] != "truck" {
		t.Errorf("the choices are lost: %+v", a)
	}
}

func TestChartIsCompleteInText(t *testing.T) {
	a := answer.Answer{Headline: "9,240 km in 3 days.", Chart: &answer.Chart{Title: "Fleet activity", Subtitle: "16 to 18 Nov 2026",
		Labels: []string{"Mon 16", "Tue 17", "Wed 18"}, Series: []answer.Series{
			{Name: "Distance", Unit: "km", Values: []*float64{new(1474.0), nil, new(1234567.89)}},
			{Name: "Idle time", Unit: "h", Line: true, Values: []*float64{new(7.25), new(0.0)}}}}}
	want := strings.Join([]string{
		"9,240 km in 3 days.",
		"",
		"Fleet activity",
		"16 to 18 Nov 2026",
		"        Distance (km)  Idle time (h)",
		"Mon 16          1,474            7.2",
		"Tue 17        no data              0",
		"Wed 18      1,234,568        no data",
	}, "\n")
	if diff := cmp.Diff(want, a.Text()); diff != "" {
		t.Error(diff)
	}
}

func TestFormatNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 9.6: "9.6", 99.96: "100", 100.4: "100", 1000: "1,000", -1234567: "-1,234,567", 0.01: "0", -0.01: "0", 3e18: "3e+18"} {
		if got := answer.FormatNumber(v); got != want {
			t.Errorf("%v is %s, want %s", v, got, want)
		}
	}
}
