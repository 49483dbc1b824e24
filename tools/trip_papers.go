package tools

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
	"watchtower/store"
)

// tripPaperArgs are what else people write about a trip.
type tripPaperArgs struct {
	Consignee      string  `json:"consignee,omitempty" jsonschema:"who receives the load"`
	MotorBoy       string  `json:"motor_boy,omitempty" jsonschema:"the driver's assistant"`
	WeightT        float64 `json:"weight_t,omitempty" jsonschema:"weight of the load, tonnes"`
	TDO            string  `json:"tdo,omitempty" jsonschema:"terminal delivery order"`
	CallUp         string  `json:"call_up,omitempty" jsonschema:"electronic call-up (Eto) ticket"`
	CallUpAt       string  `json:"call_up_at,omitempty" jsonschema:"when the truck left the pre-gate with it, RFC 3339; it lapses 72 h later"`
	EmptyReturn    string  `json:"empty_return,omitempty" jsonschema:"place where the empty container goes back"`
	Interchange    string  `json:"interchange,omitempty" jsonschema:"interchange slip of the empty container"`
	DieselL        float64 `json:"diesel_l,omitempty" jsonschema:"diesel issued, litres"`
	DieselNaira    float64 `json:"diesel_naira,omitempty"`
	AllowanceNaira float64 `json:"allowance_naira,omitempty" jsonschema:"trip allowance of the driver"`
}

// stepTimes are times of steps. A departure is planned by the trip's start.
type stepTimes struct {
	AtOrigin   string `json:"at_origin,omitempty" jsonschema:"comes to where it loads, RFC 3339"`
	Loading    string `json:"loading,omitempty"`
	Loaded     string `json:"loaded,omitempty"`
	Arrived    string `json:"arrived,omitempty"`
	Offloading string `json:"offloading,omitempty"`
	Completed  string `json:"completed,omitempty"`
	Returned   string `json:"returned,omitempty" jsonschema:"the empty container is back"`
}

// actualTimes are the same of what has happened.
type actualTimes struct {
	stepTimes
	Departed string `json:"departed,omitempty"`
}

// given are the steps that have a time, by name.
func (s stepTimes) given() map[string]string {
	return stated(map[string]string{"at_origin": s.AtOrigin, "loading": s.Loading, "loaded": s.Loaded, "arrived": s.Arrived,
		"offloading": s.Offloading, "completed": s.Completed, "returned": s.Returned})
}

func (a actualTimes) given() map[string]string {
	out := a.stepTimes.given()
	if a.Departed != "" {
		out["departed"] = a.Departed
	}
	return out
}

func stated(all map[string]string) map[string]string {
	maps.DeleteFunc(all, func(_, text string) bool { return strings.TrimSpace(text) == "" })
	return all
}

// The bounds of what a trip's numbers can be: beyond them it is a slip.
const (
	maxWeightT = 100
	maxDieselL = 5000
	maxNaira   = 1_000_000_000
)

// readPapers puts what was given into a trip and leaves the rest as it was.
// The return place's full name is written back, so that it can be pinned.
func (d *desk) readPapers(ctx context.Context, m store.Match, in *tripPaperArgs, t *fleet.Trip) error {
	for _, x := range []struct {
		text string
		into *string
	}{{in.Consignee, &t.Papers.Consignee}, {in.MotorBoy, &t.Papers.MotorBoy}, {in.TDO, &t.Papers.TDO}, {in.CallUp, &t.Papers.CallUp}, {in.Interchange, &t.Papers.Interchange}} {
		if s := squeeze(x.text); s != "" {
			*x.into = s
		}
	}
	for _, x := range []struct {
		name    string
		n, most float64
		into    func(float64)
	}{
		{"weight_t", in.WeightT, maxWeightT, func(n float64) { t.Papers.WeightKg = int(math.Round(n * 1000)) }},
		{"diesel_l", in.DieselL, maxDieselL, func(n float64) { t.Issued.DieselL = n }},
		{"diesel_naira", in.DieselNaira, maxNaira, func(n float64) { t.Issued.DieselNaira = int64(math.Round(n)) }},
		{"allowance_naira", in.AllowanceNaira, maxNaira, func(n float64) { t.Issued.AllowanceNaira = int64(math.Round(n)) }},
	} {
		if x.n < 0 || x.n > x.most {
			return &fleet.Error{Kind: fleet.Invalid, Field: x.name,
				Message: fmt.Sprintf("%s of %s cannot be right: it goes from 0 to %.0f.", strings.ReplaceAll(x.name, "_", " "), strconv.FormatFloat(x.n, 'f', -1, 64), x.most)}
		}
		if x.n > 0 {
			x.into(x.n)
		}
	}
	if in.CallUpAt != "" {
		at, err := momentOf("call_up_at", in.CallUpAt)
		if err != nil {
			return err
		}
		t.Papers.CallUpAt = at
	}
	if in.EmptyReturn == "" {
		return nil
	}
	n, err := d.store.FindPlace(ctx, in.EmptyReturn, m)
	if err != nil {
		return inField(err, "empty_return")
	}
	in.EmptyReturn, t.ReturnID, t.Return = n.Name, n.ID, n.Name
	return nil
}

