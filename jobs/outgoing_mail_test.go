package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"watchtower/events/eventstest"
	"watchtower/fleet"
	"watchtower/jobs/outgoing"
	"watchtower/jobs/outgoing/mailtest"
	"watchtower/store"
	"watchtower/store/storetest"
)

func testMailer(t *testing.T, server *mailtest.Server) *outgoing.Mailer {
	t.Helper()
	m, err := outgoing.NewMailer(outgoing.Server{Addr: server.Addr, TLS: outgoing.StartTLS, User: "tower", Password: "hunter2", From: "tower@example.com", Roots: server.Roots})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// posting is a process that mails, and alerts that it was told of.
type posting struct {
	t      *testing.T
	s      *store.Store
	j      *Jobs
	server *mailtest.Server
	now    time.Time
	alerts int64
}

func newPosting(t *testing.T) *posting {
	t.Helper()
	p := &posting{t: t, s: storetest.Open(t), server: mailtest.New(t), now: noon}
	outside := Outside{Recipients: []outgoing.Recipient{{Address: "ops@example.com", Least: fleet.Critical}}, Mailer: testMailer(t, p.server)}
	var err error
	p.j, err = New(Options{Store: p.s, Events: eventstest.Open(t), Name: "a", Outside: outside, Now: func() time.Time { return p.now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// thefts are told, each of a truck of its own, twice: the second time is told again.
func (p *posting) thefts(n int) {
	p.t.Helper()
	for range n {
		p.alerts++
		apply(p.t, p.s, alert(fleet.AlertTheft, fmt.Sprint(p.alerts), fmt.Sprintf("KJA-%03dXA", p.alerts), fleet.PhaseStart, 0))
		for range 2 {
			err := p.s.TellAlert(p.t.Context(), p.alerts, "", stormWindows(), p.now, func(h store.Hearing) store.Telling {
				return store.Telling{Out: p.j.outside(h.Alert, p.now)}
			})
			if err != nil {
				p.t.Fatal(err)
			}
		}
	}
}

// sent goes round until nothing is due, and gives what came since the last time.
func (p *posting) sent() (subjects []string) {
	p.t.Helper()
	before := len(p.server.Mails())
	for range 2 {
		if err := newPostman(p.j).once(p.t.Context()); err != nil {
			p.t.Fatal(err)
		}
	}
	for _, m := range p.server.Mails()[before:] {
		subjects = append(subjects, mailtest.Read(p.t, m).Subject)
	}
	return subjects
}

func TestAlertsAreMailedOnceAndMany(t *testing.T) {
	p := newPosting(t)
	p.thefts(2)
	if got := p.sent(); len(got) != 2 || !strings.HasPrefix(got[0], "Critical: Possible fuel theft from KJA-001XA") {
		t.Errorf("two alerts: %q", got)
	}
	l := mailtest.Read(t, p.server.Mails()[0])
	for _, kind := range []string{"text/plain", "text/html"} {
		if body := l.Parts[kind]; !strings.Contains(body, "40 litres") || !strings.Contains(body, "acknowledge the alert in Slack") {
			t.Errorf("%s: %s", kind, body)
		}
	}
	p.thefts(5)
	if got := p.sent(); len(got) != 1 || !strings.HasPrefix(got[0], "5 alerts, the first: Critical: Possible fuel theft from KJA-003XA") {
		t.Errorf("five alerts: %q", got)
	}
	if h, err := p.s.OutHealth(t.Context(), p.now); err != nil || h.Sent != 7 || h.Waiting+h.Dead != 0 {
		t.Errorf("%+v %v", h, err)
	}
}

// What the server may take later comes again as the same mail; what it never
// takes is put aside at once, told of, and given back by hand.
func TestMailThatIsNotTaken(t *testing.T) {
	p := newPosting(t)
	p.thefts(1)
	p.server.Reply(map[string]string{mailtest.End: "451 later"})
	p.sent()
	p.server.Reply(map[string]string{mailtest.End: "550 no"})
	if p.sent(); len(p.server.Mails()) != 1 {
		t.Fatal("tried again at once")
	}
	p.now = p.now.Add(6 * time.Second)
	p.sent()
	dead, err := p.s.DeadOutgoing(t.Context(), 9)
	if err != nil || len(dead) != 1 || dead[0].Tries != 2 || !strings.Contains(dead[0].Error, "550") {
		t.Fatalf("%+v %v", dead, err)
	}
	var told []string
	_, err = p.s.RelayOutbox(t.Context(), p.now, 100, func(_ context.Context, list []store.Event) error {
		for _, e := range list {
			if e.Type == fleet.EventErrorOccurred {
				told = append(told, string(e.Body))
			}
		}
		return nil
	})
	if err != nil || len(told) != 1 || !strings.Contains(told[0], `"outgoing"`) || strings.Contains(told[0], "ops@") {
		t.Errorf("told %q %v", told, err)
	}
	p.server.Reply(nil)
	if err := p.s.ReplayOutgoing(t.Context(), dead[0].ID, p.now); err != nil {
		t.Fatal(err)
	}
	p.sent()
	ids := map[string]int{}
	for _, m := range p.server.Mails() {
		ids[mailtest.Read(t, m).Header.Get("Message-ID")]++
	}
	if len(ids) != 1 || len(p.server.Mails()) != 3 {
		t.Errorf("Message-IDs %v, want one of three tries", ids)
	}
}

// A process that is told to stop begins no other mail; the rest is for others.
func TestPostmanStops(t *testing.T) {
	p := newPosting(t)
	p.thefts(2)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	newPostman(p.j).loop(ctx)
	if n := len(p.server.Mails()); n != 0 {
		t.Errorf("%d mails after the end", n)
	}
	if got := p.sent(); len(got) != 2 {
		t.Errorf("then %q", got)
	}
}
