package jobs

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/loconav"
	"watchtower/store"
	"watchtower/store/storetest"
)

// lists is a LocoNav that answers with what it is given.
type lists struct {
	vehicles []loconav.Vehicle
	fixes    []loconav.LastFix
}

func (l lists) Vehicles(context.Context) ([]loconav.Vehicle, error)  { return l.vehicles, nil }
func (l lists) LastKnown(context.Context) ([]loconav.LastFix, error) { return l.fixes, nil }

// What the two lists do not agree on is told once a day; a position that was not
// pushed waits for the ingest, and one that is known does not.
func TestTheTwoListsAreCompared(t *testing.T) {
	s := storetest.Open(t)
	now := wat("2026-11-23 05:00")
	point := fleet.Point{Lat: 6.45, Lon: 3.39}
	heard := func(plate, imei string, ago time.Duration) {
		t.Helper()
		at := now.Add(-ago)
		fact := fleet.Fact{Source: "loconav", ReceivedAt: at, Plate: plate, IMEI: imei, Position: &fleet.Position{At: at, ReceivedAt: at, Point: point}}
		if _, err := s.ApplyFacts(t.Context(), now, []store.Incoming{{EntryID: plate, Fact: fact}}); err != nil {
			t.Fatal(err)
		}
	}
	heard("T-4407", "862312050000001", 5*time.Hour)
	heard("T-5120", "862312050000002", 5*time.Minute)
	heard("T-6001", "862312050000003", time.Hour)
	heard("T-7001", "862312050000004", time.Hour)
	fix := func(plate string, ago time.Duration) loconav.LastFix {
		return loconav.LastFix{Plate: plate, At: now.Add(-ago), Point: point}
	}
	vendor := lists{
		vehicles: []loconav.Vehicle{{Plate: "T-4407", IMEI: "862312050000001", Expires: now.AddDate(1, 0, 0)}, {Plate: "T 5120", IMEI: "862312050000002", Expires: now.AddDate(0, 0, 3)},
			{Plate: "T-6001"}, {Plate: "KJA-1"}},
		fixes: []loconav.LastFix{fix("T-4407", time.Hour), fix("T-5120", 5*time.Minute), fix("T-6001", time.Minute), fix("KJA-1", time.Hour)},
	}
	j, err := New(Options{Store: s, Events: eventstest.Open(t), Name: "a", ReportsChannel: "C0REPORTS", Vendor: vendor, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		run, err := j.Do(t.Context(), "loconav", now)
		if err != nil || run.Said != "LocoNav lists 4 vehicles; differences: 4; positions fetched that were not pushed: 1" {
			t.Fatalf("%v %+v", err, run)
		}
	}
	waiting, err := s.Inbox(t.Context(), 10)
	if err != nil || len(waiting) != 2 || waiting[0].Source != fetchedSource {
		t.Errorf("%v %+v", err, waiting)
	}
	told := said(t, s, time.Now())
	if len(told) != 1 || told[0].Key != "loconav:2026-11-23" || told[0].Channel != "C0REPORTS" {
		t.Fatalf("%+v", told)
	}
	var rows []string
	for _, r := range told[0].Answer.Table.Rows {
		rows = append(rows, strings.Join(r, ": "))
	}
	want := "KJA-1: LocoNav lists it; it is not among the trucks here\nT-5120: its subscription ends on 26 Nov 2026\nT-6001: no tracker in it at LocoNav\nT-7001: LocoNav does not list it"
	if got := strings.Join(rows, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The reminder says what the database knows of its own safety.
func TestBackupsAreRemindedOf(t *testing.T) {
	s := storetest.Open(t)
	now := wat("2026-11-23 09:00")
	j, err := New(Options{Store: s, Events: eventstest.Open(t), Name: "a", OpsChannel: "C0OPSALERTS", Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	run, err := j.Do(t.Context(), "backup-reminder", now)
	if err != nil || !strings.HasPrefix(run.Said, "reminded; continuous archiving o") {
		t.Fatalf("%v %+v", err, run)
	}
	told := said(t, s, time.Now())
	if len(told) != 1 || told[0].Key != "backups:2026-11-23" || !strings.HasPrefix(told[0].Answer.Headline, "Backups:") || !strings.HasSuffix(told[0].Answer.Facts[0].Value, " GB") {
		t.Errorf("%+v", told)
	}
	for b, want := range map[store.BackupState]string{
		{}:                              "off: what was written since the last copy would be lost",
		{Archives: true}:                "on, nothing archived yet",
		{Archives: true, Archived: now}: "on, last file Mon 23 Nov, 09:00 WAT",
		{Archives: true, Archived: now, Failing: true}: "failing since Mon 23 Nov, 09:00 WAT",
	} {
		if got := archivingWords(b); got != want {
			t.Errorf("%+v: %q", b, got)
		}
	}
}
