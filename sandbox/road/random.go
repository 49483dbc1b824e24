package road

// dice is a small deterministic generator (splitmix64): the same seed gives the
// same fleet on every machine and every Go release.
type dice struct{ state uint64 }

func newDice(parts ...uint64) *dice { return &dice{state: mix(parts...)} }

// mix folds numbers into one well-spread hash.
func mix(parts ...uint64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, p := range parts {
		h = scramble(h ^ scramble(p+0x9e3779b97f4a7c15))
	}
	return h
}

func scramble(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// unit maps a hash to [0, 1).
func unit(h uint64) float64 { return float64(h>>11) / (1 << 53) }

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	return scramble(d.state)
}

// float is uniform in [0, 1).
func (d *dice) float() float64 { return unit(d.next()) }

// between is uniform in [low, high).
func (d *dice) between(low, high float64) float64 { return low + (high-low)*d.float() }

// below is uniform in 0..n-1.
func (d *dice) below(n int) int { return int(d.next() % uint64(n)) }

// chance is true with probability p.
func (d *dice) chance(p float64) bool { return d.float() < p }

// seconds is a whole number of seconds between two numbers of minutes.
func (d *dice) seconds(lowMinutes, highMinutes float64) int64 {
	return int64(d.between(lowMinutes, highMinutes) * 60)
}

// pick chooses one of a list.
func pick[T any](d *dice, list []T) T { return list[d.below(len(list))] }
