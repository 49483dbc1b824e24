package score

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"watchtower/fleet"
)

// Compare says what differs, "" when every expected argument is equal.
func Compare(want, got map[string]any, now time.Time) string {
	var bad []string
	for k, w := range want {
		if g := got[k]; !equalArg(k, w, g, now) {
			bad = append(bad, fmt.Sprintf("%s is %v, not %v", k, g, w))
		}
	}
	if _, asked := want["missing"]; !asked && got["missing"] != nil {
		bad = append(bad, fmt.Sprintf("asks for %v", got["missing"]))
	}
	slices.Sort(bad)
	return strings.Join(bad, "; ")
}

func equalArg(name string, want, got any, now time.Time) bool {
	switch name {
	case "missing", "trucks":
		return slices.Equal(asSet(want), asSet(got))
	case "period", "compare_with":
		return windowOf(want, now) == windowOf(got, now)
	case "cargo", "reason":
		return mainWords(fmt.Sprint(want)) == mainWords(fmt.Sprint(got))
	}
	if w, ok := want.(float64); ok {
		g, ok := got.(float64)
		return ok && abs(w-g) <= abs(w)*0.01
	}
	if s, ok := want.(string); ok {
		g, _ := got.(string)
		return fleet.Key(s) == fleet.Key(g)
	}
	return reflect.DeepEqual(want, got)
}

func abs(f float64) float64 { return max(f, -f) }

func asSet(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, x := range list {
		w := fleet.Key(fmt.Sprint(x))
		switch w {
		case "TRIPID":
			w = "TRUCK"
		case "NEARTRUCK":
			w = "PLACE"
		}
		out = append(out, w)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func windowOf(v any, now time.Time) string {
	switch p := v.(type) {
	case string:
		w, ok := fleet.NamedWindow(p, now)
		if !ok {
			return "unknown " + p
		}
		return w.From.UTC().String() + w.To.UTC().String()
	case map[string]any:
		from, _ := p["from"].(string)
		to, _ := p["to"].(string)
		a, errA := time.ParseInLocation(time.DateOnly, from, fleet.WAT)
		b, errB := time.ParseInLocation(time.DateOnly, to, fleet.WAT)
		if errA == nil && errB == nil {
			return a.UTC().String() + b.AddDate(0, 0, 1).UTC().String()
		}
		a, errA = time.Parse(time.RFC3339, from)
		b, errB = time.Parse(time.RFC3339, to)
		if errA == nil && errB == nil {
			return a.UTC().String() + b.UTC().String()
		}
	}
	return fmt.Sprint(v)
}

// mainWords are the words of a free text, without endings and small words.
func mainWords(s string) string {
	var out []string
	for w := range strings.FieldsSeq(strings.ToLower(s)) {
		w = strings.TrimSuffix(strings.TrimSuffix(w, "d"), "e")
		if len(w) > 2 {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}
