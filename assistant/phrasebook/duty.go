package phrasebook

import "maps"

// The duties are what people do here beside asking about trucks and trips:
// alerts in hand, mutes, people, settings, the books. Their words lie in
// data/duties.txt, what is copied from the sentence in data/captures.txt.
const (
	AlertStatus Intent = "alert_status"
	AlertUpdate Intent = "alert_update"
	Mute        Intent = "mute"
	Unmute      Intent = "unmute"
	MutesList   Intent = "mutes_list"
	StormUpdate Intent = "storm_update"
	CatchUp     Intent = "alert_catchup"
	HandOver    Intent = "shift_handover"
	Digest      Intent = "alerts_digest"
	RouteList   Intent = "route_list"
	RouteSave   Intent = "route_save"
	Report      Intent = "report"
	Me          Intent = "me"
	Preferences Intent = "preferences_save"
	PeopleList  Intent = "people_list"
	PersonSave  Intent = "person_save"
	AuditList   Intent = "audit_list"
	TowerStatus Intent = "tower_status"
	Subscribe   Intent = "subscription_save"
	Subscribed  Intent = "subscriptions_list"
	TripEdit    Intent = "trip_edit"
	TripHistory Intent = "trip_history"
	TripBulk    Intent = "trip_bulk"
	TripRules   Intent = "trip_rules"
	TripRuleSet Intent = "trip_rule_set"
	TripRepeat  Intent = "trip_duplicate"
	DeadLetters Intent = "dead_letters"
	DeadSettle  Intent = "dead_letters_settle"
	SheetsSync  Intent = "sheets_sync"
	SheetsState Intent = "sheets_status"
	SheetsKeep  Intent = "sheets_settle"
	TruckSave   Intent = "truck_save"
	DriverSave  Intent = "driver_save"
	ClientSave  Intent = "client_save"
	PlaceSave   Intent = "place_save"
	Help        Intent = "help"
	TrucksAt    Intent = "trucks_at"
	Export      Intent = "export"
	ServiceLog  Intent = "maintenance_log"
	ServicePlan Intent = "maintenance_plan"
	RuleList    Intent = "rule_list"
	RuleSave    Intent = "rule_save"
	RuleTest    Intent = "rule_test"
	AlertStats  Intent = "alert_stats"
)

// duties say which tool serves each, what it takes, and what it cannot do
// without.
var duties = map[Intent]spec{
	AlertStatus: {tool: "alert_status", about: "an alert", targets: []string{"alert_id"}, must: []string{"alert_id"}, open: true},
	AlertUpdate: {tool: "alert_update", about: "taking care of an alert", targets: []string{"alert_id"}, must: []string{"alert_id", "action"}, write: true, open: true},
	Mute:        {tool: "mute", about: "muting alerts", targets: []string{"truck"}, place: "place", write: true},
	Unmute:      {tool: "unmute", about: "ending a mute", targets: []string{"truck"}, place: "place", write: true},
	MutesList:   {tool: "mutes_list", about: "what is muted"},
	StormUpdate: {tool: "storm_update", about: "taking care of many alerts together", must: []string{"storm_id", "action"}, write: true},
	CatchUp:     {tool: "alert_catchup", about: "what you missed", targets: []string{"alert_id"}, open: true},
	HandOver:    {tool: "shift_handover", about: "the hand-over of a shift"},
	Digest:      {tool: "alerts_digest", about: "what was not worth a card", period: true},
	RouteList:   {tool: "route_list", about: "where alerts are told"},
	RouteSave:   {tool: "route_save", about: "where alerts are told from now on", targets: []string{"client"}, place: "place", write: true},
	Report:      {tool: "report", about: "a report in figures", targets: []string{"truck", "driver", "client"}, period: true},
	Me:          {tool: "me", about: "who you are here", open: true},
	Preferences: {tool: "preferences_save", about: "your settings", write: true, open: true},
	PeopleList:  {tool: "people_list", about: "who has access"},
	PersonSave:  {tool: "person_save", about: "a person's role", targets: []string{"person", "driver"}, must: []string{"person"}, write: true},
	AuditList:   {tool: "audit_list", about: "who changed what", targets: []string{"person", "trip_id", "waybill"}, period: true},
	Subscribe:   {tool: "subscription_save", about: "a report sent to you", targets: []string{"truck", "driver", "client"}, write: true},
	Subscribed:  {tool: "subscriptions_list", about: "the reports sent to you"},
	TowerStatus: {tool: "tower_status", about: "Watch Tower itself"},
	TripEdit:    {tool: "trip_edit", about: "what a trip says", targets: []string{"trip_id", "truck", "client", "driver", "waybill", "container"}, write: true, measures: map[kind]string{kFeet: "container_size"}},
	TripHistory: {tool: "trip_history", about: "what was changed in a trip", targets: []string{"trip_id", "truck", "waybill", "container", "self"}, needs: "trip_id", open: true},
	TripBulk:    {tool: "trip_bulk", about: "many trips from a table", write: true},
	TripRules:   {tool: "trip_rules", about: "the rules of trips"},
	TripRuleSet: {tool: "trip_rule_set", about: "a rule of trips", must: []string{"rule", "does"}, write: true},
	TripRepeat:  {tool: "trip_duplicate", about: "a trip like an earlier one", targets: []string{"trip_id", "truck", "driver"}, must: []string{"trip_id", "start"}, write: true},
	DeadLetters: {tool: "dead_letters", about: "dead letters"},
	DeadSettle:  {tool: "dead_letters_settle", about: "settling a dead letter", must: []string{"action", "id"}, write: true},
	SheetsSync:  {tool: "sheets_sync", about: "syncing the Google Sheet", write: true},
	SheetsState: {tool: "sheets_status", about: "how the Google Sheet is doing"},
	SheetsKeep:  {tool: "sheets_settle", about: "settling a conflict with the Google Sheet", must: []string{"conflict", "keep"}, write: true},
	TruckSave:   {tool: "truck_save", about: "adding or changing a truck", targets: []string{"driver"}, must: []string{"plate"}, write: true, measures: map[kind]string{kFeet: "container_size"}},
	DriverSave:  {tool: "driver_save", about: "adding or changing a driver", must: []string{"name"}, write: true},
	ClientSave:  {tool: "client_save", about: "adding or changing a client", must: []string{"name"}, write: true},
	PlaceSave:   {tool: "place_save", about: "adding or moving a place", must: []string{"name", "latitude", "longitude"}, write: true},
	Help:        {tool: "help", about: "help", open: true},
	TrucksAt:    {tool: "trucks_at", about: "which trucks are where"},
	Export:      {tool: "export", about: "a file", targets: []string{"truck", "trucks", "driver", "client"}, place: "place", period: true},
	RuleList:    {tool: "rule_list", about: "what alerts are made by", targets: []string{"truck", "client"}, place: "place"},
	RuleSave:    {tool: "rule_save", about: "a rule of alerts", targets: []string{"truck", "client"}, place: "place", must: []string{"kind"}, write: true},
	RuleTest:    {tool: "rule_test", about: "a dry run of an alert rule", targets: []string{"truck", "client"}, place: "place", must: []string{"kind"}},
	AlertStats:  {tool: "alert_stats", about: "figures about alerts", targets: []string{"truck"}, place: "place", period: true},
	ServiceLog:  {tool: "maintenance_log", about: "what was done to a truck", targets: []string{"truck"}, must: []string{"truck"}, write: true, measures: map[kind]string{kDistance: "odometer_km"}},
	ServicePlan: {tool: "maintenance_plan", about: "how often trucks are serviced", targets: []string{"truck"}, write: true, measures: map[kind]string{kDistance: "every_km"}},
}

