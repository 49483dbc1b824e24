package fleet

// Role is what a person may do. Viewer < Dispatcher < Manager < Admin; Driver
// stands apart and sees only the truck and trips that are the driver's own.
type Role string

const (
	Viewer     Role = "viewer"
	Dispatcher Role = "dispatcher"
	Manager    Role = "manager"
	Admin      Role = "admin"
	DriverRole Role = "driver"
	System     Role = "system" // jobs and the terminal; may do everything
)

func (r Role) rank() int {
	switch r {
	case Viewer:
		return 1
	case Dispatcher:
		return 2
	case Manager:
		return 3
	case Admin:
		return 4
	case System:
		return 5
	}
	return 0
}

// AtLeast says whether r has all the rights of min. A driver is never at least
// anything but a driver.
func (r Role) AtLeast(min Role) bool {
	if r == DriverRole || min == DriverRole {
		return r == min
	}
	return r.rank() > 0 && r.rank() >= min.rank()
}

// ParseRole reads a role's name; false for anything else, system included,
// because no person is the system.
func ParseRole(s string) (Role, bool) {
	switch r := Role(s); r {
	case Viewer, Dispatcher, Manager, Admin, DriverRole:
		return r, true
	}
	return "", false
}

// Caller is who asks: one person in one channel, or the system.
type Caller struct {
	PersonID int64  // 0 for the system
	Name     string // for the audit and for greetings
	Role     Role
	DriverID int64  // the driver this person is, when Role is DriverRole
	Channel  string // where the question was asked
	Thread   string // under which message of it; empty in the main line
	Zone     string // IANA name of the person's time zone by Slack; empty when unknown
	Units    Units  // what the answer's distances and speeds are written in
	Act      string // names a write that may be asked for again: the same form, click or command
}

// SystemCaller is the caller of jobs and of the terminal.
var SystemCaller = Caller{Name: "system", Role: System}

// Via is the door a call came through.
type Via string

const (
	ViaSentence Via = "sentence"
	ViaCommand  Via = "command"
	ViaButton   Via = "button"
	ViaJob      Via = "job"
	ViaAPI      Via = "api"
	ViaGPS      Via = "gps" // in histories: a tracker showed it, nobody asked
)
