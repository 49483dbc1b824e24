package gazetteer

import (
	"strings"
	"testing"

	"watchtower/fleet"
)

func TestEveryEntryIsAFact(t *testing.T) {
	kinds := map[string]int{}
	for _, e := range All() {
		kinds[e.Kind]++
		if e.Point.Lat < 4 || e.Point.Lat > 14 || e.Point.Lon < 2.5 || e.Point.Lon > 14.8 {
			t.Errorf("%s at %v is not in Nigeria", e.Name, e.Point)
		}
		if e.AccuracyM < 500 || e.AccuracyM > 6000 || e.Source != "own" && !strings.HasPrefix(e.Source, "GeoNames ") {
			t.Errorf("%s: accuracy %v m, source %q", e.Name, e.AccuracyM, e.Source)
		}
	}
	for kind, least := range map[string]int{"capital": 37, "seat": 600, "port": 8, "terminal": 15, "junction": 30, "park": 8, "border": 6} {
		if kinds[kind] < least {
			t.Errorf("%d of kind %s, want %d or more", kinds[kind], kind, least)
		}
	}
}

func TestFind(t *testing.T) {
	for text, want := range map[string]string{
		"ogere": "Ogere", "OGERE trailer park": "Ogere", "tincan": "Tin Can Island Port", "mile two": "Mile 2",
		"Gboko": "Gboko", "zuba junction": "Zuba", "9th mile": "9th Mile Corner", "Otta": "Ota", "Apapa": "Apapa", "gbok": "Gboko", "Ife": "Ife", "Kara": "Kara Market", "zaria trailer park": "Gwargwaje Trailer Park",
	} {
		if found, _ := Find(text); len(found) != 1 || found[0].Name != want {
			t.Errorf("%q finds %+v, want %s", text, found, want)
		}
	}
	if found, m := Find("Ikot"); len(found) < 5 || m != Prefix {
		t.Errorf("Ikot finds %d, want several that begin so", len(found))
	}
	if found, m := Find("Atlantis"); len(found) != 0 || m != None {
		t.Errorf("Atlantis finds %+v", found)
	}
	if got := Similar("Ogbomosso", 3); len(got) == 0 || got[0] != "Ogbomoso" {
		t.Errorf("like Ogbomosso: %v", got)
	}
}

// A name that several have comes with longer ones, each of which finds one.
func TestSameNamesAreToldApart(t *testing.T) {
	found, m := Find("Azare")
	if len(found) != 2 || m != Exact {
		t.Fatalf("Azare finds %+v, want two", found)
	}
	for _, e := range found {
		if again, _ := Find(e.Label); len(again) != 1 || again[0].Point != e.Point {
			t.Errorf("%q finds %+v, want that one alone", e.Label, again)
		}
	}
}

func TestNearestIsNearest(t *testing.T) {
	for lat := 4.2; lat < 14; lat += 0.37 {
		for lon := 2.7; lon < 14.7; lon += 0.41 {
			p := fleet.Point{Lat: lat, Lon: lon}
			e, m := Nearest(p)
			for _, x := range All() {
				if d := x.Point.MetersTo(p); d < m*0.995 { // the tree goes by the sphere
					t.Fatalf("nearest to %v is %s, %.0f m, but %s is at %.0f m", p, e.Name, m, x.Name, d)
				}
			}
		}
	}
}

func TestRoadAt(t *testing.T) {
	for _, c := range []struct {
		lat, lon float64
		want     string
	}{
		{6.780, 3.430, "Lagos-Ibadan Expressway"}, {6.967, 3.655, "Lagos-Ibadan Expressway"}, {6.70, 5.0, "Sagamu-Benin Expressway"},
		{9.70, 7.45, "Abuja-Kaduna Expressway"}, {6.4460, 3.3275, "Apapa-Oshodi Expressway"}, {9.5, 10.5, ""}, {7.0, 4.2, ""},
	} {
		if got := RoadAt(fleet.Point{Lat: c.lat, Lon: c.lon}); got != c.want {
			t.Errorf("at %v, %v: %q, want %q", c.lat, c.lon, got, c.want)
		}
	}
}

func BenchmarkDescribe(b *testing.B) {
	All()
	for i := 0; b.Loop(); i++ {
		p := fleet.Point{Lat: 4.5 + float64(i%900)/100, Lon: 3 + float64(i%1100)/100}
		Nearest(p)
		RoadAt(p)
	}
}
