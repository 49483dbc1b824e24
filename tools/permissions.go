package tools

import "watchtower/fleet"

// right is who may run a tool.
type right struct {
	min    fleet.Role
	driver bool // drivers too, about their own truck and trips
}

// rights is the whole permission table. A tool without a row can be run by
// nobody but the system.
var rights = map[string]right{
	"help":          {min: fleet.Viewer, driver: true},
	"truck_status":  {min: fleet.Viewer, driver: true},
	"trucks_near":   {min: fleet.Viewer},
	"fleet_summary": {min: fleet.Viewer},
	"trip_status":   {min: fleet.Viewer, driver: true},
	"trips_list":    {min: fleet.Viewer, driver: true},
	"trip_create":   {min: fleet.Dispatcher},
	"trip_update":   {min: fleet.Dispatcher, driver: true},
	"truck_save":    {min: fleet.Manager},
	"driver_save":   {min: fleet.Manager},
	"client_save":   {min: fleet.Manager},
	"place_save":    {min: fleet.Manager},
	"trip_save":     {min: fleet.Manager},

	"dead_letters":        {min: fleet.Admin},
	"dead_letters_settle": {min: fleet.Admin},
}

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

// SeesPhones says whether a role is shown telephone numbers.
func SeesPhones(role fleet.Role) bool { return role.AtLeast(fleet.Dispatcher) }