// readTimes sets the named steps of a plan or of what happened.
func readTimes(field string, given map[string]string, into *fleet.Milestones) error {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		t, err := momentOf(field, given[name])
		if err != nil {
			return err
		}
		*into.Named(name) = t
	}
	return nil
}

func momentOf(field, text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, &fleet.Error{Kind: fleet.Invalid, Field: field, Message: fmt.Sprintf("%s: I cannot read %q. Write it like 2026-11-23T06:00:00+01:00.", field, clip(text)), Err: err}
	}
	return t.UTC(), nil
}

// paper is one written fact of a trip: how it reads, and how it is emptied.
type paper struct {
	name, label string
	value       func(fleet.Trip) string
	empty       func(*fleet.Trip)
}

// papers are all there are, in the order of the card.
func papers() []paper {
	return []paper{
		{"consignee", "Consignee", func(t fleet.Trip) string { return t.Papers.Consignee }, func(t *fleet.Trip) { t.Papers.Consignee = "" }},
		{"motor_boy", "Motor boy", func(t fleet.Trip) string { return t.Papers.MotorBoy }, func(t *fleet.Trip) { t.Papers.MotorBoy = "" }},
		{"weight_t", "Weight", func(t fleet.Trip) string { return tonnes(t.Papers.WeightKg) }, func(t *fleet.Trip) { t.Papers.WeightKg = 0 }},
		{"tdo", "TDO", func(t fleet.Trip) string { return t.Papers.TDO }, func(t *fleet.Trip) { t.Papers.TDO = "" }},
		{"call_up", "Call-up ticket", callUpWords, func(t *fleet.Trip) { t.Papers.CallUp, t.Papers.CallUpAt = "", time.Time{} }},
		{"empty_return", "Empty back to", func(t fleet.Trip) string { return t.Return }, func(t *fleet.Trip) { t.ReturnID, t.Return = 0, "" }},
		{"interchange", "Interchange slip", func(t fleet.Trip) string { return t.Papers.Interchange }, func(t *fleet.Trip) { t.Papers.Interchange = "" }},
		{"diesel_l", "Diesel issued", dieselWords, func(t *fleet.Trip) { t.Issued.DieselL, t.Issued.DieselNaira = 0, 0 }},
		{"allowance_naira", "Allowance", func(t fleet.Trip) string { return naira(t.Issued.AllowanceNaira) }, func(t *fleet.Trip) { t.Issued.AllowanceNaira = 0 }},
	}
}

// paperParts are parts of papers that can be emptied alone.
func paperParts() []paper {
	return []paper{
		{"call_up_at", "Call-up ticket", callUpWords, func(t *fleet.Trip) { t.Papers.CallUpAt = time.Time{} }},
		{"diesel_naira", "Diesel issued", dieselWords, func(t *fleet.Trip) { t.Issued.DieselNaira = 0 }},
	}
}

func tonnes(kg int) string {
	if kg == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(kg)/1000, 'f', -1, 64) + " t"
}

func callUpWords(t fleet.Trip) string {
	if t.Papers.CallUpAt.IsZero() {
		return t.Papers.CallUp
	}
	return strings.TrimSpace(t.Papers.CallUp + " good until " + fleet.FormatTime(t.CallUpEnds()))
}

func dieselWords(t fleet.Trip) string {
	var parts []string
	if t.Issued.DieselL > 0 {
		parts = append(parts, strconv.FormatFloat(t.Issued.DieselL, 'f', -1, 64)+" L")
	}
	if t.Issued.DieselNaira > 0 {
		parts = append(parts, naira(t.Issued.DieselNaira))
	}
	return strings.Join(parts, ", ")
}

// naira writes an amount of money: "N150,000".
func naira(n int64) string {
	if n == 0 {
		return ""
	}
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return "N" + s
}
