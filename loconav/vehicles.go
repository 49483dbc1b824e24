package loconav

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"watchtower/fleet"
)

// Vehicle is one truck as LocoNav lists it.
type Vehicle struct {
	Plate   string
	IMEI    string    // of the tracker in it; empty when there is none
	Expires time.Time // its subscription; zero when nothing is said
}

// Vehicles fetches every vehicle.
func (a API) Vehicles(ctx context.Context) ([]Vehicle, error) {
	return pages(ctx, a, http.MethodGet, "vehicles", vehicles)
}

func vehicles(raw []byte) ([]Vehicle, error) {
	list, err := listed(raw, "vehicles")
	if err != nil {
		return nil, err
	}
	out := make([]Vehicle, len(list))
	for i, o := range list {
		out[i].Plate = o.text("number", "displayNumber")
		out[i].IMEI = o.inner("currentDevice").text("serialNumber")
		// one that cannot be read counts as nothing said
		out[i].Expires, _, _ = o.inner("subscription").moment(time.UTC, "expiresAt")
	}
	return out, nil
}

// LastFix is the newest position of a vehicle that LocoNav has.
type LastFix struct {
	Plate string
	At    time.Time
	Point fleet.Point
	raw   object
}

// LastKnown fetches the newest position of every vehicle that has one.
func (a API) LastKnown(ctx context.Context) ([]LastFix, error) {
	all, err := pages(ctx, a, http.MethodPost, "vehicles/telematics/last_known", lastFixes)
	kept := all[:0]
	for _, x := range all {
		if x.Plate != "" && !x.At.IsZero() && x.Point.Valid() {
			kept = append(kept, x)
		}
	}
	return kept, err
}

func lastFixes(raw []byte) ([]LastFix, error) {
	list, err := listed(raw, "values")
	if err != nil {
		return nil, err
	}
	out := make([]LastFix, len(list)) // also those without a fix: the length tells the last page
	for i, o := range list {
		out[i] = lastFix(o)
	}
	return out, nil
}

// lastFix is dated by its latitude: the speed's time may be minutes newer.
func lastFix(o object) (x LastFix) {
	gps := o.inner("gps")
	here := gps.inner("currentLocationCoordinates")
	lat, long := here.inner("lat"), here.inner("long")
	at, there, err := lat.moment(time.UTC, "timestamp")
	if !there || err != nil {
		return x
	}
	x.raw = object{"vehiclenumber": o.text("vehicleNumber"), "gpstime": at.Unix(), "latitude": lat["value"], "longitude": long["value"],
		"speed": gps.inner("speed")["value"], "ignition": gps.inner("ignition")["value"], "orientation": gps.inner("orientation")["value"]}
	if x.Point, err = x.raw.point("latitude", "longitude"); err == nil {
		x.Plate, x.At = o.text("vehicleNumber"), at
	}
	return x
}

// Fact is the position as a push would have brought it, for the ingest.
func (x LastFix) Fact() ([]byte, error) { return json.Marshal(x.raw) }

// inner is an object within; an empty one where there is none.
func (o object) inner(name string) object {
	v, _ := o[name].(map[string]any)
	return v
}

// listed reads the rows of an answer, whatever they are called there.
func listed(raw []byte, name string) ([]object, error) {
	o, err := general(raw)
	if err != nil {
		return nil, err
	}
	if ok := o.flag("success", "status"); ok != nil && !*ok {
		return nil, invalid("LocoNav answered that it failed")
	}
	rows, ok := o.inner("data")[name].([]any)
	if !ok {
		return nil, invalid("LocoNav's answer holds no %s", name)
	}
	out := make([]object, len(rows))
	for i, row := range rows {
		m, _ := row.(map[string]any)
		out[i] = m
	}
	return out, nil
}
