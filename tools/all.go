package tools

import (
	"context"
	"log/slog"
	"time"

	"watchtower/events"
	"watchtower/fleet"
	"watchtower/store"
)

// desk is what the tools share: each tool is one of its methods.
type desk struct {
	store *store.Store
	// events is the queue that dead letters lie in; nil where there is none.
	events func() *events.Client
	// geocoder finds what neither the fleet nor the gazetteer knows; nil where there is none.
	geocoder func() *geocoder
	// sheets is the spreadsheet; nil where there is none.
	sheets func() *Sheets
	// model is the language model in use; nil where there is none.
	model func() *Model
	// router asks a routing server; nil where there is none.
	router func() RouterFunc
	roads  *fleet.Roads
	// named finds a tool for help, which explains the others.
	named func(string) *Tool
}

// Model is what is told of the language model: which one, its daily budget of
// tokens (0 for none), and what its usage cost in US dollars.
type Model struct {
	Name   string
	PerDay int64
	Cost   func(store.ModelUsage) float64
}

// RouterFunc finds a way by road.
type RouterFunc func(ctx context.Context, from, to fleet.Point) (fleet.Way, error)

// New makes the registry with every tool there is.
func New(s *store.Store, now func() time.Time, log *slog.Logger) *Registry {
	r := &Registry{store: s, now: now, log: log, tools: map[string]*Tool{}}
	d := &desk{store: s, sheets: func() *Sheets { return r.Sheets }, geocoder: r.geocoder, router: func() RouterFunc { return r.Router }, roads: fleet.NewRoads(), model: func() *Model { return r.Model }, events: func() *events.Client { return r.Events }, named: func(name string) *Tool { return r.tools[name] }}
	r.desk = d
	for _, t := range []*Tool{
		truckStatus(d), trucksNear(d), trucksAt(d), fleetSummary(d),
		truckHistory(d), placeVisits(d), distanceReport(d), idleReport(d), export(d),
		fuelReport(d), maintenanceDue(d), maintenanceLog(d), maintenancePlan(d),
		driverLookup(d), rank(d), compare(d),
		tripCreate(d), tripStatus(d), tripETA(d), tripUpdate(d), tripEdit(d), tripsList(d),
		truckSave(d), driverSave(d), clientSave(d), placeSave(d), tripSave(d),
		alertsList(d), alertStatus(d), alertUpdate(d),
		ruleList(d), ruleSave(d), ruleTest(d), alertStats(d),
		mute(d), unmute(d), mutesList(d), report(d), reportLimits(d), subscriptionSave(d), subscriptionsList(d),
		routeList(d), routeSave(d), stormUpdate(d), alertCatchup(d), alertsDigest(d), shiftHandover(d),
		me(d), preferencesSave(d), peopleList(d), personSave(d), auditList(d), towerStatus(d),
		deadLetters(d), deadLettersSettle(d),
		sheetsSync(d), sheetsStatus(d), sheetsSettle(d), sheetRow(d),
		help(d),
		tripHistory(d), tripDuplicate(d), tripBulk(d), tripRules(d), tripRuleSet(d),
	} {
		r.tools[t.Name] = t
		r.names = append(r.names, t.Name)
	}
	return r
}
