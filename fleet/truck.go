package fleet

import "time"

// Truck is one vehicle of the fleet.
type Truck struct {
	ID            int64
	Plate         string // as people write it
	IMEI          string // of the tracker; may be empty
	Make, Model   string
	ContainerSize int   // 20 or 40 ft; 0 when unknown
	DriverID      int64 // usual driver; 0 when none
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

// Trip is one container job.
type Trip struct {
	ID            int64
	Ref           string // what people call it, e.g. 3101
	TruckID       int64
	Truck         string // plate
	DriverID      int64
	Driver        string
	ClientID      int64
	Client        string
	OriginID      int64
	Origin        string
	DestinationID int64
	Destination   string
	Stops         []string // names of the places on the way, in order
	StopIDs       []int64
	Container     string
	ContainerSize int
	Cargo         string
	Waybill       string
	Status        TripStatus
	Start         time.Time // planned departure
	Reason        string    // why it was cancelled, failed or rescheduled
	Times         Milestones
	Version       int
}

// Milestones are when things really happened; zero when they have not.
type Milestones struct {
	Loading, Departed, Arrived, Offloading, Completed time.Time
}
