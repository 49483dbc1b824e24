package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"watchtower/fleet"
)

// paperInputs are what else people write about a trip.
func paperInputs(d *draft) []slack.Block {
	text := func(name, label, hint string) slack.Block {
		return textInput(field{name: name, label: label, hint: hint, optional: true}, d.text(name))
	}
	return []slack.Block{
		text("consignee", "Consignee", "Who receives the load"),
		text("motor_boy", "Motor boy", "The driver's assistant"),
		text("weight_t", "Weight, tonnes", "Like 28.5"),
		text("tdo", "Terminal delivery order (TDO)", "Its number"),
		text("call_up", "Call-up ticket (Eto)", "Its number"),
		text("call_up_at", "Left the pre-gate (WAT)", "Like today 10:30; good for 72 h"),
		searchInput(field{name: "empty_return", label: "Empty container back to", hint: "Terminal or depot", optional: true}, d.text("empty_return")),
		text("interchange", "Interchange slip", "Of the empty container"),
		text("diesel_l", "Diesel issued, litres", "Like 250"),
		text("diesel_naira", "Diesel issued, naira", "Like 357,500"),
		text("allowance_naira", "Trip allowance, naira", "Like 80,000"),
	}
}

// paperFields are a trip's papers as the inputs hold them.
func paperFields(t fleet.Trip) fields {
	out := fields{}
	for name, v := range map[string]string{"consignee": t.Papers.Consignee, "motor_boy": t.Papers.MotorBoy, "tdo": t.Papers.TDO,
		"call_up": t.Papers.CallUp, "empty_return": t.Return, "weight_t": amount(float64(t.Papers.WeightKg) / 1000),
		"interchange": t.Papers.Interchange, "diesel_l": amount(t.Issued.DieselL), "diesel_naira": amount(float64(t.Issued.DieselNaira)), "allowance_naira": amount(float64(t.Issued.AllowanceNaira))} {
		if v != "" {
			out[name] = v
		}
	}
	if at := t.Papers.CallUpAt; !at.IsZero() {
		out["call_up_at"] = at.In(fleet.WAT).Format("2006-01-02 15:04")
	}
	return out
}

func amount(n float64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// paperNames are the inputs behind "More details".
var paperNames = []string{"consignee", "motor_boy", "weight_t", "tdo", "call_up", "call_up_at", "empty_return", "interchange", "diesel_l", "diesel_naira", "allowance_naira"}

// keepPapers leaves alone what a form did not show.
func keepPapers(out fields) {
	for _, name := range paperNames {
		delete(out, name)
	}
	clear, _ := out["clear"].([]string)
	if clear = slices.DeleteFunc(clear, func(name string) bool { return slices.Contains(paperNames, name) }); len(clear) > 0 {
		out["clear"] = clear
	} else {
		delete(out, "clear")
	}
}

// readPapers makes numbers and moments of what was typed.
func readPapers(in fields, now time.Time) error {
	for _, name := range []string{"weight_t", "diesel_l", "diesel_naira", "allowance_naira"} {
		s, ok := in[name].(string)
		if !ok {
			continue
		}
		n, err := readAmount(name, s)
		if err != nil {
			return err
		}
		in[name] = n
	}
	if s, ok := in["call_up_at"].(string); ok {
		at, err := parsePast(s, now)
		if err != nil {
			return &fleet.Error{Kind: fleet.Invalid, Field: "call_up_at", Message: fleet.MessageFor(err)}
		}
		in["call_up_at"] = at.In(fleet.WAT).Format(time.RFC3339)
	}
	return nil
}

// readAmount reads "80,000", "80 000", "80k", "28.5 t", "N150000", "250 litres".
func readAmount(name, s string) (float64, error) {
	digits := strings.Trim(strings.NewReplacer(",", "", " ", "").Replace(strings.ToLower(s)), "naiolters₦#")
	times := 1.0
	if bare, ok := strings.CutSuffix(digits, "k"); ok {
		digits, times = bare, 1000
	}
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || n <= 0 {
		return 0, &fleet.Error{Kind: fleet.Invalid, Field: name, Message: fmt.Sprintf("\"%s\" is no amount; write digits alone, like 28.5.", clip(s, 30))}
	}
	return n * times, nil
}
