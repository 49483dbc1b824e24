package tools_test

import (
	"strings"
	"testing"

	"watchtower/answer"
	"watchtower/fleet"
)

func TestMeAndPreferences(t *testing.T) {
	f := newFixture(t)
	vera := f.person("U0VERA0001", "Vera", fleet.Viewer)
	a, err := f.run(vera, fleet.ViaCommand, "me", `{}`)
	if err != nil || a.Headline != "You are Vera, a viewer of this fleet's control room." || fact(a, "Quiet hours") != "none" {
		t.Errorf("me: %v %+v", err, a)
	}
	if may := fact(a, "You may"); !strings.Contains(may, "list alerts") || strings.Contains(may, "give roles") {
		t.Errorf("a viewer may %q", may)
	}
	a, err = f.run(vera, fleet.ViaCommand, "preferences_save", `{"units":"mi","quiet_from":"10pm","quiet_to":"06:30","direct":true,"min_severity":"critical"}`)
	if err != nil || fact(a, "Quiet hours") != "22:00 to 06:30 WAT, except for SOS and crash alerts" {
		t.Fatalf("save: %v %+v", err, a)
	}
	if _, err := f.run(vera, fleet.ViaCommand, "preferences_save", `{"direct":false}`); err != nil {
		t.Fatal(err)
	}
	p, err := f.store.Preferences(t.Context(), vera.PersonID)
	if err != nil || p.Units != "mi" || p.MinSeverity != fleet.Critical || p.QuietFrom == nil || *p.QuietFrom != 22*60 || p.Direct {
		t.Errorf("what is not given must stay: %v %+v", err, p)
	}
	if _, err := f.run(vera, fleet.ViaCommand, "preferences_save", `{"quiet_from":"none"}`); err != nil {
		t.Fatal(err)
	}
	for args, field := range map[string]string{`{"quiet_from":"22:00"}`: "quiet_to", `{"quiet_from":"25:00","quiet_to":"6am"}`: "quiet_from", `{"quiet_from":"22:00","quiet_to":"6:75"}`: "quiet_to",
		`{"quiet_from":"22:00","quiet_to":"10pm"}`: "quiet_to", `{"units":"leagues"}`: "units", `{}`: ""} {
		_, err := f.run(vera, fleet.ViaCommand, "preferences_save", args)
		if e := wantError(t, err, fleet.Invalid); e.Field != field {
			t.Errorf("%s: field %q, %q", args, e.Field, e.Message)
		}
	}
	a, err = f.run(vera, fleet.ViaSentence, "preferences_save", `{"units":"km"}`)
	if err != nil || a.Kind != answer.Confirm {
		t.Fatalf("from a sentence: %v %+v", err, a)
	}
	_, err = f.reg.Confirm(t.Context(), f.person("U0ADMIN001", "Amina", fleet.Admin), a.Pending.ID)
	wantKind(t, err, fleet.Forbidden) // an admin must not get Vera's settings
	nobody := fleet.Caller{Role: fleet.DriverRole, Name: "New"}
	if _, err := f.run(nobody, fleet.ViaCommand, "me", `{}`); err != nil {
		t.Errorf("a driver who is not among the drivers: %v", err)
	}
}

