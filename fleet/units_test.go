package fleet

import "testing"

func TestUnitsArePersonal(t *testing.T) {
	for _, c := range []struct {
		m      float64
		km, mi string
	}{
		{0, "0 m", "0 ft"}, {150, "150 m", "490 ft"}, {153, "150 m", "0.1 mi"}, {350, "350 m", "0.2 mi"}, {4200, "4.2 km", "2.6 mi"},
		{16000, "16 km", "9.9 mi"}, {16050, "16 km", "10 mi"}, {128000, "128 km", "80 mi"},
	} {
		if km, none, mi := Kilometres.Distance(c.m), Units("").Distance(c.m), Miles.Distance(c.m); km != c.km || none != c.km || mi != c.mi {
			t.Errorf("%g m is %q, unset %q, or %q; want %q or %q", c.m, km, none, mi, c.km, c.mi)
		}
	}
	for kmh, want := range map[float64][2]string{0: {"0 km/h", "0 mph"}, 54: {"54 km/h", "34 mph"}, 80.4672: {"80 km/h", "50 mph"}} {
		if km, mi := Units("").Speed(kmh), Miles.Speed(kmh); km != want[0] || mi != want[1] {
			t.Errorf("%g km/h is %q or %q, want %v", kmh, km, mi, want)
		}
	}
	if Units("").String() != "km" || Miles.String() != "mi" || Units("").Of(8) != 8 || Miles.Of(8*KmPerMile) != 8 {
		t.Error("units do not name or convert themselves")
	}
}
