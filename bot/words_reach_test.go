package bot

import (
	"log/slog"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"watchtower/fleet"
	"watchtower/tools"
)

// Whatever a command or a form can do, a sentence can do: the tool is offered
// to whoever may run it. Nothing is hidden from sentences (tools.Tool.Internal)
// that a command reaches.
func TestWhateverACommandDoesASentenceCanDo(t *testing.T) {
	r := tools.New(nil, time.Now, slog.New(slog.DiscardHandler))
	offered := map[string]bool{}
	for _, role := range []fleet.Role{fleet.Viewer, fleet.Dispatcher, fleet.Manager, fleet.Admin, fleet.DriverRole} {
		for _, tool := range r.Offered(fleet.Caller{Role: role, DriverID: 1}) {
			offered[tool.Name] = true
		}
	}
	for _, c := range commands() {
		for _, tool := range c.runs {
			if !offered[tool] {
				t.Errorf("%s runs %s, which no sentence can reach", c.name, tool)
			}
		}
	}
	for _, f := range forms() {
		if !offered[f.tool] || !offered[f.mayOpen()] {
			t.Errorf("the form %s runs %s, which no sentence can reach", f.name, f.tool)
		}
	}
}

// The list of tools that commands can reach is whole: every example of a test
// or of a help leads to a listed one, and every listed one is led to.
func TestCommandsReachTheToolsTheyName(t *testing.T) {
	source, err := os.ReadFile("words_test.go")
	if err != nil {
		t.Fatal(err)
	}
	listed, reached := map[string]bool{}, map[string]bool{}
	for _, c := range commands() {
		for _, tool := range c.runs {
			listed[tool] = true
		}
		for _, m := range regexp.MustCompile(`\{"`+c.name+`", "([^"]*)"`).FindAllStringSubmatch(string(source), -1) {
			got, err := parseCommand(c.name, m[1], monday)
			if err != nil || got.Usage != "" || got.Form != "" {
				continue
			}
			reached[got.Tool] = true
			if !slices.Contains(c.runs, got.Tool) {
				t.Errorf("%s %s runs %s, which the command does not name", c.name, m[1], got.Tool)
			}
		}
	}
	for _, tool := range slices.Sorted(maps.Keys(listed)) {
		if !reached[tool] {
			t.Errorf("no example leads to %s", tool)
		}
	}
}

// Every example of a help text is read without a fault.
func TestExamplesOfTheHelpWork(t *testing.T) {
	for _, c := range commands() {
		for _, example := range examplesIn(c.usage, c.name) {
			leadsSomewhere(t, c, example)
		}
	}
}

// leadsSomewhere parses a command that people are told to type.
func leadsSomewhere(t *testing.T, c command, text string) {
	t.Helper()
	got, err := parseCommand(c.name, text, monday)
	if err != nil || got.Tool != "" && !slices.Contains(c.runs, got.Tool) {
		t.Errorf("%s %s runs %q, which the command does not name: %v", c.name, text, got.Tool, err)
	}
}

// What /tower help tells each role to type is read without a fault. Only where
// trucks are of a kind has no command of its own.
func TestCommandsInTheListOfHelpWork(t *testing.T) {
	w := newTown(t, nil)
	w.stop()
	for _, role := range []fleet.Role{fleet.Viewer, fleet.Dispatcher, fleet.Manager, fleet.Admin, fleet.DriverRole} {
		a, err := w.opt.Registry.Run(t.Context(), fleet.Caller{Role: role, DriverID: 1}, fleet.ViaCommand, "help", nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range a.Table.Rows {
			name, text, _ := strings.Cut(row[2], " ")
			i := slices.IndexFunc(commands(), func(c command) bool { return c.name == name })
			switch {
			case i >= 0:
				leadsSomewhere(t, commands()[i], text)
			case row[0] != "Who is where" && name != "watchtower":
				t.Errorf("%s is told no command for %q: %q", role, row[0], row[2])
			}
		}
	}
}

// examplesIn are the commands of a help text, up to the words that explain
// them.
func examplesIn(usage, name string) (out []string) {
	for line := range strings.SplitSeq(usage, "\n") {
		if strings.Contains(line, " | ") {
			continue // several at once, not to be typed so
		}
		for _, part := range strings.Split(line, name)[1:] {
			if part == "" || part[0] != ' ' && part[0] != ':' {
				continue // another command that begins alike
			}
			example := regexp.MustCompile(`(: | opens|, or | \| | asks |\. |\.$|, |; )`).Split(strings.TrimSpace(part), 2)[0]
			if example = strings.TrimSuffix(example, ":"); !strings.Contains(example, "each explains") {
				out = append(out, example)
			}
		}
	}
	return out
}

// A radius without a unit is in the unit of whoever typed it.
func TestBareRadiusIsInOnesOwnUnit(t *testing.T) {
	for _, c := range []struct {
		text string
		in   fleet.Units
		km   float64
		told bool
	}{
		{"Apapa 10", fleet.Miles, 16.09344, true}, {"Apapa radius 10", fleet.Miles, 16.09344, true}, {"within 2.5 of Apapa", fleet.Miles, 4.02336, true},
		{"Apapa 10km", fleet.Miles, 10, false}, {"Apapa 10 km", fleet.Miles, 10, false}, {"Apapa 5 miles", fleet.Miles, 8.04672, false},
		{"Apapa 10", fleet.Kilometres, 10, false},
	} {
		got, err := parseCommand("/trucks-near", c.text, monday)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		words := got.inOwnUnit(c.in)
		if km, _ := got.Args["radius_km"].(float64); math.Abs(km-c.km) > 1e-9 || (words != "") != c.told {
			t.Errorf("%s in %s is %v km and says %q; want %v", c.text, c.in, km, words, c.km)
		}
	}
}
