package assistant

import (
	"encoding/json"
	"slices"
	"strings"

	"watchtower/fleet"
)

// namesOf are the arguments by which a change says what it changes.
var namesOf = []string{"truck", "on_truck", "plate", "trip_id", "waybill", "container", "driver", "client", "person", "assignee", "name", "alert_id", "origin", "destination", "place"}

// minFragment is how short a part of a name may be that stands for all of it.
const minFragment = 2

// grounded says whether every name in a change was said: by the person, in the
// thread, or by a tool. A model that was talked over makes names up.
func grounded(args json.RawMessage, said []string) bool {
	var m map[string]any
	if json.Unmarshal(args, &m) != nil {
		return true // the registry says what is wrong with it
	}
	all := fleet.Key(strings.Join(said, " "))
	var words []string
	for w := range strings.FieldsFuncSeq(strings.Join(said, " "), func(r rune) bool { return strings.ContainsRune(" ,.;:?!\"'\n()", r) }) {
		if k := fleet.Key(w); len(k) >= minFragment {
			words = append(words, k)
		}
	}
	for _, field := range namesOf {
		name, ok := m[field].(string)
		key := fleet.Key(name)
		if !ok || key == "" || strings.Contains(all, key) {
			continue
		}
		if !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(key, w) && (len(w) > minFragment || len(key) <= len(w)*3) }) {
			return false
		}
	}
	return true
}
