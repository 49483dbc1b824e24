package tools_test

import (
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

func TestTowerStatus(t *testing.T) {
	f := newFixture(t)
	a, err := f.run(manager, fleet.ViaCommand, "tower_status", `{}`)
	if err != nil || !strings.HasPrefix(a.Headline, "Please look: Redis does not answer from here") {
		t.Errorf("without Redis: %v %+v", err, a)
	}
	if _, err := f.store.ClaimJob(t.Context(), "outbox", f.now.Add(-48*time.Hour), f.now, f.now); err != nil {
		t.Fatal(err)
	}
	if _, err := f.store.ClaimJob(t.Context(), "partitions", f.now.Add(-time.Hour), f.now, f.now); err != nil {
		t.Fatal(err)
	}
	if err := f.store.EndJob(t.Context(), "partitions", f.now.Add(-time.Hour), f.now, "done"); err != nil {
		t.Fatal(err)
	}
	f.drive("T-4407", 6.45, 3.37, 40, 20*time.Minute)
	if err := f.store.Say(t.Context(), "x", "C1", answer.Answer{Headline: "x"}, f.now.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	a, err = f.run(manager, fleet.ViaCommand, "tower_status", `{}`)
	for _, part := range []string{"no truck has reported for 20 min", "a delivery has waited 1 h 00 min", "the job outbox has not run since", "Deliveries waiting: 1, the oldest for 1 h 00 min", "partitions"} {
		if err != nil || !strings.Contains(a.Text(), part) {
			t.Errorf("%v; %q is not in\n%s", err, part, a.Text())
		}
	}
	_, err = f.run(dispatcher, fleet.ViaCommand, "tower_status", `{}`)
	wantKind(t, err, fleet.Forbidden)
}
