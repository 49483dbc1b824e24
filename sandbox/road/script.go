package road

// scene is a job written by hand, so that the trips and papers people are
// taught to ask about are on the road whenever the demo starts. Hours count
// from midnight (Lagos) of the fleet's day; zero means as it comes.
type scene struct {
	plate, from, to    string
	leave, load        float64
	depart, offload    float64
	ref                int
	waybill, container string
	client             int // index into clients
	cargo              string
}

// firstRef is the number of the trip T-4407 is on; earlier jobs count down from
// it and later ones up.
const firstRef = 3101

func script() []scene {
	return []scene{
		{"T-4407", "tincan", "ibadan", -11, -4, 8.5, 22, firstRef, "WB-90417", "TCNU3877560", 2, "wheat"},
		{"EKY-731XB", "apapa", "aba", -15, -8, -2.8, 32, 3107, "WB-90422", "MSCU7712043", 0, "malt"},
		{"FST-118XD", "apapa", "benin", -2, 6, 21.3, 0, 3112, "", "", 1, "rice"},
		{"MUS-904ZC", "tincan", "onitsha", 24.5, 28, 33, 0, 3120, "", "", 2, "tiles"},
		{"AKD-650XA", "ibeshe", "lokoja", -18, -15, -3, 0, 0, "", "", 1, "fertiliser"},
		{"T-5120", "lekki", "kaduna", -17, -14, -10, 0, 0, "", "", 0, "sugar"},
		{"BDG 220 YA", "lekki", "asaba", -5, -2, 5.5, 0, 0, "", "", 2, "cement"},
		{"T11985LA", "apapa", "kano", -36, -30, -27, 0, 0, "", "", 1, "rice"},
	}
}

func sceneFor(plate string) (scene, bool) {
	for _, s := range script() {
		if s.plate == plate {
			return s, true
		}
	}
	return scene{}, false
}

// play acts one scene. The truck must be free well before it leaves.
func (m *maker) play(s scene, day int64) {
	at := func(hours float64) int64 { return day + int64(hours*3600) }
	job := m.book(m.net.index[s.from], m.net.index[s.to])
	job.ref, job.waybill, job.client, job.cargo, job.size = s.ref, s.waybill, s.client, s.cargo, 40
	if s.container != "" {
		job.container = s.container
	}
	m.stand(parked, at(s.leave)-m.t, nil)
	if m.net.places[job.origin].kind == "port" && m.place != job.origin {
		m.queueUp(m.travel(job.origin, nil, queueKM), at(s.load), nil)
	} else {
		m.travel(job.origin, nil, 0)
	}
	m.stand(parked, at(s.load)-m.t, nil)
	job.start, job.loading = quarterOf(at(s.depart)-20*60), m.t
	m.stand(loading, at(s.depart)-m.t, job)
	job.departed = m.t
	m.travel(job.destination, job, 0)
	job.arrived = m.t
	m.stand(parked, max(at(s.offload)-m.t, m.d.seconds(60, 200)), job)
	job.offload = m.t
	m.stand(offloading, m.d.seconds(120, 260), job)
	job.finish = m.t
	m.local = false
	m.goHome()
}
