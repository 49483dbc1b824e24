package tools_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
)

func table(rows ...string) string {
	raw, _ := json.Marshal(map[string]any{"table": rows})
	return string(raw)
}

func TestBulkShowsEveryFaultAndMakesTheRest(t *testing.T) {
	f := newFixture(t)
	args := table("truck,from,to,start,client,size,weight,colour",
		"4407,apapa,Ibadan,24/11/2026 22:00,Deekay,40,28.5,red",
		"T-9999,apapa,Ibadan,24/11/2026 22:00,,,,",
		"T-5120,apapa,Ibadan,yesterday,,,,",
		"T-5120,apapa,Ibeshe,tomorrow 23:00,,20,,",
		"T-5120,apapa,Ibeshe,tomorrow 23:00,,20,,",
		"BDG 220 YA,apapa,,tomorrow 23:00,,,,",
		"T-5120,apapa,Ibeshe,25/11/2026 23:00,,20,twenty tons,")
	a, err := f.run(dispatcher, fleet.ViaCommand, "trip_bulk", args)
	if err != nil || a.Pending == nil || !strings.HasPrefix(a.Headline, "Create 2 trips? 5 rows are left out") {
		t.Fatalf("%q %v", a.Headline, err)
	}
	for i, want := range []string{"", "Left out: there is no truck", "cannot read \"yesterday\"", "", "the same as row 4", "Left out: no destination", "weight t: \"twenty tons\" is not a number"} {
		if note := a.Table.Rows[i][6]; !strings.Contains(strings.ToLower(note), strings.ToLower(want)) || want == "" && note != "" {
			t.Errorf("row %d: %q, want %q", i+1, note, want)
		}
	}
	if !strings.Contains(a.Text(), "colour") {
		t.Error("the unknown column is not named")
	}
	if _, n, err := f.store.Trips(t.Context(), tripsAll); err != nil || n != 0 {
		t.Fatalf("%d trips before the yes, %v", n, err)
	}
	a, err = f.reg.Confirm(t.Context(), dispatcher, a.Pending.ID)
	if err != nil || a.Headline != "2 trips created, 4001 to 4002." {
		t.Fatalf("%q %v", a.Headline, err)
	}
	trip, err := f.store.Trip(t.Context(), "4001")
	if err != nil || trip.Truck != "T-4407" || trip.Client != "Deekay Foods" || trip.Papers.WeightKg != 28500 || trip.ContainerSize != 40 {
		t.Errorf("%+v %v", trip, err)
	}
}

func TestRepeatATrip(t *testing.T) {
	f := newFixture(t)
	f.must("trip_save", `{"ref":"3101","truck":"T-4407","origin":"Apapa","destination":"Ibadan","start":"2026-11-20T22:00:00+01:00","status":"completed","container":"TCNU3877560",
		"client":"Deekay Foods","cargo":"rice","waybill":"WB-1","weight_t":28,"diesel_l":250,"allowance_naira":80000,"tdo":"TDO-9","planned_arrived":"2026-11-21T04:00:00+01:00"}`)
	a, err := f.run(dispatcher, fleet.ViaCommand, "trip_duplicate", `{"trip_id":"3101","start":"2026-11-24T22:00:00+01:00"}`)
	if err != nil || !strings.Contains(a.Headline, "T-4407 from Apapa Port to Ibadan is created") {
		t.Fatalf("%q %v", a.Headline, err)
	}
	trip, err := f.store.Trip(t.Context(), "4001")
	if err != nil || trip.Cargo != "rice" || trip.Client != "Deekay Foods" || trip.Issued.DieselL != 250 || trip.Papers.WeightKg != 28000 {
		t.Errorf("%+v %v", trip, err)
	}
	if trip.Container+trip.Waybill+trip.Papers.TDO != "" {
		t.Error("papers of one load went to another")
	}
	if want := "2026-11-25 04:00"; trip.Plan.Arrived.In(fleet.WAT).Format("2006-01-02 15:04") != want {
		t.Errorf("planned arrival %s", trip.Plan.Arrived)
	}
	a, err = f.run(dispatcher, fleet.ViaSentence, "trip_duplicate", `{"trip_id":"3101","start":"2026-11-24T22:00:00+01:00","truck":"5120"}`)
	if err != nil || a.Pending == nil {
		t.Fatalf("%+v %v", a, err)
	}
	if a, err = f.reg.Confirm(t.Context(), dispatcher, a.Pending.ID); err != nil || !strings.Contains(a.Text(), "Driver: Ibrahim Bello") {
		t.Errorf("%q %v", a.Text(), err)
	}
}

