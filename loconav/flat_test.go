package loconav

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

var flatSeeds = []string{
	`{"imei":"0210716299","speed":42.5,"gpstime":"02-11-2026 18:00:45","ignition":"1","latitude":6.445,"orientation":-201,"on":true,"off":false,"none":null}`,
	` { "a" : 0 , "b":0.5,"a":-0 } `, `{}`, `{"a":01}`, `{"a":1.}`, `{"a":.5}`, `{"a":-}`, `{"a":1e5}`, `{"a":"\u0041"}`, `{"a":{"b":1}}`, `{"a":[1]}`,
	`{"a":1,}`, `{"a":1`, `{"a" 1}`, `{a:1}`, `{"a":1}x`, `{"a":1}{}`, `{"a":tru}`, `{"a":"` + "\xff" + `"}`, `{"a":"` + "\n" + `"}`, `{"é":"ß"}`, ``, `17`, `null`,
}

// agree holds the plain reader against the general one: what it reads, the
// other reads the same; what it refuses is not its business.
func agree(t *testing.T, raw []byte) {
	t.Helper()
	fast, ok := flat(raw)
	if !ok {
		return
	}
	slow, err := general(raw)
	if err != nil {
		t.Fatalf("%q was read as %v, but is refused: %v", raw, fast, err)
	}
	if diff := cmp.Diff(slow, fast); diff != "" {
		t.Fatalf("%q (-general +plain):\n%s", raw, diff)
	}
}

func TestPlainObjectsAreReadTheSame(t *testing.T) {
	read := 0
	for _, seed := range flatSeeds {
		agree(t, []byte(seed))
		if _, ok := flat([]byte(seed)); ok {
			read++
		}
	}
	if read != 3 {
		t.Errorf("%d plain objects were read, want the two and the one in Unicode", read)
	}
}

func FuzzPlain(f *testing.F) {
	for _, seed := range flatSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) { agree(t, raw) })
}

func BenchmarkParse(b *testing.B) {
	raw := []byte(flatSeeds[0])
	for name, read := range map[string]func([]byte) (object, error){"parse": parse, "general": general} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := read(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
