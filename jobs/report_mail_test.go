package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"image/png"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"watchtower/answer"
	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/jobs/outgoing"
	"watchtower/jobs/outgoing/mailtest"
	"watchtower/store"
	"watchtower/store/storetest"
)

// mailing is a process that posts reports and mails them, all to the boss and
// the weekly one to the owner, at a time that the test turns.
func mailing(t *testing.T, s *store.Store, server *mailtest.Server, channel string, now *time.Time) *Jobs {
	t.Helper()
	made := func(_ context.Context, _ fleet.Caller, _ fleet.Via, tool string, args json.RawMessage) (answer.Answer, error) {
		sheet := answer.Table{Columns: []string{"Truck", "km"}, Right: []int{1}, Rows: [][]string{{"T-4407", "40"}}}
		book, err := sheet.XLSX("report")
		a := answer.Answer{Kind: answer.Result, Headline: tool + " of " + string(args) + ".", Table: &sheet, Files: []answer.File{book},
			Chart: &answer.Chart{Title: "Activity", Labels: []string{"Sun 22"}, Series: []answer.Series{{Name: "Distance", Unit: "km", Values: []*float64{new(40.0)}}}}}
		return a, err
	}
	outside := Outside{Mailer: testMailer(t, server), Readers: []outgoing.Reader{{Address: "boss@example.com"}, {Address: "owner@example.com", Reports: []string{outgoing.Weekly}}}}
	j, err := New(Options{Store: s, Events: eventstest.Open(t), Name: "a", ReportsChannel: channel, Run: made, Outside: outside, Now: func() time.Time { return *now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	j.table = j.table[:len(scheduledReports)]
	return j
}

// mailed sends all that waits, by a process that has just started, and gives who
// got what.
func mailed(t *testing.T, j *Jobs, server *mailtest.Server) (out []string) {
	t.Helper()
	p := newPostman(j)
	for range 3 { // one mail that tells of no alert to an address and round
		if err := p.once(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range server.Mails() {
		out = append(out, m.To+" "+mailtest.Read(t, m).Subject)
	}
	slices.Sort(out)
	return out
}

// Replicas that restart around six mail each report once to whom it is for;
// making one again mails nothing, not even when what was sent is forgotten.
func TestReportsAreMailedOnceAroundSix(t *testing.T) {
	s, server := storetest.Open(t), mailtest.New(t)
	now := wat("2026-11-22 06:00")
	var last *Jobs
	for _, at := range []string{"2026-11-22 05:59", "2026-11-22 06:00", "2026-11-22 06:01", "2026-11-22 08:00", "2026-11-23 07:00"} {
		now = wat(at)
		last = mailing(t, s, server, "C0REPORTS", &now)
		beatAll(t, last, mailing(t, s, server, "C0REPORTS", &now), mailing(t, s, server, "C0REPORTS", &now))
		mailed(t, last, server)
	}
	day := func(from, to string) string {
		return `report of {"full":true,"period":{"from":"` + from + `","to":"` + to + `"}}`
	}
	want := []string{"boss@example.com " + day("2026-11-16", "2026-11-22"), "boss@example.com " + day("2026-11-21", "2026-11-21"),
		"boss@example.com " + day("2026-11-22", "2026-11-22"), "owner@example.com " + day("2026-11-16", "2026-11-22")}
	check := func(when string) {
		t.Helper()
		if got := mailed(t, last, server); !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", when, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	check("the two days")
	again := func() {
		t.Helper()
		if run, err := last.Do(t.Context(), "daily-report", wat("2026-11-23 06:00")); err != nil || run.Outcome != "done" {
			t.Fatalf("%+v %v", run, err)
		}
	}
	again()
	check("made again")
	now = now.Add(keepSent)
	if n, err := s.TidyOutgoing(t.Context(), now.Add(-keepSent+time.Hour)); n != 4 || err != nil {
		t.Fatal(n, err)
	}
	again()
	check("made again when forgotten")
}

func TestAReportByMailIsWhole(t *testing.T) {
	s, server := storetest.Open(t), mailtest.New(t)
	now := wat("2026-11-24 05:59")
	j := mailing(t, s, server, "", &now) // no channel: by mail alone
	beatAll(t, j)
	now = wat("2026-11-24 06:00")
	beatAll(t, j)
	if got := mailed(t, j, server); len(got) != 1 || len(said(t, s, time.Now())) != 0 {
		t.Fatalf("mailed %q", got)
	}
	l := mailtest.Read(t, server.Mails()[0])
	if page := l.Parts["text/html"]; !strings.Contains(page, `src="cid:chart@watchtower"`) || !strings.Contains(page, "T-4407") || !strings.Contains(page, "take you off the list") {
		t.Errorf("page %s", page)
	}
	if text := l.Parts["text/plain"]; !strings.Contains(text, "T-4407") || !strings.Contains(text, "File: report.xlsx") || !strings.Contains(text, "take you off the list") {
		t.Errorf("text %s", text)
	}
	if _, err := png.Decode(strings.NewReader(l.Parts["image/png <chart@watchtower>"])); err != nil {
		t.Errorf("chart: %v", err)
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(l.Parts["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"])))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if cell, err := book.GetCellValue("Sheet1", "B2"); cell != "40" || err != nil {
		t.Errorf("the sheet has %q %v", cell, err)
	}
	if letter := j.letterOf(answer.Answer{Headline: "x", Files: []answer.File{{Data: make([]byte, 8<<20)}}}); len(letter.Files) != 1 {
		t.Fatal("the file is not in the letter")
	}
	big := j.reportMail(scheduledReports[0], now, "k", answer.Answer{Headline: "x", Files: []answer.File{{Data: make([]byte, 8<<20)}}})
	if len(big.Files) != 0 || !strings.Contains(big.Text, tooLarge) || !strings.Contains(big.HTML, tooLarge) {
		t.Errorf("too large: %d files, %s", len(big.Files), big.Text)
	}
}

// A report that came too late says so by mail, too.
func TestAMissedReportIsToldByMail(t *testing.T) {
	s, server := storetest.Open(t), mailtest.New(t)
	now := wat("2026-11-24 07:00")
	beatAll(t, mailing(t, s, server, "", &now)) // it is known from now on
	now = wat("2026-11-25 12:30")
	j := mailing(t, s, server, "", &now)
	beatAll(t, j, mailing(t, s, server, "", &now))
	if got := mailed(t, j, server); len(got) != 1 || got[0] != "boss@example.com The daily report of Tue 24 Nov 2026 (WAT) was not posted: Watch Tower was not running in time" {
		t.Errorf("mailed %q", got)
	}
}
