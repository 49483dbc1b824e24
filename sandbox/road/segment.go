package road

import "math"

// activity is what a truck is doing for a while.
type activity uint8

const (
	parked activity = iota
	resting
	waiting // engine on, standing: an idle spell
	queueing
	loading
	offloading
	fuelling
	driving
)

func (a activity) String() string {
	return [...]string{"parked", "resting", "idling", "queue", "loading", "offloading", "fuelling", "moving"}[a]
}

// segment is one stretch of a truck's life: either it stands at a spot, or it
// goes along part of a path. Times are Unix seconds, half-open.
type segment struct {
	from, to int64
	activity activity
	engine   bool
	rampIn   bool  // starts from standstill
	rampOut  bool  // ends at a standstill
	even     bool  // no swing of speed: an overspeed stretch
	place    int   // where it stands, -1 on the road
	trip     *trip // the job on board, nil while empty
	seed     uint64
	path     *path // nil while standing
	km0, km1 float64
	spot     point   // where it stands, path == nil
	off0     offset  // shift away from the path at its start
	off1     offset  // and at its end
	odometer float64 // km at from
}

// rampSeconds is how long a truck takes to gather speed or to stop.
const rampSeconds = 24.0

// blendKM is the distance over which a truck leaves or reaches its own spot.
const blendKM = 0.6

// progress is the share of the distance covered at t.
func (s *segment) progress(t float64) float64 {
	x := clamp((t-float64(s.from))/float64(s.to-s.from), 0, 1)
	if s.activity == queueing {
		return s.creep(x)
	}
	return s.swing(s.ramp(x))
}

// ramp bends time at both ends, so that speed grows from zero and falls to it.
func (s *segment) ramp(x float64) float64 {
	total := float64(s.to - s.from)
	r := math.Min(rampSeconds, total/4)
	in, out := 0.0, 0.0
	if s.rampIn {
		in = r
	}
	if s.rampOut {
		out = r
	}
	t := x * total
	var done float64
	switch {
	case in > 0 && t < in:
		done = t * t / (2 * in)
	case out > 0 && t > total-out:
		left := total - t
		done = total - in/2 - out/2 - left*left/(2*out)
	default:
		done = t - in/2
	}
	return done / (total - in/2 - out/2)
}

// swing varies the speed around its mean by up to 18%; its value at 0 and 1 is
// exact, so stretches join without a jump.
func (s *segment) swing(x float64) float64 {
	if s.even {
		return x
	}
	hours := float64(s.to-s.from) / 3600
	slow := 1 + math.Floor(hours*1.5)
	quick := 3 + math.Floor(hours*9)
	p1, p2 := 2*math.Pi*unit(mix(s.seed, 1)), 2*math.Pi*unit(mix(s.seed, 2))
	return x + wave(x, slow, p1, 0.11) + wave(x, quick, p2, 0.07)
}

func wave(x, turns, phase, height float64) float64 {
	k := 2 * math.Pi * turns
	return height * (math.Sin(k*x+phase) - math.Sin(phase)) / k
}

// creep moves in short hops every quarter of an hour, as a port queue does.
func (s *segment) creep(x float64) float64 {
	hops := math.Max(1, math.Floor(float64(s.to-s.from)/(16*60)))
	whole, part := math.Modf(x * hops)
	return (whole + clamp((part-0.84)/0.16, 0, 1)) / hops
}

// kmAt is the distance from the start of the path at t.
func (s *segment) kmAt(t float64) float64 {
	if s.path == nil {
		return 0
	}
	if s.activity == queueing || s.even {
		return s.km0 + (s.km1-s.km0)*s.progress(t)
	}
	h0, h1 := s.path.hoursAt(s.km0), s.path.hoursAt(s.km1)
	return s.path.kmAt(h0 + (h1-h0)*s.progress(t))
}

// where is the true position and course at t.
func (s *segment) where(t float64) (point, float64) {
	if s.path == nil {
		return s.spot, 360 * unit(mix(s.seed, 3))
	}
	km := s.kmAt(t)
	p, course := s.path.at(km)
	p = p.shifted(s.off0, clamp(1-(km-s.km0)/blendKM, 0, 1))
	p = p.shifted(s.off1, clamp(1-(s.km1-km)/blendKM, 0, 1))
	return p, course
}

// speed is km/h at t, taken over the two seconds around it.
func (s *segment) speed(t float64) float64 {
	if s.path == nil {
		return 0
	}
	a := math.Max(t-1, float64(s.from))
	b := math.Min(t+1, float64(s.to))
	if b <= a {
		return 0
	}
	return (s.kmAt(b) - s.kmAt(a)) / (b - a) * 3600
}

// reach is the first moment the truck has come km along the path.
func (s *segment) reach(km float64) int64 {
	low, high := s.from, s.to
	for low < high {
		mid := low + (high-low)/2
		if s.kmAt(float64(mid)) < km {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}
