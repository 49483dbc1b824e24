package phrasebook

// Intent is what a sentence is about.
type Intent string

const (
	TruckLocation Intent = "truck_location"
	TrucksNear    Intent = "trucks_near"
	TripStatus    Intent = "trip_status"
	ListTrips     Intent = "list_trips"
	CreateTrip    Intent = "create_trip"
	UpdateTrip    Intent = "update_trip"
	ETA           Intent = "eta"
	FleetSummary  Intent = "fleet_summary"
	TruckHistory  Intent = "truck_history"
	IdleReport    Intent = "idle_report"
	FuelReport    Intent = "fuel_report"
	AlertsList    Intent = "alerts_list"
	Geofence      Intent = "geofence_status"
	DriverLookup  Intent = "driver_lookup"
	Ranking       Intent = "top_bottom_ranking"
	Distance      Intent = "distance_travelled"
	Maintenance   Intent = "maintenance_due"
	Compare       Intent = "compare_periods"
	SmallTalk     Intent = "small_talk"
	OutOfScope    Intent = "out_of_scope"
	Injection     Intent = "injection"
	Ambiguous     Intent = "ambiguous"
)

// spec says which tool serves an intent and what it takes from a sentence.
type spec struct {
	tool     string
	about    string   // for people: "I understood that you ask about ..."
	targets  []string // the arguments that can name what is asked about
	needs    string   // what is missing when no target was named; "" when none is needed
	place    string   // the argument a place goes to
	period   bool
	must     []string // what it cannot do without
	write    bool
	open     bool            // the tool itself knows what a driver may see
	measures map[kind]string // measure -> argument
}

var (
	whatever = []string{"truck", "trucks", "driver", "trip_id", "waybill", "container", "self"}
	oneTrip  = []string{"truck", "trucks", "driver", "trip_id", "waybill", "container", "client", "self"}
	whoever  = []string{"truck", "trucks", "driver", "trip_id", "client", "self"}
	aThing   = map[kind]string{kDuration: "threshold", kSpeed: "threshold", kVolume: "threshold", kDistance: "threshold"}
)

var specs = map[Intent]spec{
	TruckLocation: {tool: "truck_status", about: "where a truck is", targets: whatever, needs: "truck"},
	TrucksNear:    {tool: "trucks_near", about: "trucks near a place", place: "place", measures: map[kind]string{kDistance: "radius_km", kFeet: "container_size", kCount: "limit"}},
	TripStatus:    {tool: "trip_status", about: "a trip", targets: oneTrip, needs: "trip_id", place: "destination"},
	ListTrips:     {tool: "trips_list", about: "trips", targets: []string{"truck", "trucks", "driver", "client", "waybill", "container", "self"}, place: "route", period: true, measures: map[kind]string{kFeet: "container_size"}},
	CreateTrip:    {tool: "trip_create", about: "a new trip", targets: []string{"truck", "driver", "client", "waybill", "container"}, place: "route", write: true, measures: map[kind]string{kFeet: "container_size"}},
	UpdateTrip:    {tool: "trip_update", about: "a change to a trip", targets: []string{"truck", "driver", "trip_id", "waybill", "container", "client", "self"}, needs: "trip_id", place: "place", period: true, write: true},
	ETA:           {tool: "trip_eta", about: "when a truck arrives", targets: oneTrip, needs: "truck", place: "destination"},
	FleetSummary:  {tool: "fleet_summary", about: "the whole fleet", period: true},
	TruckHistory:  {tool: "truck_history", about: "where a truck has been", targets: whatever, needs: "truck", place: "destination", period: true},
	IdleReport:    {tool: "idle_report", about: "idling", targets: whoever, place: "place", period: true, measures: aThing},
	FuelReport:    {tool: "fuel_report", about: "fuel", targets: whoever, period: true, measures: aThing},
	AlertsList:    {tool: "alerts_list", about: "alerts", targets: whoever, place: "place", period: true, measures: aThing},
	Geofence:      {tool: "place_visits", about: "visits to a place", targets: whatever, place: "place", period: true},
	DriverLookup:  {tool: "driver_lookup", about: "a driver", targets: whatever, needs: "driver", period: true},
	Ranking:       {tool: "rank", about: "the best or worst", targets: []string{"client"}, period: true, measures: map[kind]string{kCount: "limit"}},
	Distance:      {tool: "distance_report", about: "distance covered", targets: whatever, period: true, measures: aThing},
	Maintenance:   {tool: "maintenance_due", about: "service", targets: []string{"truck", "trucks", "self"}, period: true, measures: aThing},
	Compare:       {tool: "compare", about: "a comparison of two periods", targets: whoever, period: true},
}

// About names what an intent is about, for people; "" for none.
func About(in Intent) string { return specOf(in).about }

// units of a threshold, by what was measured.
var thresholdUnit = map[kind]string{kDuration: "min", kSpeed: "km/h", kVolume: "L", kDistance: "km"}

// targetArgs are every argument that says which truck, trip or person.
var targetArgs = []string{"alert_id", "person", "truck", "trucks", "near_truck", "driver", "trip_id", "waybill", "container", "self"}
