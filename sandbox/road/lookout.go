package road

// What counts as an incident where nobody put one in. These are the fleet
// owner's own definitions, from the regulations and platforms that the product
// takes its defaults from; they share no code with it.
const (
	longIdle    = 20 * 60
	longStop    = 30 * 60
	longSilence = 14 * 60 // of the network: the last fix before it is up to a minute older
	longNight   = 60 * 60
	longWheel   = int64(4.5 * 3600)
	trueRest    = 30 * 60
	lateLeave   = 120 * 60
	lateArrival = 40 * 60  // an hour, less what nobody can foresee
	mustDelay   = 75 * 60  // late by so much, people have to be told
	longAtPlace = 6 * 3600 // at a client
	longAtGate  = 24 * 3600
)

// noticed are the incidents that follow from the plan of truck i.
func (f *Fleet) noticed(i int) []happening {
	l := &lookout{f: f, i: i, plan: f.plans[i]}
	l.stretches()
	l.wheel()
	l.nights()
	l.stays()
	l.silences()
	l.jobs()
	l.vendor()
	return l.out
}

type lookout struct {
	f    *Fleet
	i    int
	plan []segment
	out  []happening
}

// see notes an incident unless one of its kind that was put in covers it.
func (l *lookout) see(kind string, from, to int64, load *trip) {
	for _, h := range l.f.known[l.i] {
		if h.kind == kind && h.from < to && from < h.to {
			return
		}
	}
	l.out = append(l.out, happening{kind: kind, from: from, to: to, trip: load})
}

// stretches are what a single stretch of life tells.
func (l *lookout) stretches() {
	for k := range l.plan {
		s := &l.plan[k]
		long := s.to - s.from
		switch {
		case s.even:
			l.see(kindOverspeed, s.from, s.to, s.trip)
		case s.activity == waiting && long > longIdle:
			l.see(kindIdle, s.from, s.to, s.trip)
		}
		if s.path == nil && s.trip != nil && long > longStop && l.strange(s) {
			l.see(kindStop, s.from, s.to, s.trip)
		}
	}
}

// strange says whether a truck with a job has no business where it stands: at
// the roadside, or by day in a town that is neither end of its way.
func (l *lookout) strange(s *segment) bool {
	if s.place < 0 {
		return true
	}
	if h := hourOfDay(s.from); h >= 18.5 || h < 6.5 {
		return false
	}
	return l.f.net.places[s.place].kind == "city" && s.place != s.trip.origin && s.place != s.trip.destination
}

// wheel finds drives of hours without a rest.
func (l *lookout) wheel() {
	var driven, since int64
	for k := range l.plan {
		s := &l.plan[k]
		switch long := s.to - s.from; {
		case s.activity == driving:
			if driven == 0 {
				since = s.from
			}
			driven += long
		case long >= trueRest && s.activity != queueing:
			l.tired(driven, since, s.from, s.trip)
			driven = 0
		}
	}
}

func (l *lookout) tired(driven, since, until int64, load *trip) {
	if driven > longWheel {
		l.see(kindFatigue, since, until, load)
	}
}

// nights finds drives between 22:00 and 05:00.
func (l *lookout) nights() {
	for k := 0; k < len(l.plan); k++ {
		s := &l.plan[k]
		if s.activity != driving {
			continue
		}
		from := s.from
		for k+1 < len(l.plan) && (l.plan[k+1].activity == driving || l.plan[k+1].to-l.plan[k+1].from < 300) {
			k++
		}
		to := l.plan[k].to
		for night := nextHour(from-86400, 22); night < to; night += 86400 {
			a, b := max(from, night), min(to, night+7*3600)
			if b-a >= longNight {
				l.see(kindNight, a, b, s.trip)
			}
		}
	}
}

// stays finds trucks that stay on at a client, a terminal or a port.
func (l *lookout) stays() {
	for k := 0; k < len(l.plan); k++ {
		at := l.plan[k].place
		if at < 0 || l.plan[k].path != nil {
			continue
		}
		first := k
		for k+1 < len(l.plan) && l.plan[k+1].path == nil {
			k++
		}
		from, to, limit := l.plan[first].from, l.plan[k].to, int64(0)
		switch l.f.net.places[at].kind {
		case "client":
			limit = longAtPlace
			if job := l.plan[k].trip; job == nil && l.plan[first].trip != nil { // it stays on, done
				to = min(to, l.plan[first].trip.finish)
			}
			from, to = 0, awakeSeconds(from, to)
		case "terminal", "port":
			limit = longAtGate
		}
		if limit > 0 && to-from > limit {
			l.see(kindOverstay, l.plan[first].from, l.plan[k].to, l.plan[first].trip)
		}
	}
}

// awakeSeconds is how much of a stretch lies between 05:00 and 22:00.
func awakeSeconds(from, to int64) (sum int64) {
	for day := nextHour(from, 5) - 86400; day < to; day += 86400 {
		sum += max(0, min(to, day+17*3600)-max(from, day))
	}
	return sum
}

func (l *lookout) silences() {
	f := l.f
	if f.trucks[l.i].dead {
		l.see(kindSilence, f.day-deadFor, f.to, nil)
	}
	for b := f.from / silenceBucket; b < f.to/silenceBucket; b++ {
		if w, ok := f.silence(l.i, b); ok && w.to-w.from > longSilence {
			l.see(kindSilence, w.from, w.to, f.segment(l.i, w.from).trip)
		}
	}
}

func (l *lookout) jobs() {
	for _, r := range l.f.trips {
		if r.truck != l.i {
			continue
		}
		if r.departed-r.start > lateLeave {
			l.see(kindLate, r.start, r.departed, r)
		}
		if r.due > 0 && r.arrived-r.due > lateArrival {
			l.see(kindDelay, r.departed, r.arrived, r)
			l.out[len(l.out)-1].injected = r.arrived-r.due > mustDelay
		}
	}
}

// vendor is what only the vendor's alerts tell of.
func (l *lookout) vendor() {
	if l.f.life.calm() {
		return
	}
	kinds := map[string]string{"PossibleFuelTheftAlert": kindTheft, "AntiTheftAlert": "anti_theft", "DtcAlert": "dtc",
		"VehicleLowBatteryVoltageAlert": "low_battery"}
	for _, n := range l.f.noticesOf(l.i) {
		if kind := kinds[n.kind]; kind != "" {
			l.see(kind, n.start, max(n.end, n.start+1), nil)
		}
	}
}
