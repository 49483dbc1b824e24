package road

// calmly finds the alerts in a life where nothing happens that was not put in:
// what the vendor tells of ordinary work, and of each incident it can see.
func (c *crier) calmly() []*notice {
	c.spells()
	c.visits()
	for k := range c.plan {
		s := &c.plan[k]
		c.onTheRoad(s)
		if s.activity == fuelling {
			c.cry(notice{kind: "RefuelingAlert", start: s.to, amount: round(c.dice(s, 0x7265).between(140, 330), 1)})
		}
	}
	for _, h := range c.fleet.known[c.truck] {
		d := newDice(c.fleet.seed, 0x776f, uint64(c.truck), uint64(h.from))
		switch h.kind {
		case kindTheft:
			c.cry(notice{kind: "PossibleFuelTheftAlert", start: h.from, amount: round(d.between(18, 85), 1)})
		case kindSOS:
			c.cry(notice{kind: "SosAlert", start: h.from})
		case kindCrash:
			c.cry(notice{kind: "CrashDuringOverspeedAlert", start: h.from, speed: 71})
		case kindRemoval:
			c.cry(notice{kind: "DeviceRemovalAlert", start: h.from, end: h.to, text: "12345"})
		case kindSilence:
			if h.to-h.from > 2400 {
				c.cry(notice{kind: "DeviceOfflineAlert", start: h.from + 1800, end: h.to})
			}
		}
	}
	return c.out
}
