package bot

import (
	"regexp"
	"strings"
	"time"

	"watchtower/fleet"
)

// call is what the words of a slash command mean: one tool with its arguments,
// or a form prefilled with them, or a text to show.
type call struct {
	Tool  string
	Args  map[string]any
	Form  string // the name of a form
	Usage string
	Bare  bool // a distance was typed without its unit: it is in the unit of whoever typed it
}

func usage(text string) call { return call{Usage: text} }

// command is one slash command: how it is written, the tools it can lead to,
// and how it is read.
type command struct {
	name  string
	usage string
	runs  []string
	parse func(text string, now time.Time) (call, error)
}

// commands are all there are. manifest.yml lists the same ones; a test
// compares.
func commands() []command {
	return []command{
		{"/trucks-near", nearUsage, []string{"trucks_near"}, func(s string, _ time.Time) (call, error) { return parseNear(s) }},
		{"/truck", truckUsage, []string{"truck_status", "truck_history", "place_visits", "distance_report", "idle_report", "fuel_report", "maintenance_due", "maintenance_log", "maintenance_plan", "export", "trip_eta"}, parseTruck},
		{"/trip", tripUsage, []string{"trip_create", "trip_status", "trips_list", "trip_update", "trip_edit", "trip_eta", "trip_history", "trip_duplicate", "trip_rules", "trip_rule_set"}, parseTrip},
		{"/fleet", fleetUsage, []string{"fleet_summary", "place_visits", "distance_report", "idle_report", "fuel_report", "maintenance_due", "maintenance_plan", "export", "driver_lookup"}, parseFleet},
		{"/alerts", alertsUsage, []string{"alerts_list", "alert_status", "alert_update", "mute", "unmute", "mutes_list", "route_list", "route_save", "storm_update", "alert_catchup", "shift_handover", "alerts_digest", "rule_list", "rule_save", "rule_test", "alert_stats"}, parseAlerts},
		{"/report", reportUsage, []string{"report", "rank", "compare", "subscription_save", "subscriptions_list"}, parseReport},
		{"/tower", towerUsage, []string{"help", "me", "preferences_save", "people_list", "person_save", "audit_list", "tower_status", "place_save", "sheets_sync", "sheets_status", "sheets_settle"}, parseTower},
	}
}

// parseCommand reads one slash command.
func parseCommand(name, text string, now time.Time) (call, error) {
	text = strings.TrimSpace(straighten.Replace(unescape(text)))
	for _, c := range commands() {
		if c.name != name {
			continue
		}
		words := strings.Fields(strings.ToLower(text))
		if asksForHelp(name, words) {
			return usage(c.usage), nil
		}
		return c.parse(text, now)
	}
	return call{}, fleet.Errorf(fleet.NotFound, "I do not know %s. Try /tower help.", name)
}

// asksForHelp says whether the last word is "help". Further on it belongs to
// what somebody writes: a note, a reason. /tower help is a tool.
func asksForHelp(name string, words []string) bool {
	n, most := len(words), 3
	if name == "/alerts" {
		most = 2
	}
	return n > 0 && n <= most && (words[n-1] == "help" || words[n-1] == "?") && name != "/tower"
}

var (
	escapedUser = regexp.MustCompile(`<@([UW][A-Z0-9]+)(\|[^>]*)?>`)
	escapedLink = regexp.MustCompile(`<(?:https?://|mailto:|tel:)[^|>]*\|([^>]*)>`)
	entities    = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// unescape undoes what Slack does to a command that names people: a user stays
// <@U...>, a link becomes what was typed.
func unescape(text string) string {
	return entities.Replace(escapedLink.ReplaceAllString(escapedUser.ReplaceAllString(text, "<@$1>"), "$1"))
}

// straighten undoes what phones do to plain typing.
var straighten = strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "–", "-", "—", "-", "\u00a0", " ")

var (
	platePattern = regexp.MustCompile(`(?i)^([a-z]{3}[ -]?\d{2,3} ?-?[a-z]{2}|[a-z]{1,3}-?\d{3,6}-?[a-z]{0,3}|t \d{3,5})$`)
	boxPattern   = regexp.MustCompile(`(?i)^[a-z]{4} ?\d{6,7}$`)
	refPattern   = regexp.MustCompile(`(?i)^(?:#|tr-?)?(\d{1,7})$`)
)

// takePlate takes a plate from the front of words; plates are written with
// spaces too ("BDG 220 YA").
func takePlate(words []string) (plate string, rest []string) {
	for n := min(3, len(words)); n > 0; n-- {
		if s := strings.Join(words[:n], " "); platePattern.MatchString(s) {
			return s, words[n:]
		}
	}
	return "", words
}

// unknownWord says what was not understood and offers the closest word.
func unknownWord(command, word string, known []string, example string) error {
	all := " All of it: " + firstWord(command) + " help."
	hint := "For example: " + command + " " + example + "." + all
	if near := closestWord(word, known); near != "" {
		hint = "Did you mean " + command + " " + strings.ReplaceAll(near, "_", " ") + "?" + all
	}
	return fleet.Errorf(fleet.Invalid, "%s does not know \"%s\". %s", command, clip(word, 60), hint)
}

// closestWord is the known word nearest to what was typed, or "" when none
// comes within two letters (one for words under five).
func closestWord(typed string, known []string) string {
	typed = strings.ToLower(typed)
	best, bestAt := "", 3
	if len(typed) < 5 {
		bestAt = 2
	}
	for _, k := range known {
		if strings.HasPrefix(k, typed) && len(typed) >= 2 {
			return k
		}
		if d := letters(typed, k); d < bestAt {
			best, bestAt = k, d
		}
	}
	return best
}

// letters counts the letters to insert, drop, change or swap with a neighbour.
func letters(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
