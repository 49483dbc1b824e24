package model

import "regexp"

// rule turns a question into one tool call. Named groups of the pattern become
// arguments of the same name; fixed adds others; words is looked for in the
// question besides.
type rule struct {
	tool    string
	pattern string
	fixed   map[string]any
}

// Shapes that patterns share. PLATE, PLACE and REF stand for them below.
const (
	plateShape = `(?:t-?\s?\d{4,5}\s?(?:la|og|rv)?|[a-z]{3}[- ]?\d{3}\s?[a-z]{2}|[a-z]{2}\s?\d{3}[- ]?[a-z]{3})`
	placeShape = `[a-z0-9][a-z0-9 '-]*?`
	stop       = `(?:\s+(?:within|in a radius|radius|right now|now|today|please|pls|abeg|side)\b.*|\s+\d+(?:\.\d+)?\s*(?:km|m|miles?|metres?)\b.*|\s*[?.!,].*|\s*$)`
)

// rules are tried in order; the first that matches a tool on offer decides.
func rules() []rule {
	return []rule{
		{"trip_create", `(?:create|book|schedule|open|add|new)\s+(?:a\s+)?(?:new\s+)?(?:trip\s*:?\s*)?(?:for\s+)?(?:truck\s+)?(?P<truck>PLATE)[,:]?\s+(?:from\s+)?(?P<origin>PLACE)\s+(?:to|-)\s+(?P<destination>PLACE)(?:[,]?\s+(?:tomorrow|today|tonight|on|at|for|waybill|container|driver|monday|tuesday|wednesday|thursday|friday|saturday|sunday|depart|start|\d).*|\s*[?.!,].*|\s*)$`, nil},
		{"trip_update", `\bcancel\s+(?:trip\s*)?#?(?P<trip_id>REF)\b(?:[,:]?\s*(?:because|reason|as)?\s*(?P<reason>.+))?`, map[string]any{"action": "cancel"}},
		{"trip_update", `\bstart\s+(?:trip\s*)?#?(?P<trip_id>REF)\b`, map[string]any{"action": "start"}},
		{"trip_update", `\b(?:end|complete|finish|close)\s+(?:trip\s*)?#?(?P<trip_id>REF)\b`, map[string]any{"action": "end"}},
		{"trip_update", `\bmark\s+(?:trip\s*)?#?(?P<trip_id>REF)\s+(?:as\s+)?arrived`, map[string]any{"action": "mark_arrived"}},
		{"trip_update", `\b(?:reschedule|move)\s+(?:trip\s*)?#?(?P<trip_id>REF)\s+to\s+`, map[string]any{"action": "reschedule"}},
		{"trip_update", `\bchange\s+(?:the\s+)?driver\s+(?:on|of|for)\s+(?:trip\s*)?#?(?P<trip_id>REF)\s+to\s+(?P<driver>[a-z' -]+)`, map[string]any{"action": "change_driver"}},
		{"trip_status", `\b(?:status|state|progress|how far)\b.*?\b(?P<trip_id>REF)\b`, nil},
		{"trip_status", `\btrip\s*#?(?P<trip_id>REF)\b`, nil},
		{"trip_status", `\bis\s+(?P<trip_id>REF)\s+(?:late|delayed|on time)`, nil},
		{"trip_status", `\b(?P<waybill>wb[- ]?\d{5})\b`, nil},
		{"trip_status", `\b(?P<container>[a-z]{4}\s?\d{7})\b`, nil},
		{"trip_eta", `\beta\b.*?\b(?P<truck>PLATE)\s+to\s+(?P<destination>PLACE)STOP`, nil},
		{"trip_eta", `\b(?:eta|arrive|reach)\b.*?\b(?P<truck>PLATE)\b`, nil},
		{"driver_lookup", `\bwho\s+(?:is\s+)?(?:driv(?:es|ing)|drive)\s+(?P<truck>PLATE)\b`, map[string]any{"want": "name"}},
		{"driver_lookup", `\b(?:phone|number)\b.*?\b(?:of|for)\s+(?P<driver>[a-z' -]+)`, map[string]any{"want": "phone"}},
		{"place_visits", `\b(?:which|what)\s+trucks?\s+(?:are\s+)?(?:inside|in|at)\s+(?P<place>PLACE)STOP`, nil},
		{"trucks_near", `\b(?:nearest|closest)\s+truck\s+to\s+(?:truck\s+)?(?P<near_truck>PLATE)\b`, map[string]any{"limit": 1}},
		{"trucks_near", `\b(?:nearest|closest)\s+truck\s+to\s+(?P<place>PLACE)STOP`, map[string]any{"limit": 1}},
		{"trucks_near", `\b(?:near|around|close\s+to|close\s+by|within\s+\S+(?:\s*km|\s*miles?|\s*metres?)?\s+of)\s+(?:truck\s+)?(?P<near_truck>PLATE)\b`, nil},
		{"trucks_near", `\b(?:near|around|close\s+to|within\s+\S+(?:\s*km|\s*miles?|\s*metres?)?\s+of)\s+(?P<place>PLACE)STOP`, nil},
		{"truck_history", `\bwhere\s+did\s+(?P<truck>PLATE)\s+go\b`, nil},
		{"truck_status", `\b(?:where\s*(?:is|'s|are)?|locate|find|position of|location of)\s+(?:is\s+)?(?:truck\s+)?(?P<truck>PLATE)`, nil},
		{"truck_status", `^\W*(?P<truck>PLATE)\W*$`, nil},
		{"alerts_list", `\balerts?\b`, nil},
		{"trips_list", `\b(?:list|show|which|what|all|how many|any)\b.*\btrips?\b`, nil},
		{"trips_list", `\btrips\b`, nil},
		{"idle_report", `\bidl(?:e|ing)\b`, nil},
		{"fuel_report", `\b(?:fuel|diesel)\b`, nil},
		{"distance_report", `\b(?:km|kilometres|distance|miles)\b.*\b(?P<truck>PLATE)\b`, nil},
		{"maintenance_due", `\b(?:service|maintenance)\b`, nil},
		{"fleet_summary", `\b(?:fleet|summary|overview|how many trucks)\b`, nil},
		{"help", `\b(?:help|what can you do|commands)\b`, nil},
	}
}

// compiled is a rule ready to match.
type compiled struct {
	rule
	re *regexp.Regexp
}

func compile(list []rule) []compiled {
	out := make([]compiled, len(list))
	for i, r := range list {
		out[i] = compiled{r, regexp.MustCompile(`(?is)` + expand(r.pattern))}
	}
	return out
}
