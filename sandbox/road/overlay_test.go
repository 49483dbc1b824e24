package road

import (
	"testing"
)

// moving finds a truck under way on the open road at t for a while.
func moving(t *testing.T, f *Fleet, at int64) int {
	t.Helper()
	for i := range f.trucks {
		s := f.segment(i, at)
		p, _ := s.where(float64(at))
		if s.activity == driving && s.to > at+3600 && !inLagos(p) {
			return i
		}
	}
	t.Fatal("no truck is on the road")
	return 0
}

func TestIncidentsHoldTheTruckWithoutAJump(t *testing.T) {
	f := newTestFleet(t, 1)
	now := morning().Unix()
	i := moving(t, f, now)
	for _, kind := range []string{"breakdown", "crash", "idle"} {
		o := newOverlay(f)
		sends := o.begin(i, kind, now, now+1800)
		if len(sends) == 0 {
			t.Errorf("%s sends no alert", kind)
		}
		last := o.at(i, now-10)
		for s := now; s < now+5*3600; s += 10 {
			r := o.at(i, s)
			km := distanceKM(point{last.Lat, last.Lon}, point{r.Lat, r.Lon})
			if km/10*3600 > 130 {
				t.Fatalf("%s: %.0f km/h at %s", kind, km/10*3600, local(s))
			}
			if s > now && s < now+1800 && (km > 0.001 || r.Speed > 0 || r.Ignition != (kind == "idle")) {
				t.Fatalf("%s: moved %.3f km at %s: %+v", kind, km, local(s), r)
			}
			last = r
		}
		if behind := o.behind(i, now+5*3600); behind != 0 {
			t.Errorf("%s: still %d s behind its plan after five hours", kind, behind)
		}
	}
}

func TestOverspeedShowsInTheFixes(t *testing.T) {
	f := newTestFleet(t, 1)
	now := morning().Unix()
	o := newOverlay(f)
	i := moving(t, f, now)
	o.begin(i, "overspeed", now, now+360)
	if r := o.at(i, now+60); r.Speed < 90 {
		t.Errorf("speed %v", r.Speed)
	}
	if r := o.at(i, now+400); r.Speed > 90 {
		t.Errorf("speed %v after the incident", r.Speed)
	}
	for _, truck := range []int{i, 4} { // one on the road, one in the yard
		o.begin(truck, "overspeed", now, now+360)
		last := o.at(truck, now-10)
		far := 0.0
		for s := now; s < now+2*3600; s += 10 {
			r := o.at(truck, s)
			km := distanceKM(point{last.Lat, last.Lon}, point{r.Lat, r.Lon})
			far = max(far, km)
			if km/10*3600 > 140 {
				t.Fatalf("%s jumps at %.0f km/h at %s", f.trucks[truck].plate, km/10*3600, local(s))
			}
			last = r
		}
		if far*360 < 70 {
			t.Errorf("%s speeds at %.0f km/h at most", f.trucks[truck].plate, far*360)
		}
	}
}

func TestASecondIncidentKeepsTheDelayOfTheFirst(t *testing.T) {
	f := newTestFleet(t, 1)
	now := morning().Unix()
	o := newOverlay(f)
	i := moving(t, f, now)
	o.begin(i, "breakdown", now, now+1200)
	before := o.at(i, now+600)
	o.begin(i, "sos", now+600, now+660)
	after := o.at(i, now+601)
	if km := distanceKM(point{before.Lat, before.Lon}, point{after.Lat, after.Lon}); km > 0.1 {
		t.Errorf("the truck jumped %.2f km", km)
	}
}

func TestPinHoldsUntilReleased(t *testing.T) {
	f := newTestFleet(t, 1)
	o := newOverlay(f)
	now := morning().Unix()
	o.setPin(2, pin{at: point{6.45, 3.36}})
	if r := o.at(2, now+500); r.Lat != 6.45 || r.Lon != 3.36 || r.Speed != 0 {
		t.Errorf("pinned truck reports %+v", r)
	}
	o.unpin(2)
	if r := o.at(2, now); r.Lat == 6.45 {
		t.Error("the pin stays")
	}
}

func TestLostFixesOfARemovedDevice(t *testing.T) {
	f := newTestFleet(t, 1)
	o := newOverlay(f)
	now := morning().Unix()
	o.begin(0, "device_removal", now, now+600)
	if _, lost, silent := o.silent(0, now+60); !lost || !silent {
		t.Errorf("lost %v silent %v", lost, silent)
	}
	o.begin(0, "silence", now, now+600)
	if w, lost, silent := o.silent(0, now+60); lost || !silent || w.to != now+600 {
		t.Errorf("window %v lost %v silent %v", w, lost, silent)
	}
}
