package tools_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/geocode"
	"watchtower/sandbox/atlas"
)

// withGeocoder gives the fixture a geocoder and a queue to remember in.
func withGeocoder(t *testing.T, f *fixture) *atlas.Server {
	t.Helper()
	// The server's clock runs fast, so that a test need not wait a second; who
	// asks in a burst is told apart below.
	began := time.Now()
	far := atlas.New(func() time.Time { return began.Add(time.Since(began) * 1000) })
	server := httptest.NewServer(far)
	t.Cleanup(server.Close)
	client, err := geocode.New(server.URL, "WatchTower/test")
	if err != nil {
		t.Fatal(err)
	}
	f.reg.Geocoder, f.reg.Events = client, eventstest.Open(t)
	return far
}

func near(t *testing.T, f *fixture, place string) (text string, err error) {
	t.Helper()
	a, err := f.run(dispatcher, fleet.ViaCommand, "trucks_near", `{"place":"`+place+`"}`)
	return a.Text(), err
}

func TestAnUnknownPlaceIsAskedForOnce(t *testing.T) {
	f := newFixture(t)
	far := withGeocoder(t, f)
	f.drive("T-4407", 6.905, 3.702, 0, time.Minute)
	for range 2 {
		text, err := near(t, f, "Ilu Alapako")
		if err != nil || !strings.Contains(text, "1 truck within 10 km of Ilu Alapako, Obafemi Owode, Ogun State") ||
			!strings.Contains(text, "its position is from 127.0.0.1 (Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright) and may be off by 1.6 km.") {
			t.Errorf("%v\n%s", err, text)
		}
	}
	if got := far.Asked(); !slices.Equal(got, []string{"Ilu Alapako"}) {
		t.Errorf("asked %q", got)
	}
}

// What the fleet or the gazetteer knows, and what may be a plate or a phone
// number, is no business of a server outside; an answer of nothing is kept.
func TestTheGeocoderIsAskedForPlacesAlone(t *testing.T) {
	f := newFixture(t)
	far := withGeocoder(t, f)
	f.drive("T-4407", 6.905, 3.702, 0, time.Minute)
	for _, place := range []string{"Apapa", "Ibadan", "Ibadna Tollgat 5", "ZZZ 123 XX", "0803 123 4567", "7.1, 4.2", "Qq"} {
		if _, err := near(t, f, place); err != nil && fleet.Retryable(err) {
			t.Errorf("%s: %v", place, err)
		}
	}
	if got := far.Asked(); len(got) > 0 {
		t.Errorf("asked %q", got)
	}
	for range 2 {
		_, err := near(t, f, "Zzyzxville")
		wantKind(t, err, fleet.NotFound)
	}
	if got := far.Asked(); len(got) != 1 {
		t.Errorf("asked %q for what is nowhere", got)
	}
}

func TestSeveralHitsAreAQuestion(t *testing.T) {
	f := newFixture(t)
	far := withGeocoder(t, f)
	f.drive("T-4407", 8.1, 4.6, 0, time.Minute)
	_, err := near(t, f, "Oke Odo Titun")
	e := wantError(t, err, fleet.Ambiguous)
	if want := []string{"Oke Odo Titun, Ife North, Osun State", "Oke Odo Titun, Ifelodun, Kwara State"}; !slices.Equal(e.Choices, want) {
		t.Fatalf("choices %q, want %q", e.Choices, want)
	}
	if text, err := near(t, f, e.Choices[1]); err != nil || !strings.Contains(text, "1 truck within") {
		t.Errorf("chosen: %v %s", err, text)
	}
	if got := far.Asked(); len(got) != 1 {
		t.Errorf("asked %q: a choice needs no second question", got)
	}
}

func TestAGeocoderThatIsAwayIsSaid(t *testing.T) {
	f := newFixture(t)
	withGeocoder(t, f).Down()
	_, err := near(t, f, "Ilu Alapako")
	if e := wantError(t, err, fleet.NotFound); !strings.Contains(e.Message, "The geocoder at 127.0.0.1 does not answer right now.") {
		t.Errorf("%q", e.Message)
	}
}

// Two questions at once are a second apart on the wire.
func TestTheGeocoderIsAskedOnceASecond(t *testing.T) {
	f := newFixture(t)
	withGeocoder(t, f)
	began := time.Now()
	for _, place := range []string{"Ilu Alapako", "Oke Odo Titun"} {
		if _, err := near(t, f, place); err != nil && fleet.KindOf(err) != fleet.Ambiguous {
			t.Error(err)
		}
	}
	if took := time.Since(began); took < time.Second {
		t.Errorf("both were asked within %v", took)
	}
}

// A slip of one letter is taken for the name it is nearest to, and said.
func TestANameWithASlip(t *testing.T) {
	f := newFixture(t)
	f.drive("T-4407", 7.38, 3.95, 0, time.Minute)
	if text, err := near(t, f, "Ibadn"); err != nil || !strings.Contains(text, `I took "Ibadn" for Ibadan.`) {
		t.Errorf("%v\n%s", err, text)
	}
	_, err := near(t, f, "Ibaadnn")
	wantKind(t, err, fleet.NotFound)
}
