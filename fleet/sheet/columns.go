package sheet

import (
	"fmt"
	"slices"
	"strings"

	"watchtower/fleet"
)

// Kind is one table: a tab of the spreadsheet.
type Kind string

// The tables, in the order in which they are synced: a truck names its driver,
// a trip names them all.
const (
	Drivers Kind = "drivers"
	Clients Kind = "clients"
	Places  Kind = "places"
	Trucks  Kind = "trucks"
	Trips   Kind = "trips"
)

// Kinds lists every table in that order.
func Kinds() []Kind { return []Kind{Drivers, Clients, Places, Trucks, Trips} }

// Type says how a cell of a column is read.
type Type int

// The types of column.
const (
	Text   Type = iota
	Name        // what the row itself is called; single spaces
	Refer       // the name of a row of another table
	Refers      // several, split by |
	List        // words split by |, in any order
	Code        // letters and digits count, as in container numbers
	Digits      // a number that is a name, such as an IMEI
	Phone       // as people write it
	Number      // with decimals
	Whole       // without
	Moment      // date and time in the spreadsheet's zone
	YesNo
	Option // one of Column.Options
)

// Policy says which side a cell follows when both have changed it.
type Policy string

// The policies. Whatever a policy drops is kept as a conflict and told of.
const (
	SheetWins Policy = "sheet"
	TowerWins Policy = "tower"
	Ask       Policy = "ask"
)

// Valid says whether p is a policy at all.
func (p Policy) Valid() bool { return p == SheetWins || p == TowerWins || p == Ask }

// Column is one column that both sides know.
type Column struct {
	Name    string // as the tools call it
	Header  string // as setup writes it
	Also    []string
	Type    Type
	Policy  Policy
	Options []string // of an Option
	Table   Kind     // that a Refer or Refers names rows of
	// Ours is written by Watch Tower alone: an edit in the sheet is put back,
	// and kept as a conflict.
	Ours bool
	// Default is what an empty cell of a new row means.
	Default string
}

// The headers of the two columns that every tab has beside its own.
const (
	IDHeader   = "Watch Tower ID"
	SaysHeader = "Watch Tower says"
)

// Tab is the title of a table's tab.
func (k Kind) Tab() string {
	return map[Kind]string{Drivers: "Drivers", Clients: "Clients", Places: "Places", Trucks: "Trucks", Trips: "Trips"}[k]
}

// One is what one row of the table is called.
func (k Kind) One() string {
	return map[Kind]string{Drivers: "driver", Clients: "client", Places: "place", Trucks: "truck", Trips: "trip"}[k]
}

// Key is the column that a row is known by among people; always the first.
func (k Kind) Key() Column { return Columns(k)[0] }

// Columns are the columns of a table.
func Columns(k Kind) []Column {
	switch k {
	case Drivers:
		return []Column{
			{Name: "name", Header: "Name", Also: []string{"Driver", "Driver name"}, Type: Name, Policy: Ask},
			{Name: "phone", Header: "Phone", Also: []string{"Telephone", "Mobile"}, Type: Phone, Policy: SheetWins},
			{Name: "licence", Header: "Licence", Also: []string{"License", "Driving licence"}, Policy: SheetWins},
			{Name: "active", Header: "Active", Type: YesNo, Policy: Ask, Default: "yes"},
		}
	case Clients:
		return []Column{
			{Name: "name", Header: "Name", Also: []string{"Client", "Client name", "Customer"}, Type: Name, Policy: Ask},
			{Name: "contact", Header: "Contact", Also: []string{"Contact person"}, Policy: SheetWins},
			{Name: "phone", Header: "Phone", Also: []string{"Telephone", "Mobile"}, Type: Phone, Policy: SheetWins},
		}
	case Places:
		return []Column{
			{Name: "name", Header: "Name", Also: []string{"Place", "Place name"}, Type: Name, Policy: Ask},
			{Name: "kind", Header: "Kind", Also: []string{"Type"}, Type: Option, Options: fleet.PlaceKinds[:], Policy: SheetWins, Default: "depot"},
			{Name: "latitude", Header: "Latitude", Also: []string{"Lat"}, Type: Number, Policy: Ask},
			{Name: "longitude", Header: "Longitude", Also: []string{"Lon", "Lng"}, Type: Number, Policy: Ask},
			{Name: "radius_m", Header: "Radius m", Also: []string{"Radius"}, Type: Number, Policy: Ask, Default: "300"},
			{Name: "aliases", Header: "Also called", Also: []string{"Aliases"}, Type: List, Policy: Ask},
		}
	case Trucks:
		return []Column{
			{Name: "plate", Header: "Plate", Also: []string{"Truck", "Registration", "Plate number"}, Type: Name, Policy: Ask},
			{Name: "imei", Header: "IMEI", Also: []string{"Tracker"}, Type: Digits, Policy: TowerWins},
			{Name: "make", Header: "Make", Policy: SheetWins},
			{Name: "model", Header: "Model", Policy: SheetWins},
			{Name: "container_size", Header: "Container ft", Also: []string{"Container size"}, Type: Whole, Policy: SheetWins},
			{Name: "driver", Header: "Driver", Also: []string{"Usual driver"}, Type: Refer, Table: Drivers, Policy: Ask},
			{Name: "active", Header: "Active", Type: YesNo, Policy: Ask, Default: "yes"},
		}
	}
	return tripColumns()
}

