package bot

import (
	"slices"
	"strings"
	"time"

	"watchtower/tools"
)

// parseDriver reads what follows /fleet driver: NAME or PLATE [phone], free
// [PERIOD], or nothing.
func parseDriver(rest []string, now time.Time) (call, error) {
	c := call{Tool: "driver_lookup", Args: map[string]any{}}
	if len(rest) == 0 {
		return c, nil
	}
	if slices.Contains([]string{"free", "available"}, strings.ToLower(rest[0])) {
		c.Args["availability"] = "available"
		if len(rest) == 1 {
			return c, nil
		}
		period, n := periodAt(rest[1:], now)
		if n != len(rest)-1 {
			return c, unknownWord("/fleet drivers free", strings.Join(rest[1:], " "), tools.PeriodNames(), "tomorrow")
		}
		c.Args["period"] = period
		return c, nil
	}
	if last := strings.ToLower(rest[len(rest)-1]); len(rest) > 1 && slices.Contains([]string{"phone", "number"}, last) {
		c.Args["want"], rest = "phone", rest[:len(rest)-1]
	}
	if plate, left := takePlate(rest); plate != "" && len(left) == 0 {
		c.Args["truck"] = plate
		return c, nil
	}
	c.Args["driver"] = strings.Join(rest, " ")
	return c, nil
}
