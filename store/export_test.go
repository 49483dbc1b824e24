package store

import "watchtower/fleet"

// MarkEvery makes marks so dense that short histories have some.
func (a *Applier) MarkEvery(n int) { a.markEvery = n }

// Remembered is for how many fixes a fold that read a stretch still holds what
// was said of them.
func Remembered(stretch []fleet.Position) int {
	f := &fold{fixes: stretch, was: map[int64]fleet.RejectReason{}, says: map[int64]fleet.RejectReason{}}
	f.run(func(fleet.Point) []*fleet.Place { return nil }, markEvery)
	f.settle()
	return max(len(f.was), len(f.says))
}

// AlertStatements are what the watch, the alerts and their telling send all day,
// by name.
func AlertStatements() map[string]string {
	active, _ := AlertQuery{Statuses: []fleet.AlertStatus{fleet.AlertOpen}}.where()
	day, _ := AlertQuery{Window: &fleet.Window{}}.where()
	return map[string]string{
		"dueWatches": dueWatches, "addWatches": addWatches, "holdWatches": holdWatches, "setWatches": setWatches,
		"watchTrucks": watchTrucks, "statesOf": statesOf, "watchStays": watchStays, "watchIdles": watchIdles, "watchDrives": watchDrives, "watchTold": watchTold,
		"watchTrips": watchTrips, "watchExpected": watchExpected, "watchServices": watchServices, "watchIncidents": watchIncidents, "watchFixes": watchFixes,
		"lockTrucks": lockTrucks, "insertFound": insertFound, "changeFound": changeFound, "saveIncidents": saveIncidents, "joinRules": joinRules, "joinSame": joinSame,
		"ruleSubjects": ruleSubjects, "takeExpected": takeExpected, "saveExpected": saveExpected, "tripsOnRoute": tripsOnRoute,
		"lockAlert": lockAlert, "alertByID": alertByID, "muteOfAlert": muteOfAlert, "tellingOf": tellingOf, "followsDue": followsDue,
		"heldFor": heldFor, "takeHeld": takeHeld, "snoozesOver": snoozesOver, "alertHistory": alertHistory,
		"stormsOpen": stormsOpen, "cardsLately": cardsLately, "takeCards": takeCards, "stormCounts": stormCounts, "stormPlaces": stormPlaces,
		"stormAlerts": stormAlerts, "stormMembers": stormMembers, "stormsToDraw": stormsToDraw, "stormsDue": stormsDue, "stormTouched": stormTouched,
		"digestKinds": digestKinds, "digestTrucks": digestTrucks,
		"countAlerts, active": countAlerts + active, "countAlerts, in a time": countAlerts + day, "alertsByKind": alertsByKind + day + " GROUP BY 1",
	}
}
