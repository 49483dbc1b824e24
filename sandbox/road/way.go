package road

import (
	"fmt"
	"math"
	"time"
)

// Taught are the reports of a truck that drives from one place to another by
// the way of the fleet, beginning at a moment, with a fix a minute: history from
// before the fleet's own days. It also gives when the truck arrives.
func (f *Fleet) Taught(imei, plate, origin, destination string, from time.Time) (bodies [][]byte, arrived time.Time, err error) {
	a, b := f.placeNamed(origin), f.placeNamed(destination)
	if a < 0 || b < 0 || a == b {
		return nil, from, fmt.Errorf("no way from %s to %s", origin, destination)
	}
	p := f.net.path(a, b)
	hours := p.hours[len(p.hours)-1]
	for m := 0.0; m <= hours*60; m++ {
		at, course := p.at(p.kmAt(m / 60))
		body := fmt.Sprintf(`{"imei":%q,"speed":40.0,"gpstime":%q,"ignition":"1","latitude":%.6f,"longitude":%.6f,"orientation":%.0f,"vehiclenumber":%q}`,
			imei, from.Add(time.Duration(m)*time.Minute).In(kolkata()).Format("02-01-2006 15:04:05"), at.lat, at.lon, math.Mod(course, 360), plate)
		bodies = append(bodies, []byte(body))
	}
	return bodies, from.Add(time.Duration(hours * float64(time.Hour))), nil
}

func (f *Fleet) placeNamed(name string) int {
	for i, p := range f.net.places {
		if p.name == name {
			return i
		}
	}
	return -1
}
