package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store/storetest"
	"watchtower/tools"
)

// People get their reports at their hour, once from all replicas, by their role;
// one whose hour is long past is left out.
func TestSubscribedReports(t *testing.T) {
	s := storetest.Open(t)
	now := wat("2026-11-23 06:30")
	ada, err := s.EnsurePerson(t.Context(), "U0ADA", "Ada Obi", fleet.Dispatcher, 0, now)
	if err != nil {
		t.Fatal(err)
	}
	reg := tools.New(s, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	run := func(args string) string {
		t.Helper()
		a, err := reg.Run(t.Context(), ada, fleet.ViaCommand, "subscription_save", []byte(args))
		if err != nil {
			t.Fatal(err)
		}
		return a.Headline
	}
	if got := run(`{"every":"daily","at":"07:00"}`); got != "You get the report daily at 07:00 WAT, in a direct message. The first comes on Mon 23 Nov, 07:00 WAT." {
		t.Error(got)
	}
	run(`{"every":"weekly","weekday":"tuesday","at":"7am"}`)
	a, b := reporting(t, s, &now), reporting(t, s, &now)
	seen := map[string]bool{}
	send := func(at string) (keys []string) {
		t.Helper()
		now = wat(at)
		for _, j := range []*Jobs{a, b, a} {
			if err := j.sendReports(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for _, d := range said(t, s, time.Now()) {
			if d.Channel != "U0ADA" || d.Version != 1 {
				t.Errorf("%+v", d)
			}
			if seen[d.Key] { // not posted yet, and claimed again
				continue
			}
			seen[d.Key] = true
			keys = append(keys, d.Answer.Headline[:strings.Index(d.Answer.Headline, ":")])
		}
		return keys
	}
	for _, c := range []struct{ at, want string }{
		{"2026-11-23 06:59", ""}, {"2026-11-23 07:00", "Daily report, Sun 22 Nov 2026"},
		{"2026-11-24 07:01", "Daily report, Mon 23 Nov 2026; Report, Tue 17 Nov to Mon 23 Nov 2026"},
		{"2026-11-25 14:00", ""}, // nothing ran in the morning
		{"2026-11-26 07:00", "Daily report, Wed 25 Nov 2026"},
	} {
		if got := strings.Join(send(c.at), "; "); got != c.want {
			t.Errorf("at %s: %q, want %q", c.at, got, c.want)
		}
	}
	demoted, err := s.Person(t.Context(), ada.PersonID)
	if err != nil {
		t.Fatal(err)
	}
	demoted.Role = fleet.Viewer
	if _, err := s.SavePerson(t.Context(), demoted, now); err != nil {
		t.Fatal(err)
	}
	now = wat("2026-11-27 07:00")
	if err := a.sendReports(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, d := range said(t, s, time.Now()) {
		if !seen[d.Key] && d.Answer.Kind != "refused" {
			t.Errorf("to a viewer: %+v", d)
		}
	}
	if n, err := s.EndSubscriptions(t.Context(), ada.PersonID, "daily", 0); n != 1 || err != nil {
		t.Error(n, err)
	}
	if list, err := s.Subscriptions(t.Context(), ada.PersonID); err != nil || len(list) != 1 || list[0].Rhythm != (fleet.Rhythm{Every: "weekly", Weekday: time.Tuesday, Minute: 420}) {
		t.Errorf("%+v %v", list, err)
	}
}

// A report that cannot be made keeps nobody else waiting, however many there are.
func TestOneThatFailsKeepsNobodyWaiting(t *testing.T) {
	s := storetest.Open(t)
	now := wat("2026-11-23 06:30")
	reg := tools.New(s, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	var last fleet.Caller
	for i := range sendMost + 3 {
		p, err := s.EnsurePerson(t.Context(), fmt.Sprintf("U0P%02d", i), fmt.Sprint("Person ", i), fleet.Dispatcher, 0, now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := reg.Run(t.Context(), p, fleet.ViaCommand, "subscription_save", []byte(`{"every":"daily","at":"07:00"}`)); err != nil {
			t.Fatal(err)
		}
		last = p
	}
	now = wat("2026-11-23 07:00")
	j := reporting(t, s, &now)
	j.o.Run = func(ctx context.Context, c fleet.Caller, via fleet.Via, tool string, args json.RawMessage) (answer.Answer, error) {
		if c.PersonID != last.PersonID {
			return answer.Answer{}, fleet.Errorf(fleet.Unavailable, "away")
		}
		return reg.Run(ctx, c, via, tool, args)
	}
	if err := j.sendReports(t.Context()); fleet.KindOf(err) != fleet.Unavailable {
		t.Errorf("the failures were swallowed: %v", err)
	}
	if got := said(t, s, time.Now()); len(got) != 1 || got[0].Channel != fmt.Sprintf("U0P%02d", sendMost+2) {
		t.Errorf("sent: %+v", got)
	}
}

// What is our fault and lasts is told once, and not tried all day.
func TestReportThatAlwaysGoesWrong(t *testing.T) {
	s := storetest.Open(t)
	now := wat("2026-11-23 06:30")
	reg := tools.New(s, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	p, err := s.EnsurePerson(t.Context(), "U0ADA", "Ada", fleet.Dispatcher, 0, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reg.Run(t.Context(), p, fleet.ViaCommand, "subscription_save", []byte(`{"every":"daily","at":"07:00"}`)); err != nil {
		t.Fatal(err)
	}
	j := reporting(t, s, &now)
	tries := 0
	j.o.Run = func(context.Context, fleet.Caller, fleet.Via, string, json.RawMessage) (answer.Answer, error) {
		tries++
		return answer.Answer{}, errors.New("division by zero")
	}
	now = wat("2026-11-23 07:00")
	if err := j.sendReports(t.Context()); err == nil || len(said(t, s, time.Now())) > 0 {
		t.Errorf("at first: %v, and %d said", err, len(said(t, s, time.Now())))
	}
	for _, at := range []string{"2026-11-23 07:15", "2026-11-23 07:16", "2026-11-23 12:00"} {
		now = wat(at)
		if err := j.sendReports(t.Context()); err != nil {
			t.Errorf("at %s: %v", at, err)
		}
	}
	got := said(t, s, time.Now())
	if tries != 2 || len(got) != 1 || strings.Contains(got[0].Answer.Text(), "division") {
		t.Errorf("after %d tries: %+v", tries, got)
	}
}