func tripColumns() []Column {
	statuses := []string{"scheduled", "loading", "en route", "arrived", "offloading", "completed", "cancelled", "failed"}
	at := func(name, header string) Column {
		return Column{Name: name, Header: header, Type: Moment, Policy: TowerWins, Ours: true}
	}
	return []Column{
		{Name: "ref", Header: "Trip", Also: []string{"Trip number", "Trip no", "Trip id"}, Type: Name, Policy: TowerWins, Ours: true},
		{Name: "truck", Header: "Truck", Also: []string{"Plate"}, Type: Refer, Table: Trucks, Policy: Ask},
		{Name: "driver", Header: "Driver", Type: Refer, Table: Drivers, Policy: Ask},
		{Name: "client", Header: "Client", Also: []string{"Customer"}, Type: Refer, Table: Clients, Policy: SheetWins},
		{Name: "origin", Header: "From", Also: []string{"Origin"}, Type: Refer, Table: Places, Policy: Ask},
		{Name: "destination", Header: "To", Also: []string{"Destination"}, Type: Refer, Table: Places, Policy: Ask},
		{Name: "stops", Header: "Stops", Type: Refers, Table: Places, Policy: Ask},
		{Name: "start", Header: "Planned start", Also: []string{"Start"}, Type: Moment, Policy: Ask},
		{Name: "status", Header: "Status", Type: Option, Options: statuses, Policy: TowerWins, Default: "scheduled"},
		{Name: "container", Header: "Container", Also: []string{"Container no"}, Type: Code, Policy: SheetWins},
		{Name: "container_size", Header: "Container ft", Also: []string{"Container size"}, Type: Whole, Policy: SheetWins},
		{Name: "cargo", Header: "Cargo", Policy: SheetWins},
		{Name: "waybill", Header: "Waybill", Also: []string{"Waybill no"}, Policy: SheetWins},
		{Name: "consignee", Header: "Consignee", Policy: SheetWins},
		{Name: "motor_boy", Header: "Motor boy", Policy: SheetWins},
		{Name: "weight_t", Header: "Weight t", Also: []string{"Weight", "Tonnes"}, Type: Number, Policy: SheetWins},
		{Name: "tdo", Header: "TDO", Policy: SheetWins},
		{Name: "call_up", Header: "Call-up ticket", Also: []string{"Eto", "Call up"}, Policy: SheetWins},
		{Name: "empty_return", Header: "Empty back to", Type: Refer, Table: Places, Policy: SheetWins},
		{Name: "interchange", Header: "Interchange slip", Policy: SheetWins},
		{Name: "diesel_l", Header: "Diesel l", Also: []string{"Diesel litres"}, Type: Number, Policy: SheetWins},
		{Name: "diesel_naira", Header: "Diesel naira", Type: Number, Policy: SheetWins},
		{Name: "allowance_naira", Header: "Allowance naira", Also: []string{"Allowance"}, Type: Number, Policy: SheetWins},
		{Name: "reason", Header: "Reason", Policy: Ask},
		at("at_origin_at", "At origin"), at("loading_at", "Loading"), at("loaded_at", "Loaded"), at("departed_at", "Departed"),
		at("arrived_at", "Arrived"), at("offloading_at", "Offloading"), at("completed_at", "Completed"), at("returned_at", "Empty returned"),
	}
}

// ColumnOf finds a column of a table by the name that the tools use.
func ColumnOf(k Kind, name string) (Column, bool) {
	list := Columns(k)
	at := slices.IndexFunc(list, func(c Column) bool { return c.Name == name })
	if at < 0 {
		return Column{}, false
	}
	return list[at], true
}

// Policies are changes of the columns' policies.
type Policies map[Kind]map[string]Policy

// ParsePolicies reads "trucks.driver=sheet,places.latitude=ask".
func ParsePolicies(text string) (Policies, error) {
	out := Policies{}
	for entry := range strings.SplitSeq(text, ",") {
		if entry = strings.TrimSpace(entry); entry == "" {
			continue
		}
		cell, policy, _ := strings.Cut(entry, "=")
		table, name, _ := strings.Cut(strings.TrimSpace(cell), ".")
		kind, p := Kind(table), Policy(strings.TrimSpace(policy))
		c, known := ColumnOf(kind, name)
		if !slices.Contains(Kinds(), kind) || !known || !p.Valid() || c.Ours {
			return nil, fmt.Errorf("cannot be read at %q; write table.column=sheet, =tower or =ask, such as trucks.driver=sheet", entry)
		}
		if out[kind] == nil {
			out[kind] = map[string]Policy{}
		}
		out[kind][name] = p
	}
	return out, nil
}

// Columns are the columns of a table under these policies.
func (p Policies) Columns(k Kind) []Column {
	list := Columns(k)
	for i, c := range list {
		if changed, ok := p[k][c.Name]; ok {
			list[i].Policy = changed
		}
	}
	return list
}

// Named says whether a header means this column.
func (c Column) Named(header string) bool {
	key := fleet.Key(header)
	return key != "" && (key == fleet.Key(c.Header) || slices.ContainsFunc(c.Also, func(h string) bool { return fleet.Key(h) == key }))
}
