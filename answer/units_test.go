package answer

import (
	"bytes"
	"testing"

	"watchtower/fleet"
)

// A map's rings and its bar are in the units of whoever reads it.
func TestMapsAreInTheReadersUnits(t *testing.T) {
	a := Answer{Points: []Point{{Label: "Apapa", Lat: 6.445, Lon: 3.365, State: "place", RadiusM: 16_093}, {Label: "T-1", Lat: 6.5, Lon: 3.4}}}
	km, err := a.Map()
	if err != nil {
		t.Fatal(err)
	}
	a.Units = fleet.Kilometres
	same, err := a.Map()
	if err != nil {
		t.Fatal(err)
	}
	a.Units = fleet.Miles
	mi, err := a.Map()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(km.PNG, same.PNG) || bytes.Equal(km.PNG, mi.PNG) {
		t.Error("the units of a map make no difference, or none does")
	}
}
