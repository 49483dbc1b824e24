package road

// trip is one container job. Times are Unix seconds, zero where the step does
// not happen; whether it has happened yet is for the reader's clock to say.
type trip struct {
	ref                      int
	truck                    int
	client                   int
	origin, destination      int
	container, cargo         string
	size                     int
	waybill                  string
	booked                   int64 // when the office wrote it down and sent the truck
	start                    int64 // planned
	due                      int64 // planned arrival, 0 where nobody planned it
	late                     int64 // seconds that incidents have cost it
	loading, departed        int64
	arrived, offload, finish int64
	outcome                  string // completed, cancelled or failed
	ended                    int64  // when it was cancelled or failed
	reason                   string
}

// status is what the dispatcher's book says at t.
func (r *trip) status(t int64) string {
	if r.outcome != "completed" && t >= r.ended {
		return r.outcome
	}
	steps := []struct {
		at   int64
		name string
	}{{r.finish, "completed"}, {r.offload, "offloading"}, {r.arrived, "arrived"}, {r.departed, "en_route"}, {r.loading, "loading"}}
	for _, s := range steps {
		if s.at > 0 && t >= s.at {
			return s.name
		}
	}
	return "scheduled"
}

// book opens a trip with its papers filled in.
func (m *maker) book(origin, destination int) *trip {
	cargoes := []string{"rice", "wheat", "cement", "tiles", "sugar", "electronics", "fertiliser", "frozen fish", "paper reels",
		"palm oil", "textiles", "medicines", "plastic granules", "malt", "spare parts"}
	r := &trip{truck: m.index, booked: m.t, origin: origin, destination: destination, outcome: "completed", size: m.size,
		client: m.d.below(m.clientCount), container: containerNumber(m.d), cargo: pick(m.d, cargoes)}
	if m.size == 40 && m.d.chance(0.25) {
		r.size = 20
	}
	m.trips = append(m.trips, r)
	return r
}

// lateness is by how many seconds a truck leaves later than the office planned:
// seven in ten leave about on time, one in ten hours late.
func (m *maker) lateness() int64 {
	late := m.d.seconds(-25, 25)
	switch r := m.d.float(); {
	case r < 0.10:
		late = m.d.seconds(130, 420)
	case r < 0.30:
		late = m.d.seconds(25, 115)
	}
	return late
}

// quarterOf is the quarter of an hour that people write for a moment.
func quarterOf(t int64) int64 {
	const quarter = 15 * 60
	return (t + quarter/2) / quarter * quarter
}

func cancelReasons() []string {
	return []string{"client changed mind", "delivery order withdrawn", "call-up ticket lapsed", "port gate closed", "no empty container", "truck held for repairs"}
}

func failReasons() []string {
	return []string{"consignee refused the load", "engine fault on the road", "wrong container released", "customs hold at the gate", "warehouse closed, load returned"}
}
