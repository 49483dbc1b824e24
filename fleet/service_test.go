package fleet_test

import (
	"testing"

	"watchtower/fleet"
)

func TestServiceDue(t *testing.T) {
	plan := fleet.ServicePlan{Km: 10_000, Hours: 500, Days: 180}
	const today = fleet.Day(20_780)
	for name, c := range map[string]struct {
		plan    fleet.ServicePlan
		use     fleet.ServiceUse
		km      float64
		by      string
		on      fleet.Day
		overdue bool
	}{
		"by distance first":        {plan, fleet.ServiceUse{Since: today - 20, Km: 9000, Hours: 200, KmADay: 250, HoursADay: 5, Recorded: true}, 1000, "km", today + 4, false},
		"by engine hours first":    {plan, fleet.ServiceUse{Since: today - 20, Km: 1000, Hours: 480, KmADay: 20, HoursADay: 10, Recorded: true}, 9000, "hours", today + 2, false},
		"by date first":            {plan, fleet.ServiceUse{Since: today - 170, Km: 1000, Hours: 50, KmADay: 20, HoursADay: 1, Recorded: true}, 9000, "date", today + 10, false},
		"one that stands":          {fleet.ServicePlan{Km: 10_000}, fleet.ServiceUse{Since: today - 20, Km: 9000, Recorded: true}, 1000, "", fleet.NoDay, false},
		"past the distance":        {plan, fleet.ServiceUse{Since: today - 20, Km: 10_100, KmADay: 1, Recorded: true}, -100, "km", today, true},
		"exactly at the distance":  {plan, fleet.ServiceUse{Since: today - 20, Km: 10_000, KmADay: 10, Recorded: true}, 0, "km", today, false},
		"on the last day":          {plan, fleet.ServiceUse{Since: today - 180, Recorded: true}, 10_000, "date", today, false},
		"a day after":              {plan, fleet.ServiceUse{Since: today - 181, Recorded: true}, 10_000, "date", today, true},
		"never recorded, far":      {plan, fleet.ServiceUse{Since: today - 400, Km: 12_000, KmADay: 10}, -2000, "km", today, true},
		"never recorded, days say": {plan, fleet.ServiceUse{Since: today - 400, Km: 100}, 9900, "", fleet.NoDay, false},
	} {
		d := c.plan.Due(c.use, today)
		if d.Km != c.km || d.By != c.by || d.On != c.on || d.Overdue() != c.overdue {
			t.Errorf("%s: %+v, overdue %v", name, d, d.Overdue())
		}
	}
	if k, err := fleet.ServiceKind("TYRES "); k != "tyres" || err != nil {
		t.Errorf("%q %v", k, err)
	}
	if _, err := fleet.ServiceKind("haircut"); fleet.KindOf(err) != fleet.Invalid {
		t.Errorf("haircut: %v", err)
	}
}
