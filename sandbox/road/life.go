package road

import "fmt"

// Life is how much goes wrong in a fleet.
type Life uint8

const (
	// Usual is the life of the demo: what goes wrong does so as it comes.
	Usual Life = iota
	// Quiet is ordinary work in which nothing goes wrong: trucks queue, rest,
	// brake and lose the network for some minutes, and are on time.
	Quiet
	// Troubled is Quiet with incidents put into it, each known.
	Troubled
)

// ParseLife reads a life by its name; an empty one is Usual.
func ParseLife(name string) (Life, error) {
	switch name {
	case "", "usual":
		return Usual, nil
	case "quiet":
		return Quiet, nil
	case "troubled":
		return Troubled, nil
	}
	return Usual, fmt.Errorf("life %q: want usual, quiet or troubled", name)
}

// calm says whether nothing happens that was not put in.
func (l Life) calm() bool { return l != Usual }

// waitBefore is how long a truck may idle before it leaves, in minutes.
func (l Life) waitBefore() (low, high float64) {
	if l.calm() {
		return 4, 14
	}
	return 6, 55
}

// waitForHands is how long a truck waits at a client before it is offloaded, in
// minutes.
func (l Life) waitForHands() (low, high float64) {
	if l.calm() {
		return 15, 160
	}
	return 15, 260
}

// breather is how long a break on the way is, in minutes.
func (l Life) breather() (low, high float64) {
	if l.calm() {
		return 35, 65
	}
	return 20, 65
}
