package road

// window is a half-open span of Unix seconds.
type window struct{ from, to int64 }

func (w window) holds(t int64) bool { return t >= w.from && t < w.to }

// silenceBucket: a truck loses the network at most once in three hours.
const silenceBucket = 3 * 3600

// deadFor is how long the dead tracker had been silent on the fleet's day.
const deadFor = 2 * 86400

// silence is the network gap of one bucket, if there is one. Gaps open on the
// road between towns, last minutes and sometimes hours.
func (f *Fleet) silence(i int, bucket int64) (window, bool) {
	h := mix(f.seed, 0x5117, uint64(i), uint64(bucket))
	chance, length := unit(h), unit(mix(h, 1))
	var seconds int64
	switch {
	case f.life.calm() && chance < 0.22:
		seconds = int64(120 + length*480)
	case f.life.calm():
		return window{}, false
	case chance < 0.22:
		seconds = int64(300 + length*1700)
	case chance < 0.245:
		seconds = int64(3600 + length*5000)
	default:
		return window{}, false
	}
	from := bucket*silenceBucket + int64(unit(mix(h, 2))*3600)
	if from < f.from || from >= f.to {
		return window{}, false
	}
	s := f.segment(i, from)
	p, _ := s.where(float64(from))
	return window{from, from + seconds}, s.activity == driving && !inLagos(p)
}

// silentAt tells whether truck i has no network at t, and for how long.
func (f *Fleet) silentAt(i int, t int64) (window, bool) {
	if f.trucks[i].dead && t >= f.day-deadFor {
		return window{f.day - deadFor, f.to}, true
	}
	for _, w := range f.gaps[i] {
		if w.holds(t) {
			return w, true
		}
	}
	for b := t/silenceBucket - 1; b <= t/silenceBucket; b++ {
		if w, ok := f.silence(i, b); ok && w.holds(t) {
			return w, true
		}
	}
	return window{}, false
}