func TestRulesWarnOrRefuseAsSet(t *testing.T) {
	f := newFixture(t)
	f.must("trip_create", tomorrowTrip)
	again := `{"truck":"T-4407","origin":"Apapa","destination":"Ibeshe Terminal","start":"2026-11-25T06:00:00+01:00"}`
	a, err := f.run(dispatcher, fleet.ViaCommand, "trip_create", again)
	if err != nil || !strings.Contains(a.Text(), "T-4407 is also on trip 4001") {
		t.Fatalf("%q %v", a.Text(), err)
	}
	_, err = f.run(dispatcher, fleet.ViaCommand, "trip_rule_set", `{"rule":"truck_busy","does":"refuse"}`)
	wantKind(t, err, fleet.Forbidden)
	_, err = f.run(manager, fleet.ViaCommand, "trip_rule_set", `{"rule":"truck_busy","does":"on"}`)
	wantKind(t, err, fleet.Invalid)
	if _, err = f.run(manager, fleet.ViaCommand, "trip_rule_set", `{"rule":"truck_busy","does":"refuse"}`); err != nil {
		t.Fatal(err)
	}
	_, err = f.run(dispatcher, fleet.ViaCommand, "trip_create", again)
	if e := wantError(t, err, fleet.Conflict); e.Field != "truck" {
		t.Errorf("field %q", e.Field)
	}
	f.must("trip_rule_set", `{"rule":"start_past","does":"warn"}`)
	a, err = f.run(dispatcher, fleet.ViaCommand, "trip_create", `{"truck":"T-5120","origin":"Apapa","destination":"Ibadan","start":"2026-11-22T22:00:00+01:00"}`)
	if err != nil || !strings.Contains(a.Text(), "is in the past") {
		t.Errorf("%q %v", a.Text(), err)
	}
}

func TestPapersAreKeptAndCorrected(t *testing.T) {
	f := newFixture(t)
	f.must("trip_create", strings.Replace(tomorrowTrip, "}", `,"consignee":"Olam","motor_boy":"Sule","weight_t":28.5,"tdo":"TDO-1","call_up":"ETO-5","call_up_at":"2026-11-23T08:00:00+01:00",
		"empty_return":"Ibeshe Terminal","diesel_l":250,"diesel_naira":357500,"allowance_naira":80000,"planned":{"arrived":"2026-11-25T05:00:00+01:00"}}`, 1))
	a, err := f.run(viewer, fleet.ViaCommand, "trip_status", `{"trip_id":"4001"}`)
	for _, want := range []string{"Consignee: Olam", "Motor boy: Sule", "Weight: 28.5 t", "ETO-5 good until Thu 26 Nov, 08:00 WAT", "Empty back to: Ibeshe Terminal",
		"Diesel issued: 250 L, N357,500", "Allowance: N80,000", "Arrived: planned for Wed 25 Nov, 05:00 WAT"} {
		if err != nil || !strings.Contains(a.Text(), want) {
			t.Errorf("the card lacks %q, %v: %s", want, err, a.Text())
		}
	}
	for _, action := range []string{"depart", "mark_arrived", "end"} {
		f.now = f.now.Add(time.Hour)
		f.must("trip_update", `{"trip_id":"4001","action":"`+action+`"}`)
	}
	_, err = f.run(dispatcher, fleet.ViaCommand, "trip_edit", `{"trip_id":"4001","interchange":"IC-7","actual":{"returned":"2026-11-23T13:30:00+01:00","arrived":"2026-11-23T12:30:00+01:00"}}`)
	wantKind(t, err, fleet.Invalid) // returned before it was completed
	f.now = f.now.Add(2 * time.Hour)
	a, err = f.run(dispatcher, fleet.ViaCommand, "trip_edit", `{"trip_id":"4001","interchange":"IC-7","actual":{"returned":"2026-11-23T14:30:00+01:00","arrived":"2026-11-23T12:30:00+01:00"}}`)
	if err != nil || !strings.Contains(a.Text(), "Empty returned: Mon 23 Nov, 14:30 WAT") || a.Kind != answer.Result {
		t.Errorf("%q %v", a.Text(), err)
	}
	_, err = f.run(dispatcher, fleet.ViaCommand, "trip_edit", `{"trip_id":"4001","cargo":"beans"}`)
	wantKind(t, err, fleet.Conflict)
}
