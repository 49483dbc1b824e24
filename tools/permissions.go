package tools

import "watchtower/fleet"

// right is who may run a tool.
type right struct {
	min    fleet.Role
	driver bool   // drivers too, about their own truck and trips
	words  string // what it is to do, for a refusal
}

// rights is the whole permission table. A tool without a row can be run by
// nobody but the system.
var rights = map[string]right{
	"help":           {min: fleet.Viewer, driver: true, words: "ask for help"},
	"truck_status":   {min: fleet.Viewer, driver: true, words: "see where a truck is"},
	"trucks_near":    {min: fleet.Viewer, words: "see which trucks are near"},
	"trucks_at":      {min: fleet.Viewer, words: "see which trucks are where"},
	"fleet_summary":  {min: fleet.Viewer, words: "see the whole fleet"},
	"trip_status":    {min: fleet.Viewer, driver: true, words: "see a trip"},
	"trip_eta":       {min: fleet.Viewer, driver: true, words: "see when a truck arrives"},
	"trip_history":   {min: fleet.Viewer, driver: true, words: "see what was changed in a trip"},
	"trips_list":     {min: fleet.Viewer, driver: true, words: "list trips"},
	"trip_create":    {min: fleet.Dispatcher, words: "create trips"},
	"trip_update":    {min: fleet.Dispatcher, driver: true, words: "change trips"},
	"trip_edit":      {min: fleet.Dispatcher, words: "edit trips"},
	"truck_save":     {min: fleet.Manager, words: "change trucks"},
	"driver_save":    {min: fleet.Manager, words: "change drivers"},
	"client_save":    {min: fleet.Manager, words: "change clients"},
	"place_save":     {min: fleet.Manager, words: "change places"},
	"trip_save":      {min: fleet.Manager, words: "take over trips"},
	"trip_duplicate": {min: fleet.Dispatcher, words: "create trips"},
	"trip_bulk":      {min: fleet.Dispatcher, words: "create trips"},
	"trip_rules":     {min: fleet.Dispatcher, words: "see the rules of trips"},
	"trip_rule_set":  {min: fleet.Manager, words: "set the rules of trips"},

	"truck_history":   {min: fleet.Viewer, driver: true, words: "see where a truck has been"},
	"place_visits":    {min: fleet.Viewer, driver: true, words: "see who was in a place"},
	"idle_report":     {min: fleet.Viewer, driver: true, words: "see how long trucks idled"},
	"export":          {min: fleet.Dispatcher, words: "take files"},
	"distance_report": {min: fleet.Viewer, driver: true, words: "see how far trucks went"},
	"fuel_report":     {min: fleet.Viewer, driver: true, words: "see diesel figures"},

	"maintenance_due":  {min: fleet.Viewer, driver: true, words: "see which trucks are due for service"},
	"maintenance_log":  {min: fleet.Dispatcher, words: "record services"},
	"maintenance_plan": {min: fleet.Manager, words: "set how often trucks are serviced"},
	"driver_lookup":    {min: fleet.Viewer, driver: true, words: "see who drives what"},

	"alerts_list":        {min: fleet.Viewer, driver: true, words: "list alerts"},
	"alert_status":       {min: fleet.Viewer, driver: true, words: "see an alert"},
	"alert_update":       {min: fleet.Dispatcher, words: "take care of alerts"},
	"storm_update":       {min: fleet.Dispatcher, words: "take care of alerts"},
	"mute":               {min: fleet.Dispatcher, words: "mute alerts"},
	"unmute":             {min: fleet.Dispatcher, words: "end mutes"},
	"mutes_list":         {min: fleet.Dispatcher, words: "see what is muted"},
	"alert_catchup":      {min: fleet.Viewer, driver: true, words: "see what they missed"},
	"alerts_digest":      {min: fleet.Viewer, words: "see what happened"},
	"shift_handover":     {min: fleet.Viewer, words: "see how a shift went"},
	"route_list":         {min: fleet.Dispatcher, words: "see where alerts are told"},
	"route_save":         {min: fleet.Manager, words: "say where alerts are told"},
	"rule_list":          {min: fleet.Dispatcher, words: "see the rules of alerts"},
	"rule_save":          {min: fleet.Manager, words: "change the rules of alerts"},
	"rule_test":          {min: fleet.Dispatcher, words: "try the rules of alerts"},
	"alert_stats":        {min: fleet.Dispatcher, words: "see figures about alerts"},
	"report":             {min: fleet.Dispatcher, words: "see reports"},
	"subscription_save":  {min: fleet.Dispatcher, words: "have reports sent to them"},
	"subscriptions_list": {min: fleet.Dispatcher, words: "have reports sent to them"},
	"rank":               {min: fleet.Dispatcher, words: "see who did most and least"},
	"compare":            {min: fleet.Dispatcher, words: "compare periods and trucks"},
	"people_list":        {min: fleet.Manager, words: "see the list of people"},
	"person_save":        {min: fleet.Admin, words: "give roles"},
	"audit_list":         {min: fleet.Manager, words: "see the audit"},
	"tower_status":       {min: fleet.Manager, words: "see how Watch Tower itself is doing"},
	"me":                 {min: fleet.Viewer, driver: true, words: "see who they are here"},
	"preferences_save":   {min: fleet.Viewer, driver: true, words: "change their settings"},

	"sheets_sync":   {min: fleet.Dispatcher, words: "sync the Google Sheet"},
	"sheets_status": {min: fleet.Dispatcher, words: "see how the Google Sheet is doing"},
	"sheets_settle": {min: fleet.Manager, words: "settle conflicts with the Google Sheet"},

	"dead_letters":        {min: fleet.Admin, words: "see dead letters"},
	"dead_letters_settle": {min: fleet.Admin, words: "settle dead letters"},
}

// aboutSelf says whether a tool is about the caller alone: it is open even to a driver whose name is not among the drivers.
func aboutSelf(tool string) bool { return tool == "help" || tool == "me" || tool == "preferences_save" }

// MayRun says whether a role may run a tool at all. What a driver sees of it is
// narrowed further by the tool.
func MayRun(role fleet.Role, tool string) bool {
	if role == fleet.System {
		return true
	}
	r, ok := rights[tool]
	if !ok {
		return false
	}
	if role == fleet.DriverRole {
		return r.driver
	}
	return role.AtLeast(r.min)
}

// Allowed is nil when a role may run a tool, else the refusal in words.
func Allowed(role fleet.Role, tool string) error {
	if MayRun(role, tool) {
		return nil
	}
	return refusal(role, tool)
}

// refusal says who may do what the caller may not.
func refusal(role fleet.Role, tool string) error {
	r, ok := rights[tool]
	if !ok {
		return fleet.Errorf(fleet.Forbidden, "Watch Tower does this by itself; people cannot ask for it.")
	}
	if role == fleet.DriverRole {
		return fleet.Errorf(fleet.Forbidden, "A driver may not %s. Ask a dispatcher.", r.words)
	}
	return fleet.Errorf(fleet.Forbidden, "A %s may not %s. Ask %s.", role, r.words, withArticle(string(r.min)))
}

// SeesPhones says whether a role is shown telephone numbers.
func SeesPhones(role fleet.Role) bool { return role.AtLeast(fleet.Dispatcher) }
