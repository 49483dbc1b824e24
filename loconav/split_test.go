package loconav_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/fleet"
	"watchtower/loconav"
)

func TestSplit(t *testing.T) {
	for body, want := range map[string][]string{
		`{"a":1}`:                    {`{"a":1}`},
		" \ufeff":                    {"\ufeff"},
		"\ufeff {\"a\":1}\n":         {`{"a":1}`},
		``:                           {},
		`[]`:                         {},
		`[{"a":1}, {"b":[2,3]} ]`:    {`{"a":1}`, `{"b":[2,3]}`},
		`[{"a":1},{"b":2`:            {`{"a":1}`, `{"b":2`},
		`[{"a":1},`:                  {`{"a":1}`},
		`[{"a":1}`:                   {`{"a":1}`},
		`{"a":1`:                     {`{"a":1`},
		`[`:                          {`[`},
		`hello`:                      {`hello`},
		`[1,{"a":1}] trailing`:       {`1`, `{"a":1}`, `] trailing`},
		`{"a":1}` + "\n" + `{"b":2}`: {`{"a":1}`, `{"b":2}`},
		`[{"a":1},banana,{"c":3}]`:   {`{"a":1}`, `banana,{"c":3}]`},
	} {
		got := []string{}
		for _, p := range loconav.Split([]byte(body)) {
			got = append(got, string(p))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Split(%q) (-want +got):\n%s", body, diff)
		}
	}
}

func TestSplitIsBounded(t *testing.T) {
	pieces := loconav.Split([]byte("[" + strings.Repeat("1,", 100_000) + "1]"))
	if len(pieces) != loconav.MaxFacts+1 {
		t.Errorf("%d pieces, want %d and the rest", len(pieces), loconav.MaxFacts)
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{`[{"a":1},{"b":2`, `{"a":1}`, `[]`, `[1,2`, "{}{}", "\ufeff[", `[[[`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		pieces := loconav.Split(body)
		var total int
		for _, p := range pieces {
			total += len(p)
			if len(p) == 0 || !bytes.Contains(body, p) {
				t.Fatalf("piece %q is not of the body %q", p, body)
			}
		}
		if total > len(body) {
			t.Fatalf("%d bytes out of %d", total, len(body))
		}
		var array []json.RawMessage
		if json.Unmarshal(body, &array) == nil && array != nil && len(array) <= loconav.MaxFacts && len(pieces) != len(array) {
			t.Fatalf("%d pieces of an array of %d", len(pieces), len(array))
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{officialPush, `{"imei":1,"gpstime":1e300,"latitude":"1e400","longitude":3}`,
		`{"kind":"A","vehicle_number":"x","event_time":"2026-11-02"}`, `{"kind":"DtcAlert","vehicle_number":"A1","active_event_time":1793622645}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		facts, err := loconav.Decode(raw, options())
		if err != nil {
			if fleet.KindOf(err) != fleet.Invalid || len(facts) != 0 {
				t.Fatalf("Decode = %v, %v; want no fact and an Invalid error", facts, err)
			}
			return
		}
		for _, fact := range facts {
			check(t, fact)
		}
	})
}

// check says what every decoded fact promises to the store.
func check(t *testing.T, fact fleet.Fact) {
	t.Helper()
	if (fact.Position == nil) == (fact.Alert == nil) || fleet.Key(fact.IMEI+fact.Plate) == "" {
		t.Fatalf("fact %+v is not one thing about one vehicle", fact)
	}
	if strings.ContainsRune(fact.Plate+fact.IMEI, 0) {
		t.Fatalf("fact %+v holds a zero byte, which PostgreSQL refuses", fact)
	}
	at := time.Time{}
	if p := fact.Position; p != nil {
		at = p.At
		if !p.Point.Valid() || p.SpeedKmh < 0 || p.SpeedKmh > 300 || p.Heading < 0 || p.Heading >= 360 {
			t.Fatalf("position %+v cannot be", p)
		}
	}
	if a := fact.Alert; a != nil {
		at = a.At
		if a.ID == "" || a.Kind == "" || a.Vendor == "" || a.Phase == "" {
			t.Fatalf("alert %+v has no identity", a)
		}
	}
	if at.Year() < 2000 || at.Year() > 2100 || at.Location() != time.UTC {
		t.Fatalf("time %v", at)
	}
}
