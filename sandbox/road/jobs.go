package road

// cycle is one job from booking to the next rest.
func (m *maker) cycle() {
	if !m.local && m.d.chance(0.06) {
		m.stand(parked, m.d.seconds(16*60, 50*60), nil) // workshop
		return
	}
	origin, destination := m.choose()
	job := m.book(origin, destination)
	if m.d.chance(0.05) {
		m.cancel(job)
		return
	}
	m.waitForNight(0.2, nil)
	late := m.load(job)
	m.waitForNight(0.35, job)
	job.start = quarterOf(m.t - late)
	m.deliver(job)
	m.goHome()
}

func (m *maker) cancel(job *trip) {
	job.outcome, job.reason = "cancelled", pick(m.d, cancelReasons())
	ready := m.t + m.d.seconds(120, 600)
	job.start = quarterOf(ready - m.lateness())
	job.ended = job.start - m.d.seconds(10, 100)
	m.stand(parked, m.d.seconds(300, 900), nil)
}

// load brings the truck to the origin, through the queue, and loads it. It
// gives how late the truck is by the office's plan.
func (m *maker) load(job *trip) (late int64) {
	at := m.net.places[job.origin]
	if at.kind == "port" && m.place != job.origin {
		p := m.travel(job.origin, nil, queueKM)
		m.queueUp(p, m.t+m.queueSeconds(at.id), nil)
	} else {
		m.travel(job.origin, nil, 0)
	}
	late = m.lateness()
	job.loading = m.t
	m.stand(loading, m.d.seconds(45, 150), job)
	return late
}

func (m *maker) queueSeconds(id string) int64 {
	if id == "apapa" || id == "tincan" {
		return m.d.seconds(70, 420)
	}
	return m.d.seconds(20, 150)
}

// deliver drives the loaded truck to the destination and empties it there.
func (m *maker) deliver(job *trip) {
	m.keepOrMissTheHour(job)
	job.departed = m.t
	way := m.net.path(m.place, job.destination)
	m.ill = m.omen(way)
	m.travel(job.destination, job, 0)
	m.ill = nil
	job.arrived = m.t
	if m.life.calm() {
		job.due = quarterOf(job.arrived - job.late + int64(planReserve*3600*way.hoursAt(way.length())))
	}
	if m.d.chance(0.025) {
		m.stand(parked, m.d.seconds(60, 400), job)
		job.outcome, job.reason, job.ended = "failed", pick(m.d, failReasons()), m.t
		return
	}
	m.stand(parked, m.d.seconds(m.life.waitForHands()), job)
	job.offload = m.t
	m.stand(offloading, m.d.seconds(40, 170), job)
	job.finish = m.t
}

// planReserve is the share of the driving time that an office adds when it plans
// an arrival.
const planReserve = 0.15

func (m *maker) goHome() {
	if m.d.chance(0.4) {
		m.stand(parked, m.d.seconds(60, 500), nil)
	}
	m.waitForNight(0.25, nil)
	m.travel(m.home, nil, 0)
	m.refuel(350, nil)
	if m.local {
		m.stand(parked, m.d.seconds(3*60, 8*60), nil)
		return
	}
	m.stand(parked, m.d.seconds(6*60, 39*60), nil)
}

// waitForNight holds a truck in Lagos by day until trucks may move at 21:00;
// not every driver obeys.
func (m *maker) waitForNight(obey float64, load *trip) {
	if m.life.calm() {
		return
	}
	if h := hourOfDay(m.t); inLagos(m.pos) && h >= 6 && h < 21 && m.d.chance(obey) {
		m.stand(parked, nextHour(m.t, 21)-m.t+m.d.seconds(0, 130), load)
	}
}

// choose picks a job that suits where the truck lives.
func (m *maker) choose() (origin, destination int) {
	if m.net.places[m.home].id == "ph" {
		return m.one("onne"), m.one("aba", "ph", "enugu", "onitsha", "calabar", "warri", "aba", "ph")
	}
	origin = m.one("apapa", "apapa", "apapa", "tincan", "tincan", "tincan", "lekki", "ibeshe", "ikorodu")
	near := []string{"ikorodu", "agbara", "mowe", "ibafo", "sagamu", "deekay", "honeywell", "ijebu", "oshodi", "ibadan", "olam"}
	middle := []string{"ibadan", "olam", "ore", "benin", "ilorin", "seme", "ogbomoso"}
	far := []string{"onitsha", "asaba", "aba", "enugu", "lokoja", "zuba", "kaduna", "kano", "dawanau", "zaria", "jos", "warri", "ph", "suleja"}
	switch r := m.d.float(); {
	case r < 0.70 || m.local:
		destination = m.one(near...)
	case r < 0.90:
		destination = m.one(middle...)
	case r < 0.996 || m.life.calm(): // beyond, no place to sleep at is within a day
		destination = m.one(far...)
	default:
		destination = m.one("maiduguri")
	}
	if destination == origin {
		return m.net.index["apapa"], destination
	}
	return origin, destination
}

func (m *maker) one(ids ...string) int { return m.net.index[pick(m.d, ids)] }
