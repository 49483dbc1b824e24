package jobs

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/store/storetest"
	"watchtower/tools"
)

// person makes somebody who asked to be told directly.
func person(t *testing.T, s *store.Store, user string, role fleet.Role, driver int64, change func(*store.Preferences)) int64 {
	t.Helper()
	c, err := s.EnsurePerson(t.Context(), user, user, role, driver, noon)
	if err != nil {
		t.Fatal(err)
	}
	p := store.DefaultPreferences()
	p.Direct = true
	if change != nil {
		change(&p)
	}
	if err := s.SavePreferences(t.Context(), c.PersonID, p, noon); err != nil {
		t.Fatal(err)
	}
	return c.PersonID
}

// toPeople leaves out what goes to channels.
func toPeople(list []store.Delivery) []store.Delivery {
	return slices.DeleteFunc(list, func(d store.Delivery) bool { return !strings.HasPrefix(d.Channel, "U") })
}

// direct are the deliveries to people, by channel and words.
func direct(list []store.Delivery) map[string]string {
	out := map[string]string{}
	for _, d := range list {
		if strings.HasPrefix(d.Channel, "U") {
			out[d.Channel] += d.Answer.Headline + "|"
		}
	}
	return out
}

func TestWhoAskedIsToldDirectlyAndTheCardFollows(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	driver := func(name, plate string) int64 {
		t.Helper()
		if _, err := s.SaveDriver(t.Context(), store.DriverEdit{Name: name}); err != nil {
			t.Fatal(err)
		}
		id, err := s.DriverNamed(t.Context(), name)
		if err != nil || id == 0 {
			t.Fatal(name, err)
		}
		if _, err := s.SaveTruck(t.Context(), store.TruckEdit{Plate: plate, DriverID: id}, noon); err != nil {
			t.Fatal(err)
		}
		return id
	}
	ada := person(t, s, "U0ADA", fleet.Dispatcher, 0, func(p *store.Preferences) { p.Units = fleet.Miles })
	person(t, s, "U0GRAVE", fleet.Viewer, 0, func(p *store.Preferences) { p.MinSeverity = fleet.Critical })
	person(t, s, "U0SILENT", fleet.Manager, 0, func(p *store.Preferences) { p.Direct = false })
	person(t, s, "U0MOSES", fleet.DriverRole, driver("Moses Okafor", "T-4407"), nil)
	person(t, s, "U0SEGUN", fleet.DriverRole, driver("Segun Ojo", "T-5120"), nil)
	person(t, s, "U0GONE", fleet.Dispatcher, 0, nil)
	if err := s.SetStanding(t.Context(), "U0GONE", store.Deactivated, ""); err != nil {
		t.Fatal(err)
	}
	run(t, open(t, e, s))
	speeding := alert(fleet.AlertOverspeed, "1", "T-4407", fleet.PhaseStart, -time.Minute)
	speeding.Fact.Alert.SpeedKmh, speeding.Fact.Alert.Litres = 80.4672, 0
	apply(t, s, speeding)
	decided(t, e, s)
	list := toPeople(said(t, s, noon))
	got := direct(list)
	if want := "Overspeed: T-4407, near Apapa Port, 12:59 WAT.|"; len(list) != 2 || got["U0ADA"] != want || got["U0MOSES"] != want {
		t.Fatalf("said %v, want the dispatcher and the truck's driver told", got)
	}
	for _, d := range list {
		mine := d.Channel == "U0ADA"
		acts := slices.ContainsFunc(d.Answer.Choices, func(c answer.Choice) bool { return c.Tool == "alert_update" })
		if text := d.Answer.Text(); mine != strings.Contains(text, "Speed: 50 mph") || mine != acts {
			t.Errorf("%s reads %s with %v", d.Channel, text, d.Answer.Choices)
		}
		if err := s.Sent(t.Context(), d.ID, d.Version, "D1", "1.1"); err != nil {
			t.Fatal(err)
		}
	}
	step := store.AlertEdit{AlertStep: fleet.AlertStep{Action: fleet.Acknowledge, At: noon, By: ada}, Who: "U0ADA", Via: fleet.ViaButton, What: "Acknowledged"}
	if _, err := s.ChangeAlert(t.Context(), 1, step, tools.AlertCard); err != nil {
		t.Fatal(err)
	}
	decided(t, e, s)
	list = toPeople(said(t, s, noon.Add(time.Hour)))
	if len(list) != 2 || list[0].Version != 2 || list[0].SlackTS != "1.1" || !strings.Contains(list[0].Answer.Text(), "Acknowledged by U0ADA") {
		t.Errorf("said %+v, want both cards edited", list)
	}
}

