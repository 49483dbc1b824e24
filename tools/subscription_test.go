package tools_test

import (
	"strings"
	"testing"

	"watchtower/fleet"
)

func TestSubscriptionsAreOnesOwn(t *testing.T) {
	f := newFixture(t)
	ada, musa := f.person("U0ADA", "Ada Obi", fleet.Dispatcher), f.person("U0MUSA", "Musa Bello", fleet.Manager)
	for args, want := range map[string]string{
		`{"every":"daily"}`: "You get the report daily at 07:00 WAT, in a direct message. The first comes on Tue 24 Nov, 07:00 WAT.",
		`{"every":"weekly","weekday":"friday","at":"5.30pm","client":"deekay"}`: "You get the report weekly, Fridays at 17:30 WAT, of Deekay Foods, in a direct message. The first comes on Fri 27 Nov, 17:30 WAT.",
		`{"every":"monthly","truck":"4407"}`:                                    "You get the report monthly, on the 1st at 07:00 WAT, of T-4407, in a direct message. The first comes on Tue 1 Dec, 07:00 WAT.",
	} {
		if a, err := f.run(ada, fleet.ViaCommand, "subscription_save", args); err != nil || a.Headline != want {
			t.Errorf("%s: %v %q", args, err, a.Headline)
		}
	}
	a, err := f.run(ada, fleet.ViaCommand, "subscriptions_list", `{}`)
	if err != nil || len(a.Table.Rows) != 3 || a.Table.Rows[1][2] != "Deekay Foods" || len(a.Choices) != 3 {
		t.Fatalf("%v\n%s", err, a.Text())
	}
	if b, err := f.run(musa, fleet.ViaCommand, "subscriptions_list", `{}`); err != nil || b.Table != nil {
		t.Errorf("of somebody else: %v %s", err, b.Text())
	}
	stop := `{"stop":true,"id":"` + a.Table.Rows[0][0] + `"}`
	if b, err := f.run(musa, fleet.ViaCommand, "subscription_save", stop); err != nil || !strings.HasPrefix(b.Headline, "There is no such") {
		t.Errorf("ended somebody else's: %v %s", err, b.Text())
	}
	if b, err := f.run(ada, fleet.ViaCommand, "subscription_save", stop); err != nil || b.Headline != "Ended: 1 subscription. Nothing more is sent of that." {
		t.Errorf("%v %s", err, b.Text())
	}
	for args, field := range map[string]string{`{}`: "every", `{"every":"daily","at":"25:00"}`: "at", `{"every":"daily","truck":"ZZ-99"}`: "truck"} {
		_, err := f.run(ada, fleet.ViaCommand, "subscription_save", args)
		if e := wantError(t, err, fleet.KindOf(err)); e.Field != field {
			t.Errorf("%s: %+v", args, e)
		}
	}
	_, err = f.run(dispatcher, fleet.ViaCommand, "subscription_save", `{"every":"daily"}`)
	wantKind(t, err, fleet.Invalid)
	_, err = f.run(f.person("U0VERA", "Vera Eze", fleet.Viewer), fleet.ViaCommand, "subscription_save", `{"every":"daily"}`)
	wantKind(t, err, fleet.Forbidden)
}