// specOf is how an intent is served; the zero spec for none.
func specOf(in Intent) spec {
	if sp, ok := specs[in]; ok {
		return sp
	}
	return duties[in]
}

// Open says whether the intent's tool itself knows what a driver may see of it.
func Open(in Intent) bool { return specOf(in).open }

// needForDuty asks for what a duty cannot do without.
func (s sentence) needForDuty(u *Understanding, need func(string)) {
	for _, arg := range duties[u.Intent].must {
		need(arg)
	}
	switch u.Intent {
	case AlertUpdate:
		if arg := map[any]string{"snooze": "until", "assign": "assignee", "note": "note"}[u.Args["action"]]; arg != "" {
			need(arg)
		}
	case Mute:
		if !named(u.Args, []string{"truck", "kind", "place"}) && len(u.Missing) == 0 {
			need("truck")
		}
	case Unmute:
		if !named(u.Args, []string{"id", "truck", "kind", "place"}) && len(u.Missing) == 0 {
			need("truck")
		}
	case RuleSave:
		if !named(u.Args, []string{"figures", "on", "severity", "reset"}) && len(u.Missing) == 0 {
			need("figures")
		}
	case Preferences:
		s.needForPreferences(u, need)
	case PersonSave:
		if !named(u.Args, []string{"role", "driver", "active"}) {
			need("role")
		}
	case TripEdit:
		if !named(u.Args, []string{"trip_id", "on_truck"}) {
			need("trip_id")
		}
		if !named(u.Args, editable) && len(u.Missing) == 0 {
			need("change")
		}
	}
}

// editable are the parts of a trip that a sentence can put right.
var editable = []string{"truck", "driver", "client", "origin", "destination", "container", "container_size", "cargo", "waybill", "start", "planned", "actual", "by_hand",
	"consignee", "motor_boy", "tdo", "call_up", "interchange", "weight_t", "diesel_l", "allowance_naira", "empty_return"}

func (s sentence) needForPreferences(u *Understanding, need func(string)) {
	_, from := u.Args["quiet_from"]
	_, to := u.Args["quiet_to"]
	quiet := s.book.readSlot("setting", Preferences, s.plain) == "quiet" || from && u.Args["quiet_from"] != "none" || to || len(u.Missing) > 0
	switch {
	case u.Args["quiet_from"] == "none":
	case quiet:
		need("quiet_from")
		need("quiet_to")
	case len(u.Args) == 0:
		need("setting")
	}
}

// allSpecs are the questions and the duties together.
func allSpecs() map[Intent]spec {
	all := maps.Clone(specs)
	maps.Copy(all, duties)
	return all
}