// What one does oneself is no news: whoever opens an alert again is not told.
func TestNobodyIsToldOfTheirOwnDoing(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	j := open(t, e, s)
	run(t, j)
	if _, err := s.SaveTruck(t.Context(), store.TruckEdit{Plate: "T-4407"}, noon); err != nil {
		t.Fatal(err)
	}
	apply(t, s, alert(fleet.AlertOverspeed, "1", "T-4407", fleet.PhaseStart, -time.Minute))
	decided(t, e, s)
	ada := person(t, s, "U0ADA", fleet.Dispatcher, 0, nil)
	person(t, s, "U0BOLA", fleet.Dispatcher, 0, nil)
	for _, action := range []fleet.AlertAction{fleet.Resolve, fleet.Reopen} {
		step := store.AlertEdit{AlertStep: fleet.AlertStep{Action: action, At: noon, By: ada}, Who: "U0ADA", Via: fleet.ViaButton, What: string(action)}
		if _, err := s.ChangeAlert(t.Context(), 1, step, tools.AlertCard); err != nil {
			t.Fatal(err)
		}
		decided(t, e, s)
	}
	if got := direct(said(t, s, noon)); len(got) != 1 || got["U0BOLA"] == "" {
		t.Errorf("told %v, want the other one alone", got)
	}
}

func TestQuietHoursEndInOneMessage(t *testing.T) {
	e, s := eventstest.Open(t), storetest.Open(t)
	j := open(t, e, s)
	var at atomic.Int64
	at.Store(noon.UnixNano())
	j.o.Now = func() time.Time { return time.Unix(0, at.Load()).UTC() }
	if _, err := s.SaveTruck(t.Context(), store.TruckEdit{Plate: "T-4407"}, noon); err != nil {
		t.Fatal(err)
	}
	quiet := func(from, to int) func(*store.Preferences) {
		return func(p *store.Preferences) { p.QuietFrom, p.QuietTo = &from, &to }
	}
	ada := person(t, s, "U0ADA", fleet.Dispatcher, 0, quiet(12*60, 14*60)) // noon is 13:00 in Lagos
	bola := person(t, s, "U0BOLA", fleet.Dispatcher, 0, quiet(12*60, 14*60))
	run(t, j)
	apply(t, s, alert(fleet.AlertOverspeed, "1", "T-4407", fleet.PhaseStart, -time.Minute),
		alert(fleet.AlertIdle, "2", "T-4407", fleet.PhaseStart, -time.Minute), alert(fleet.AlertTheft, "3", "T-4407", fleet.PhaseStart, 0),
		alert(fleet.AlertSOS, "4", "T-4407", fleet.PhasePoint, 0))
	decided(t, e, s)
	if got := direct(said(t, s, noon)); !strings.HasPrefix(got["U0ADA"], "SOS from T-4407") || strings.Count(got["U0ADA"], "|") != 1 || got["U0BOLA"] != got["U0ADA"] {
		t.Fatalf("told %v in quiet hours, want the SOS alone", got)
	}
	apply(t, s, alert(fleet.AlertIdle, "2", "T-4407", fleet.PhaseEnd, time.Minute)) // over by itself
	p, err := s.Preferences(t.Context(), bola)
	if err != nil {
		t.Fatal(err)
	}
	quiet(12*60, 15*60)(&p) // sleeps an hour longer
	if err := s.SavePreferences(t.Context(), bola, p, noon); err != nil {
		t.Fatal(err)
	}
	decided(t, e, s)
	digests := func() (out []store.Delivery) {
		for _, d := range said(t, s, noon.Add(time.Hour)) {
			if strings.HasPrefix(d.Key, "quiet:") {
				out = append(out, d)
			}
		}
		return out
	}
	if n, err := j.digestOnce(t.Context()); n != 0 || err != nil || len(digests()) != 0 {
		t.Fatalf("%d told before the quiet hours are over, %v", n, err)
	}
	at.Store(noon.Add(time.Hour).UnixNano())
	var list []store.Delivery
	until(t, "what was held is told", func() bool {
		if _, err := j.digestOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		list = append(list, digests()...)
		return len(list) > 0
	})
	if len(list) != 1 || list[0].Channel != "U0ADA" || list[0].Answer.Headline != "3 alerts while you were quiet: 2 open, 1 resolved." {
		t.Fatalf("told %+v, want one message to the dispatcher", list)
	}
	if rows := list[0].Answer.Table.Rows; len(rows) != 3 || !strings.HasPrefix(rows[0][1], "fuel theft") || !strings.HasPrefix(rows[2][1], "idle") {
		t.Errorf("it lists %v", rows)
	}
	for _, id := range []int64{1, 3} {
		step := store.AlertEdit{AlertStep: fleet.AlertStep{Action: fleet.Resolve, At: noon, By: ada}, Who: "Ada", Via: fleet.ViaButton, What: "Resolved"}
		if _, err := s.ChangeAlert(t.Context(), id, step, tools.AlertCard); err != nil {
			t.Fatal(err)
		}
	}
	decided(t, e, s)
	at.Store(noon.Add(2 * time.Hour).UnixNano())
	until(t, "nothing is held", func() bool {
		n, err := j.digestOnce(t.Context())
		return n == 0 && err == nil
	})
	if list := digests(); len(list) != 0 {
		t.Errorf("told %+v after everything was settled", list)
	}
}
