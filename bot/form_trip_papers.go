package bot

import (
	"fmt"
	"strconv"
	"strings"

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
		searchInput(field{name: "empty_return", label: "Empty container back to", hint: "Terminal or depot", optional: true}, d.text("empty_return")),
		text("diesel_l", "Diesel issued, litres", "Like 250"),
		text("allowance_naira", "Trip allowance, naira", "Like 80,000"),
	}
}

// paperFields are a trip's papers as the inputs hold them.
func paperFields(t fleet.Trip) fields {
	out := fields{}
	for name, v := range map[string]string{"consignee": t.Papers.Consignee, "motor_boy": t.Papers.MotorBoy, "tdo": t.Papers.TDO,
		"call_up": t.Papers.CallUp, "empty_return": t.Return, "weight_t": amount(float64(t.Papers.WeightKg) / 1000),
		"diesel_l": amount(t.Issued.DieselL), "allowance_naira": amount(float64(t.Issued.AllowanceNaira))} {
		if v != "" {
			out[name] = v
		}
	}
	return out
}

func amount(n float64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// readAmounts makes numbers of what was typed: "80,000", "28.5 t", "N150000".
func readAmounts(in fields) error {
	for _, name := range []string{"weight_t", "diesel_l", "allowance_naira"} {
		s, ok := in[name].(string)
		if !ok {
			continue
		}
		digits := strings.Trim(strings.ReplaceAll(strings.ToLower(s), ",", ""), " nltonesira₦")
		n, err := strconv.ParseFloat(digits, 64)
		if err != nil || n <= 0 {
			return &fleet.Error{Kind: fleet.Invalid, Field: name, Message: fmt.Sprintf("%q is no amount; write digits alone, like 28.5.", clip(s, 30))}
		}
		in[name] = n
	}
	return nil
}
