package road

import (
	"encoding/json"
	"math"
	"time"
)

// kolkata is the zone of the vendor's naive times.
func kolkata() *time.Location { return time.FixedZone("IST", 5*3600+1800) }

// fixA is the published live location push.
type fixA struct {
	IMEI             string  `json:"imei"`
	Speed            float64 `json:"speed"`
	GPSTime          string  `json:"gpstime"`
	Ignition         string  `json:"ignition"`
	Latitude         float64 `json:"latitude"`
	Longitude        float64 `json:"longitude"`
	SharpTurn        string  `json:"sharpTurn"`
	Orientation      float64 `json:"orientation"`
	HarshBraking     string  `json:"harshBraking"`
	VehicleNumber    string  `json:"vehiclenumber"`
	RockBreakerPedal string  `json:"rockBreakerPedal"`
	HarshAccel       string  `json:"harshAcceleration"`
}

// fixB is the second format, met at a public receiver.
type fixB struct {
	IMEI          string  `json:"device_imei"`
	VehicleNumber string  `json:"vehicle_number"`
	Speed         float64 `json:"speed"`
	GPSTime       int64   `json:"gpstime"`
	IgnitionOn    bool    `json:"ignition_on"`
	Odometer      float64 `json:"odometer_reading"`
	Latitude      float64 `json:"latitude"`
	Longitude     float64 `json:"longitude"`
	Direction     float64 `json:"direction"`
}

// report is what a tracker knows at one second.
type report struct {
	Truth
	at                      int64
	braking, gathering, cut bool // harsh braking, harsh acceleration, sharp turn
}

// blurred adds the few metres a receiver is wrong by; parked receivers wander
// more than moving ones.
func (f *Fleet) blurred(i int, r report) report {
	metres := 3.0
	if r.Speed < 1 {
		metres = 7
	}
	h := mix(f.seed, 0x6e6f, uint64(i), uint64(r.at))
	o := offset{(unit(h) + unit(mix(h, 1)) - 1) * metres, (unit(mix(h, 2)) + unit(mix(h, 3)) - 1) * metres}
	p := point{r.Lat, r.Lon}.shifted(o, 1)
	r.Lat, r.Lon = p.lat, p.lon
	if r.State == "moving" {
		r.braking = unit(mix(h, 4)) < 0.0006
		r.gathering = unit(mix(h, 5)) < 0.0006
		r.cut = unit(mix(h, 6)) < 0.0008
	}
	return r
}

// encode writes the push of truck i in the format its tracker uses.
func (f *Fleet) encode(i int, r report) []byte {
	t := f.trucks[i]
	var body []byte
	if t.variantB {
		body, _ = json.Marshal(fixB{IMEI: t.imei, VehicleNumber: t.plate, Speed: round(r.Speed, 1), GPSTime: r.at,
			IgnitionOn: r.Ignition, Odometer: round(r.Odometer, 1), Latitude: round(r.Lat, 6), Longitude: round(r.Lon, 6), Direction: round(r.Heading, 0)})
		return body
	}
	body, _ = json.Marshal(fixA{IMEI: t.imei, Speed: round(r.Speed, 1), GPSTime: time.Unix(r.at, 0).In(kolkata()).Format("02-01-2006 15:04:05"),
		Ignition: flag(r.Ignition), Latitude: round(r.Lat, 6), Longitude: round(r.Lon, 6), SharpTurn: flag(r.cut), Orientation: math.Mod(round(r.Heading, 0), 360),
		HarshBraking: flag(r.braking), VehicleNumber: t.plate, RockBreakerPedal: "0", HarshAccel: flag(r.gathering)})
	return body
}

func flag(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

func round(x float64, places int) float64 {
	p := math.Pow(10, float64(places))
	return math.Round(x*p) / p
}

// nextPast is the time of the fix after t in the history: every minute on the
// move, every ten minutes at rest, every twenty when it has long been still. A
// fix always falls on the moment a truck starts or stops.
func (f *Fleet) nextPast(i int, t int64) int64 {
	s := f.segment(i, t)
	switch {
	case s.activity == driving:
		return min(t+60, max(s.to, t+20))
	case t-s.from > 2*3600 && s.activity != queueing:
		return min(t+1200, s.to)
	default:
		return min(t+600, s.to)
	}
}
