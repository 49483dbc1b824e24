package jobs

import (
	"slices"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
)

func TestOldMonthsAreDroppedAndTheirRollupsStay(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	j := open(t, e, s)
	fix := func(at time.Time) store.Incoming {
		return store.Incoming{EntryID: at.String(), Fact: fleet.Fact{Source: "loconav", ReceivedAt: at, Plate: "A1",
			Position: &fleet.Position{At: at, ReceivedAt: at, Point: fleet.Point{Lat: 6.445, Lon: 3.365}}}}
	}
	august := time.Date(2026, 8, 20, 12, 0, 0, 0, time.UTC)
	apply(t, s, fix(august), fix(august.Add(time.Hour)), fix(noon))
	if err := j.rollUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	j.o.KeepMonths = 2
	for range 2 {
		if err := j.forget(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	months, err := s.Partitions(t.Context())
	if err != nil || slices.Contains(months, "positions_2026_08") || !slices.Contains(months, "positions_2026_09") {
		t.Errorf("partitions = %v, %v; want August gone and September there", months, err)
	}
	days, err := s.Rollups(t.Context(), fleet.DayOf(august), fleet.DayOf(august)+1)
	if err != nil || len(days) != 1 || days[0].StoppedS != 5*3600 || days[0].OfflineS != 6*3600 {
		t.Errorf("August = %+v, %v; want its roll-up", days, err)
	}
	if _, err := s.ApplyFacts(t.Context(), noon, []store.Incoming{fix(august.Add(time.Minute))}); err != nil {
		t.Fatal(err) // a straggler from a dropped month is kept and changes nothing
	}
	if err := j.rollUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	again, err := s.Rollups(t.Context(), fleet.DayOf(august), fleet.DayOf(august)+1)
	if err != nil || len(again) != 1 || again[0].StoppedS != days[0].StoppedS || again[0].OfflineS != days[0].OfflineS {
		t.Errorf("August = %+v, %v; want it as it was: %+v", again, err, days)
	}
}

func TestOldTalkIsForgotten(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	j := open(t, e, s)
	for id, age := range map[string]time.Duration{"old": 8 * 24 * time.Hour, "new": time.Hour} {
		at := noon.Add(-age)
		p := store.PendingWrite{ID: id, Caller: fleet.SystemCaller, Tool: "trip_create", Args: []byte(`{}`), CreatedAt: at, ExpiresAt: at}
		if err := s.SavePending(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	for key, age := range map[string]time.Duration{"reply:old": 8 * 24 * time.Hour, "reply:new": time.Hour, "alert:old": 91 * 24 * time.Hour, "alert:new": 8 * 24 * time.Hour} {
		if err := s.Say(t.Context(), key, key, answer.Answer{Headline: "hello"}, noon.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	due, err := s.ClaimDeliveries(t.Context(), time.Now().Add(-25*time.Hour), time.Minute, 10, store.Pace{})
	if err != nil || len(due) != 4 {
		t.Fatal(due, err)
	}
	for _, d := range due {
		if err := s.Sent(t.Context(), d.ID, d.Version, d.Channel, "1.1"); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"reply:old", "reply:new", "alert:old", "alert:new"} { // what was forgotten is posted anew
		if err := s.Say(t.Context(), key, key, answer.Answer{Headline: "again"}, noon); err != nil {
			t.Fatal(err)
		}
	}
	due, err = s.ClaimDeliveries(t.Context(), time.Now(), time.Minute, 10, store.Pace{})
	if err != nil {
		t.Fatal(err)
	}
	var posts []string
	for _, d := range due {
		if d.SlackTS == "" {
			posts = append(posts, d.Key)
		}
	}
	if slices.Sort(posts); !slices.Equal(posts, []string{"alert:old", "reply:old"}) {
		t.Errorf("forgotten %v, want the old ones", posts)
	}
	if n, err := s.TidyPace(t.Context(), time.Now().Add(-24*time.Hour)); n != 0 || err != nil {
		t.Errorf("%d channels' pace was left, %v", n, err)
	}
	if _, err := s.Pending(t.Context(), "old"); fleet.KindOf(err) != fleet.NotFound {
		t.Errorf("a write nobody confirmed for a week is still here: %v", err)
	}
	if _, err := s.Pending(t.Context(), "new"); err != nil {
		t.Errorf("a fresh one is gone: %v", err)
	}
}
