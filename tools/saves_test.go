package tools_test

import (
	"strings"
	"testing"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

func TestNumbersThatASpreadsheetSpoiltAreRefused(t *testing.T) {
	f := newFixture(t)
	for _, imei := range []string{"3.56E+14", "356E14", "356938035643809.0", "12345", "abc"} {
		_, err := f.run(manager, fleet.ViaCommand, "truck_save", `{"plate":"KJA 1 XA","imei":"`+imei+`"}`)
		e := wantError(t, err, fleet.Invalid)
		if e.Field != "imei" || strings.ContainsAny(imei, ".E") != strings.Contains(e.Message, "spreadsheet") {
			t.Errorf("%s: %s %q", imei, e.Field, e.Message)
		}
	}
	for i, imei := range []string{"35-693803-564380-9", "0210716299"} {
		f.must("truck_save", `{"plate":"KJA `+string(rune('1'+i))+` XA","imei":"`+imei+`"}`)
		if n, err := f.store.FindTruck(t.Context(), fleet.Key(imei), store.Exact); err != nil || n.ID == 0 {
			t.Errorf("%s: %v", imei, err)
		}
	}
}

func TestPhonesNeedACountryUnlessNigerian(t *testing.T) {
	f := newFixture(t)
	good := map[string]string{"0803 123 4567": "+2348031234567", "8031234567": "+2348031234567", "2348031234567": "+2348031234567",
		"+44 20 7946 0000": "+442079460000", "0044 20 7946 0000": "+442079460000"}
	for phone, want := range good {
		f.must("driver_save", `{"name":"Moses Okafor","phone":"`+phone+`"}`)
		n, err := f.store.FindDriver(t.Context(), "Moses Okafor", store.Exact)
		if err != nil {
			t.Fatal(err)
		}
		if d, err := f.store.Driver(t.Context(), n.ID); err != nil || d.Phone != want {
			t.Errorf("%s: %q %v, want %s", phone, d.Phone, err, want)
		}
	}
	for _, phone := range []string{"442079460000", "18005551234", "080312345678"} {
		_, err := f.run(manager, fleet.ViaCommand, "client_save", `{"name":"Deekay Foods","phone":"`+phone+`"}`)
		if e := wantError(t, err, fleet.Invalid); e.Field != "phone" || !strings.Contains(e.Message, "country code") {
			t.Errorf("%s: %q", phone, e.Message)
		}
	}
}

func TestASaveSaysWhatThePlaceBecomes(t *testing.T) {
	f := newFixture(t)
	a := f.must("place_save", `{"name":"Apapa Port","latitude":6.445,"longitude":3.365,"aliases":["wharf"]}`)
	if text := a.Text(); !strings.Contains(text, "port") || !strings.Contains(text, "1.2 km") {
		t.Errorf("%s", text)
	}
	a = f.must("place_save", `{"name":"Ota Yard","latitude":6.6,"longitude":3.3}`)
	if text := a.Text(); !strings.Contains(text, "depot") || !strings.Contains(text, "300 m") {
		t.Errorf("%s", text)
	}
	if len(a.Notes) > 0 {
		t.Errorf("a new place has no earlier visits: %q", a.Notes)
	}
	for _, c := range []struct {
		args     string
		reshaped bool
	}{
		{`{"name":"Ota Yard","latitude":6.6,"longitude":3.3,"radius_m":300,"kind":"park"}`, false},
		{`{"name":"Ota Yard","latitude":6.61,"longitude":3.3}`, true},
		{`{"name":"Apapa Port","latitude":6.445,"longitude":3.365,"radius_m":900}`, true},
	} {
		a := f.must("place_save", c.args)
		if told := strings.Contains(strings.Join(a.Notes, " "), "watchtower rebuild"); told != c.reshaped {
			t.Errorf("%s: notes %q, want the past told of: %t", c.args, a.Notes, c.reshaped)
		}
	}
	if _, err := f.run(manager, fleet.ViaCommand, "place_save", `{"name":"Ota Yard","latitude":6.6,"longitude":3.3,"radius_m":5}`); fleet.KindOf(err) != fleet.Invalid {
		t.Errorf("radius 5: %v", err)
	}
}

// A driver who is only half named is shown before the truck is saved, and a
// list that nobody watches is refused.
func TestADriverOfATruckIsNeverGuessed(t *testing.T) {
	f := newFixture(t)
	_, err := f.run(system, fleet.ViaJob, "truck_save", `{"plate":"BDG 220 YA","driver":"brah"}`)
	if e := wantError(t, err, fleet.Ambiguous); e.Field != "driver" || len(e.Choices) != 1 || e.Choices[0] != "Ibrahim Bello" {
		t.Errorf("%+v", e)
	}
	a, err := f.run(manager, fleet.ViaCommand, "truck_save", `{"plate":"BDG 220 YA","driver":"brah"}`)
	if err != nil || a.Kind != answer.Confirm || !strings.Contains(a.Text(), "Ibrahim Bello") {
		t.Fatalf("%v %s", err, a.Text())
	}
	f.must("driver_save", `{"name":"Abraham Sule"}`) // now the text could mean two
	if _, err := f.reg.Confirm(t.Context(), manager, a.Pending.ID); err != nil {
		t.Errorf("what was shown is not what is done: %v", err)
	}
}
