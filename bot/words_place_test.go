package bot

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlaceWords(t *testing.T) {
	for text, want := range map[string]args{
		`place add "Ibafo depot" here 300m`:                     {"name": "Ibafo depot", "here": true, "radius_m": 300.0},
		`place add Ibafo depot here 300m`:                       {"name": "Ibafo depot", "here": true, "radius_m": 300.0},
		`place add “Ibafo depot” at T-4407 300 m`:               {"name": "Ibafo depot", "at": "T-4407", "radius_m": 300.0},
		`place add Ibafo depot at BDG 220 YA 2km depot`:         {"name": "Ibafo depot", "at": "BDG 220 YA", "radius_m": 2000.0, "kind": "depot"},
		`place add "Mile 2 yard" at 6.462,3.316 client`:         {"name": "Mile 2 yard", "at": "6.462,3.316", "kind": "client"},
		`place add Mile 2 yard at 6.462, 3.316 150m aka m2, ax`: {"name": "Mile 2 yard", "at": "6.462,3.316", "radius_m": 150.0, "aliases": []string{"m2", "ax"}},
	} {
		got, err := parseCommand("/tower", text, monday)
		if err != nil || got.Tool != "place_save" || !cmp.Equal(got.Args, want) {
			t.Errorf("%s = %s %v %v, want %v", text, got.Tool, got.Args, err, want)
		}
	}
	for _, text := range []string{"place", "place add", `place add "Ibafo depot"`, "place add here 300m", "place add X at 6.4,3.3 huge", `place add "A" B here`} {
		if got, err := parseCommand("/tower", text, monday); err == nil {
			t.Errorf("%s = %+v, want an error that says what to type", text, got)
		}
	}
}
