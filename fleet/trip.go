package fleet

import (
	"strings"
	"time"
)

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
	ReturnID      int64 // where the empty container goes back; 0 when nobody said
	Return        string
	Container     string
	ContainerSize int
	Cargo         string
	Waybill       string
	Papers        Papers
	Issued        Issued
	Status        TripStatus
	Start         time.Time  // planned departure
	Reason        string     // why it was cancelled, failed or rescheduled
	Plan          Milestones // of the departure, Start is the plan
	Times         Milestones
	GPSFrom       TripStatus // what it was before GPS moved it on; empty when people did last
	ByHand        bool       // people steer it alone: what trackers say changes nothing
	Version       int
}

// Papers are what else is written about a load and who goes with it.
type Papers struct {
	Consignee   string    // who receives it
	MotorBoy    string    // the driver's assistant
	TDO         string    // terminal delivery order
	CallUp      string    // electronic call-up ticket of the port (Eto)
	CallUpAt    time.Time // when the truck left the pre-gate with it
	WeightKg    int
	Interchange string // slip for the empty container
}

// Issued is what the driver got for the way.
type Issued struct {
	DieselL        float64
	DieselNaira    int64
	AllowanceNaira int64
}

// CallUpLasts is how long a call-up ticket is good after the pre-gate.
const CallUpLasts = 72 * time.Hour

// CallUpEnds is when the trip's call-up ticket lapses; zero when none runs.
func (t Trip) CallUpEnds() time.Time {
	if t.Papers.CallUpAt.IsZero() {
		return time.Time{}
	}
	return t.Papers.CallUpAt.Add(CallUpLasts)
}

// Milestones are the steps of a trip, as they were planned or as they really
// happened; zero where nobody planned, or when they have not.
type Milestones struct {
	AtOrigin   time.Time // the truck came to where it loads
	Loading    time.Time // began
	Loaded     time.Time
	Departed   time.Time
	Arrived    time.Time
	Offloading time.Time // began
	Completed  time.Time // offloaded: the job is done
	Returned   time.Time // the empty container is back
}

// MilestoneNames are the steps in order, as arguments and columns call them.
var MilestoneNames = [...]string{"at_origin", "loading", "loaded", "departed", "arrived", "offloading", "completed", "returned"}

// List is every step in order, to be read or set.
func (m *Milestones) List() [len(MilestoneNames)]*time.Time {
	return [...]*time.Time{&m.AtOrigin, &m.Loading, &m.Loaded, &m.Departed, &m.Arrived, &m.Offloading, &m.Completed, &m.Returned}
}

// Named is one step, to be read or set; nil for no such name.
func (m *Milestones) Named(name string) *time.Time {
	for i, at := range m.List() {
		if MilestoneNames[i] == name {
			return at
		}
	}
	return nil
}

// Stamp notes when a status was reached.
func (m *Milestones) Stamp(s TripStatus, at time.Time) {
	switch s {
	case Loading:
		m.Loading = at
	case EnRoute:
		m.Departed = at
	case Arrived:
		m.Arrived = at
	case Offloading:
		m.Offloading = at
	case Completed:
		m.Completed = at
	}
}

// After is a moment, or the last known step when that is later: the clocks of two
// who report steps may differ, the order of the steps may not.
func (m Milestones) After(at time.Time) time.Time {
	for _, known := range m.List() {
		at = later(at, *known)
	}
	return at
}

// Planned is the plan with the departure in it.
func (t Trip) Planned() Milestones {
	m := t.Plan
	m.Departed = t.Start
	return m
}

// InOrder says which of two steps lies on the wrong side of the other, when any
// does.
func (m Milestones) InOrder() error {
	before := -1
	list := m.List()
	for i, at := range list {
		switch {
		case at.IsZero():
		case before >= 0 && at.Before(*list[before]):
			return &Error{Kind: Invalid, Field: "actual",
				Message: "That puts " + stepName(i) + " before " + stepName(before) + ", " + FormatTime(*list[before]) + "."}
		default:
			before = i
		}
	}
	return nil
}

func stepName(i int) string { return strings.ReplaceAll(MilestoneNames[i], "_", " ") }
