package loconav

import (
	"math"

	"watchtower/fleet"
)

// Reading is one decoded fact and what only the wire could tell of it.
type Reading struct {
	Facts []fleet.Fact
	// Naive says that the position's time came without an offset, so that the
	// zone of the source was taken for it.
	Naive bool
}

// Read is Decode for who watches the zone, too.
func Read(raw []byte, opts Options) (Reading, error) {
	o, err := parse(raw)
	if err != nil {
		return Reading{}, err
	}
	facts, err := o.facts(opts)
	if err != nil {
		return Reading{}, err
	}
	return Reading{Facts: facts, Naive: facts[0].Position != nil && naive(o.text(timeNames[:]...))}, nil
}

// Decode reads one fact. An interval alert that tells of its start and its end
// gives two; everything else one. The error is Invalid and says exactly why
// the fact cannot be used.
func Decode(raw []byte, opts Options) ([]fleet.Fact, error) {
	r, err := Read(raw, opts)
	return r.Facts, err
}

func (o object) facts(opts Options) ([]fleet.Fact, error) {
	fact := fleet.Fact{
		Source: opts.Source, ReceivedAt: opts.ReceivedAt,
		IMEI:  o.text("imei", "device_imei", "deviceImei"),
		Plate: o.text("vehiclenumber", "vehicle_number", "vehicleNumber"),
	}
	if fleet.Key(fact.IMEI) == "" && fleet.Key(fact.Plate) == "" {
		return nil, invalid("neither imei nor vehicle number says which vehicle this is")
	}
	if o.isAlert() {
		return o.alerts(fact, opts)
	}
	position, err := o.position(opts)
	if err != nil {
		return nil, err
	}
	fact.Position = position
	return []fleet.Fact{fact}, nil
}

func (o object) isAlert() bool {
	if o.text("kind", "alertType", "alert_type") != "" {
		return true
	}
	_, there := o.first("event_time", "active_event_time", "inactive_event_time")
	return there
}

const (
	maxSpeed    = 300 // km/h; above it the sensor is broken
	maxOdometer = 1e7 // km
)

// timeNames are what the vendor calls the time of a fix.
var timeNames = [...]string{"gpstime", "gps_time", "timestamp"}

func (o object) position(opts Options) (*fleet.Position, error) {
	point, err := o.point("latitude", "longitude")
	if err != nil {
		return nil, err
	}
	at, there, err := o.moment(opts.zone(), timeNames[:]...)
	switch {
	case err != nil:
		return nil, err
	case !there:
		return nil, invalid("gpstime is missing")
	}
	return &fleet.Position{
		At: at, Point: point, ReceivedAt: opts.ReceivedAt,
		SpeedKmh:   o.within(0, maxSpeed, "speed"),
		Heading:    math.Mod(o.within(0, 720, "orientation", "direction", "heading"), 360),
		Ignition:   o.flag("ignition", "ignition_on"),
		OdometerKm: o.within(0, maxOdometer, "odometer_reading", "odometer"),
	}, nil
}
