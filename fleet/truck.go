package fleet

// Truck is one vehicle of the fleet.
type Truck struct {
	ID            int64
	Plate         string // as people write it
	IMEI          string // of the tracker; may be empty
	Make, Model   string
	Group         string // of trucks that rules are made for; empty for none
	ContainerSize int    // 20 or 40 ft; 0 when unknown
	DriverID      int64  // usual driver; 0 when none
	Driver        string
	Active        bool
	Flag          string // why someone should look, e.g. registered from a push; empty when fine
}

// Driver is a person who drives. Phone is E.164 and personal data: it is shown
// by role.
type Driver struct {
	ID      int64
	Name    string
	Phone   string
	Licence string
	Active  bool
}

// Client is who a load is carried for.
type Client struct {
	ID      int64
	Name    string
	Contact string
	Phone   string
}