func TestPersonSave(t *testing.T) {
	f := newFixture(t)
	amina := f.person("U0ADMIN001", "Amina", fleet.Admin)
	f.person("U0MOSES001", "moses", fleet.Viewer)
	save := func(args string) (answer.Answer, error) {
		return f.run(amina, fleet.ViaCommand, "person_save", args)
	}
	_, err := save(`{"person":"Amina","role":"viewer"}`)
	if e := wantError(t, err, fleet.Conflict); e.Message != "Amina is the last admin. Make somebody else an admin first." {
		t.Error(e.Message)
	}
	_, err = save(`{"person":"<@U0ADMIN001>","active":false}`)
	wantKind(t, err, fleet.Conflict)
	_, err = save(`{"person":"moses","role":"driver"}`)
	if e := wantError(t, err, fleet.Ambiguous); e.Field != "driver" {
		t.Errorf("a driver without a name: %+v", e)
	}
	a, err := save(`{"person":"moses","role":"driver","driver":"Moses Okafor"}`)
	if err != nil || fact(a, "Role") != "driver (was viewer)" || fact(a, "Driver") != "Moses Okafor" {
		t.Errorf("driver: %v %+v", err, a)
	}
	if c, err := f.store.PersonBySlack(t.Context(), "U0MOSES001"); err != nil || c.Role != fleet.DriverRole || c.DriverID == 0 {
		t.Errorf("moses is %+v, %v", c, err)
	}
	if a, err = save(`{"person":"moses","role":"dispatcher"}`); err != nil || fact(a, "Driver") != "" {
		t.Errorf("no driver any more: %v %+v", err, a)
	}
	if _, err := save(`{"person":"moses","active":false}`); err != nil {
		t.Fatal(err)
	}
	_, err = f.store.PersonBySlack(t.Context(), "U0MOSES001")
	wantKind(t, err, fleet.Forbidden)
	if a, err = save(`{"person":"<@U0NEWCOMER|new>","role":"admin"}`); err != nil || a.Headline != "U0NEWCOMER is added." {
		t.Errorf("somebody who has not been here yet: %v %q", err, a.Headline)
	}
	if _, err = save(`{"person":"Amina","role":"manager"}`); err != nil {
		t.Errorf("there is another admin now: %v", err)
	}
	if c, err := f.store.EnsurePerson(t.Context(), "U0NEWCOMER", "Ngozi", "", 0, f.now); err != nil || c.Role != fleet.Admin || c.Name != "Ngozi" {
		t.Errorf("at first contact the newcomer is %+v, %v", c, err)
	}
	if _, err := f.store.EnsurePerson(t.Context(), "U0CONF0001", "Femi", fleet.Manager, 0, f.now); err != nil {
		t.Fatal(err)
	}
	_, err = save(`{"person":"Femi","role":"viewer"}`)
	if e := wantError(t, err, fleet.Conflict); !strings.Contains(e.Message, "WATCHTOWER_PEOPLE") {
		t.Error(e.Message)
	}
	for args, kind := range map[string]fleet.Kind{`{"person":"Amina"}`: fleet.Invalid, `{"person":"Zebra","role":"viewer"}`: fleet.NotFound,
		`{"person":"Amina","driver":"Moses Okafor"}`: fleet.Invalid, `{"person":"Femi","role":"king"}`: fleet.Invalid, `{"person":"Ami","role":"viewer"}`: ""} {
		if _, err := save(args); fleet.KindOf(err) != kind {
			t.Errorf("%s: %v", args, err)
		}
	}
	_, err = f.run(manager, fleet.ViaCommand, "person_save", `{"person":"Amina","role":"admin"}`)
	wantKind(t, err, fleet.Forbidden)
	list, err := f.run(manager, fleet.ViaCommand, "people_list", `{}`)
	if err != nil || list.Headline != "4 people." || list.Table.Rows[0][0] != "Ngozi" {
		t.Errorf("people_list: %v %+v", err, list)
	}
	list, err = f.run(manager, fleet.ViaCommand, "people_list", `{"search":"mos"}`)
	if err != nil || list.Headline != "1 person called like mos." || list.Table.Rows[0][3] != "no, switched off" {
		t.Errorf("search: %v %+v", err, list)
	}
}

func TestAuditList(t *testing.T) {
	f := newFixture(t)
	amina := f.person("U0ADMIN001", "Amina", fleet.Admin)
	for _, args := range []string{`{"name":"Deekay Foods","phone":"08091111111"}`, `{"name":"Olam Mills"}`} {
		if _, err := f.run(amina, fleet.ViaCommand, "client_save", args); err != nil {
			t.Fatal(err)
		}
	}
	_, err := f.run(viewer, fleet.ViaCommand, "client_save", `{"name":"Mine"}`)
	wantKind(t, err, fleet.Forbidden)
	for args, want := range map[string]string{`{"person":"Amina"}`: "2 entries", `{"tool":"client_save"}`: "4 entries", `{"period":"yesterday"}`: "Nothing", `{"tool":"place_save","period":"today"}`: "3 entries"} {
		a, err := f.run(manager, fleet.ViaCommand, "audit_list", args)
		if err != nil || !strings.HasPrefix(a.Headline, want) {
			t.Errorf("%s: %v %q, want %s", args, err, a.Headline, want)
		}
		if strings.Contains(a.Text(), "0809") {
			t.Errorf("%s shows a telephone number:\n%s", args, a.Text())
		}
	}
	_, err = f.run(manager, fleet.ViaCommand, "audit_list", `{"tool":"client_sav"}`)
	if e := wantError(t, err, fleet.NotFound); len(e.Choices) == 0 || e.Choices[0] != "client_save" {
		t.Errorf("a typo is answered with %v", e.Choices)
	}
	_, err = f.run(dispatcher, fleet.ViaCommand, "audit_list", `{}`)
	wantKind(t, err, fleet.Forbidden)
}
