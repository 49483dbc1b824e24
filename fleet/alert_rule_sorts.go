package fleet

// ruleSorts are never written to. Their defaults are the published figures of
// trackers and platforms, of the road and port authorities, and of the 2025
// pilot with a container haulier in Lagos; what is our own choice says so.
var ruleSorts = []RuleSort{
	{Kind: AlertSOS, Title: "SOS", About: "the driver presses the emergency button", Severity: Critical, On: true, Vendor: true},
	{Kind: AlertCrash, Title: "Crash", About: "the tracker feels a crash", Severity: Critical, On: true, Vendor: true},
	{Kind: AlertTheft, Title: "Possible fuel theft", About: "the tank falls while the truck stands, or LocoNav says so", Severity: Critical, On: true, Params: []RuleParam{
		{"litres", "least fuel loss", UnitLitres, 10, 2, 500, "Wialon's and Navixy's least theft volume; 10 l is our choice"},
		{"percent", "least fuel loss in percent", UnitPercent, 3, 0, 50, "our choice: of the tank, what its sensor errs by"},
		{"stop", "least stop", UnitMinutes, 5, 1, 120, "Wialon's least stay before a theft; 5 min is our choice"},
	}},
	{Kind: AlertRemoval, Title: "Device removal", About: "somebody takes the tracker out", Severity: Critical, On: true, Vendor: true},
	{Kind: AlertAntiTheft, Title: "Anti-theft", About: "the tracker's own theft alarm", Severity: Critical, On: true, Vendor: true},
	{Kind: AlertMovement, Title: "Unauthorised movement", About: "a truck moves at night without a trip, or one that is out of service moves", Severity: Critical, On: true, Params: []RuleParam{
		{"from", "start of the night", UnitClock, 22, 0, 24, nightSource},
		{"to", "end of the night", UnitClock, 5, 0, 24, nightSource},
		{"metres", "way it may be moved", UnitMetres, 500, 50, 20000, "our choice: shunting inside a yard stays below it"},
	}},
	{Kind: AlertOverspeed, Title: "Overspeed", About: "a truck is faster than the limit, for a while", Severity: Warning, On: true, Params: []RuleParam{
		{"limit", "overspeed limit", UnitSpeed, 60, 20, 140, "FRSC: tankers and trailers 60 km/h on expressways"},
		{"margin", "overspeed margin", UnitSpeed, 5, 0, 30, "our choice: what GPS speed errs by"},
		{"for", "overspeed time", UnitMinutes, 1, 0, 30, "one minute, so that an overtaking is none (Traccar leaves it unset)"},
	}},
	{Kind: AlertZone, Title: "Zone without permission", About: "a truck is in a restricted place without a trip there", Severity: Warning, On: true, Params: []RuleParam{
		{"dwell", "time inside", UnitMinutes, 2, 0, 240, "our choice: passing the gate is none"},
	}},
	{Kind: AlertFatigue, Title: "Fatigue", About: "a driver drives on without a rest", Severity: Warning, On: true, Params: []RuleParam{
		{"drive", "driving time", UnitHours, 4.5, 1, 12, "EU rule 561/2006, article 7: 4.5 h; Nigeria names none for trucks"},
		{"rest", "rest", UnitMinutes, 30, 5, 240, "EU rule 561/2006: the longer part of a split break"},
	}},
	{Kind: AlertNight, Title: "Night driving", About: "a truck drives at night", Severity: Warning, On: true, Params: []RuleParam{
		{"from", "start of the night", UnitClock, 22, 0, 24, nightSource},
		{"to", "end of the night", UnitClock, 5, 0, 24, nightSource},
		{"for", "night driving time", UnitMinutes, 60, 1, 240, "our choice: a truck that leaves Lagos from 21:00, as the state's truck hours ask, gets to the parks of Sagamu and Ogere in it"},
	}},
	{Kind: AlertStoppage, Title: "Unplanned stop", About: "a truck on a trip stands outside its places, and not for a rest or the night in a town", Severity: Warning, On: true, Params: []RuleParam{
		{"for", "unplanned stop", UnitMinutes, 30, 5, 1440, "Fleetbase: prolonged stop after 30 min"},
	}},
	{Kind: AlertDeviation, Title: "Route deviation", About: "a truck on a trip is far off its usual way", Severity: Warning, On: true, Params: []RuleParam{
		{"off", "distance off the route", UnitMetres, 2000, 100, 50000, "Fleetbase has 500 m; ours is wider, because fixes are minutes apart and roads run parallel"},
		{"for", "time off the route", UnitMinutes, 5, 1, 240, "LocoNav's published sample: half of all deviations are over in 6.6 min"},
	}},
	{Kind: AlertLateDeparture, Title: "Late departure", About: "a trip has not left when it was to", Severity: Warning, On: true, Params: []RuleParam{
		{"grace", "grace for leaving", UnitMinutes, 120, 5, 1440, "Lagos pilot 2025: 2 h after the planned departure (Fleetbase: 15 min)"},
	}},
	{Kind: AlertDelay, Title: "Predicted late arrival", About: "a trip will not arrive as planned", Severity: Warning, On: true, Params: []RuleParam{
		{"by", "lateness", UnitMinutes, 60, 10, 1440, "our choice: an hour still lets the client plan anew"},
	}},
	{Kind: AlertOverstay, Title: "Stay too long", About: "a truck stays too long at a terminal or client", Severity: Warning, On: true, Params: []RuleParam{
		{"terminal", "stay at a terminal or port", UnitHours, 24, 1, 336, "our choice: a third of the 72 h after which an Eto call-up lapses"},
		{"client", "stay at a client", UnitHours, 6, 1, 336, "our choice: offloading takes half a working day; the night from 22:00 to 05:00 does not count"},
	}},
	{Kind: AlertCallUp, Title: "Call-up about to lapse", About: "a trip's Eto call-up ticket lapses soon", Severity: Warning, On: true, Params: []RuleParam{
		{"before", "warning before the lapse", UnitHours, 12, 1, 72, "TTP: a ticket lapses 72 h after pre-gate; 12 h leave one night of truck hours"},
	}},
	{Kind: AlertOffline, Title: "Silent truck", About: "a truck's tracker is silent, judged by how it last moved", Severity: Warning, On: true, Params: []RuleParam{
		{"moving", "silence on the road", UnitMinutes, 15, 5, 1440, "Traccar has 600 s; 15 min, because 3G fails between towns"},
		{"parked", "silence in parking", UnitMinutes, 240, 15, 10080, "our choice: parked trackers sleep and report hourly (Motive: 24 h when last seen parked)"},
	}},
	{Kind: AlertIdle, Title: "Idling", About: "the engine runs while the truck stands; in a queue it goes to the digest", Severity: Warning, On: true, Params: []RuleParam{
		{"for", "idle time", UnitMinutes, 20, 3, 720, "Lagos pilot 2025: more than 20 min with the ignition on"},
		{"queue", "idle time in a queue", UnitMinutes, 120, 3, 1440, "our choice: at terminal, port, depot, client and park trucks queue"},
	}},
	{Kind: AlertRefuel, Title: "Short refuel", About: "less was filled than issued; LocoNav's own notes of refuelling stay information", Severity: Warning, On: true, Params: []RuleParam{
		{"short", "fuel short", UnitLitres, 15, 2, 500, "our choice: above what a level sensor errs by"},
	}},
	{Kind: AlertPhone, Title: "Driver on the phone", About: "the camera sees a phone", Severity: Warning, On: true, Vendor: true},
	{Kind: AlertDistract, Title: "Driver distracted", About: "the camera sees the driver look away", Severity: Warning, On: true, Vendor: true},
	{Kind: AlertReport, Title: "Report limits", About: "a figure of the daily report is beyond its limit", Severity: Warning, On: true, Fleet: true, Params: []RuleParam{
		{"on_time", "limit of departures on time", UnitPercent, 70, 0, 100, "our choice: below it every third trip left late"},
		{"utilisation", "limit of utilisation", UnitPercent, 50, 0, 100, "our choice: below it every other truck day earned nothing"},
		{"stolen", "limit of diesel suspected stolen", UnitLitres, 40, 0, 100000, "our choice: more than one jerrycan in a day"},
		{"silent", "limit of silent trucks", UnitPercent, 20, 0, 100, "our choice: one truck in five, which is no longer single trackers"},
	}},
	{Kind: AlertService, Title: "Service due", About: "a truck's next service is near or overdue", Severity: Info, On: true, Params: []RuleParam{
		{"days", "days ahead of a service", UnitDays, 0, 0, 60, "our choice: on the day itself"},
		{"km", "distance ahead of a service", UnitKm, 500, 0, 10000, "our choice: more than a run from Lagos to Benin"},
	}},
	{Kind: AlertGeofence, Title: "Place entry and exit", About: "a truck comes to a place or leaves it", Severity: Info, On: true, Params: []RuleParam{
		{"dwell", "time inside", UnitMinutes, 5, 0, 240, "Lagos pilot 2025: 5 min for a valid entry"},
	}},
	{Kind: AlertBraking, Title: "Harsh braking", About: "a truck brakes harshly more often than this", Severity: Info, On: true, Params: harsh("harsh brakings")},
	{Kind: AlertAccel, Title: "Harsh acceleration", About: "a truck accelerates harshly more often than this", Severity: Info, On: true, Params: harsh("harsh accelerations")},
	{Kind: AlertTurn, Title: "Sharp turns", About: "a truck turns sharply more often than this", Severity: Info, On: true, Params: harsh("sharp turns")},
	{Kind: AlertDTC, Title: "Fault code", About: "the engine reports a fault", Severity: Info, On: true, Vendor: true},
	{Kind: AlertBattery, Title: "Low battery", About: "the tracker's or the truck's battery is low", Severity: Info, On: true, Vendor: true},
	{Kind: AlertIgnition, Title: "Ignition", About: "the ignition goes on or off", Severity: Info, On: true, Vendor: true},
	{Kind: AlertOverrev, Title: "Overrevving", About: "the engine turns too fast", Severity: Info, On: true, Vendor: true},
}

const nightSource = "our choice: night robbery on unlit roads; convoys park from 22:00"

// harsh is the one figure of the three harsh kinds.
func harsh(words string) []RuleParam {
	return []RuleParam{{"per_hour", "number of " + words, UnitAnHour, 3, 1, 60,
		"our choice: in LocoNav's published sample the three kinds together are 2 a day"}}
}
