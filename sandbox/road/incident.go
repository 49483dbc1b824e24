package road

import (
	"sort"
	"time"
)

// happening is an incident of one truck, in Unix seconds.
type happening struct {
	kind     string
	from, to int64
	trip     *trip
	injected bool
}

// Incident is something that really happened to a truck and that people would
// want to be told of. From and To are its own moments, whatever anybody noticed.
type Incident struct {
	Kind     string    `json:"kind"`
	Severity string    `json:"severity"`
	Truck    int       `json:"-"`
	Plate    string    `json:"plate"`
	From     time.Time `json:"from"`
	To       time.Time `json:"until"`
	Lat      float64   `json:"lat"`
	Lon      float64   `json:"lon"`
	Place    string    `json:"place"`
	Trip     int       `json:"trip"`     // reference of the job, 0 if none
	Injected bool      `json:"injected"` // put in, and not a by-product of ordinary work
}

// Incidents lists what happens in [from, to), by time: what was put in, and
// what follows from the plans by the definitions of lookout.
func (f *Fleet) Incidents(from, to time.Time) []Incident {
	var out []Incident
	a, b := from.Unix(), to.Unix()
	for i := range f.trucks {
		for _, h := range append(f.known[i], f.noticed(i)...) {
			if h.from < b && h.to > a {
				out = append(out, f.incident(i, h))
			}
		}
	}
	sort.SliceStable(out, func(x, y int) bool { return out[x].From.Before(out[y].From) })
	return out
}

func (f *Fleet) incident(i int, h happening) Incident {
	truth := f.TruckAt(i, time.Unix(h.from, 0))
	out := Incident{Kind: h.kind, Severity: severity(h.kind), Truck: i, Plate: f.trucks[i].plate,
		From: time.Unix(h.from, 0).In(lagos()), To: time.Unix(h.to, 0).In(lagos()), Lat: round(truth.Lat, 6), Lon: round(truth.Lon, 6),
		Place: f.placeAt(point{truth.Lat, truth.Lon}), Injected: h.injected}
	if h.trip != nil {
		out.Trip = h.trip.ref
	}
	return out
}

func severity(kind string) string {
	switch kind {
	case kindSOS, kindCrash, kindTheft, kindRemoval, kindMovement, "anti_theft":
		return "critical"
	}
	return "warning"
}

// Job is one container job as it was planned and as it went; zero times are
// steps that do not happen.
type Job struct {
	Ref                             int
	Truck                           int
	Plate, Client                   string
	Origin, Destination             string
	Booked                          time.Time // when the office wrote it down and sent the truck
	Start, Due                      time.Time // planned departure and arrival
	Loading, Departed               time.Time
	Arrived, Offloading, Completed  time.Time
	Outcome                         string // completed, cancelled or failed
	Ended                           time.Time
	Container, Waybill, Cargo, Note string
}

// Jobs are the jobs whose planned departure lies in [from, to), by that time.
func (f *Fleet) Jobs(from, to time.Time) []Job {
	moment := func(t int64) time.Time {
		if t == 0 {
			return time.Time{}
		}
		return time.Unix(t, 0).In(lagos())
	}
	var out []Job
	for _, r := range f.trips {
		if r.start < from.Unix() || r.start >= to.Unix() {
			continue
		}
		out = append(out, Job{Ref: r.ref, Truck: r.truck, Plate: f.trucks[r.truck].plate, Client: f.clients[r.client].name,
			Origin: f.net.places[r.origin].name, Destination: f.net.places[r.destination].name, Booked: moment(r.booked), Start: moment(r.start), Due: moment(r.due),
			Loading: moment(r.loading), Departed: moment(r.departed), Arrived: moment(r.arrived), Offloading: moment(r.offload),
			Completed: moment(r.finish), Outcome: r.outcome, Ended: moment(r.ended), Container: r.container, Waybill: r.waybill,
			Cargo: r.cargo, Note: r.reason})
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Start.Before(out[b].Start) })
	return out
}
