package outgoing

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"watchtower/answer"
	"watchtower/jobs/outgoing/mailtest"
	"watchtower/store"
)

func mailer(t *testing.T, s *mailtest.Server, roots *x509.CertPool) *Mailer {
	t.Helper()
	m, err := NewMailer(Server{Addr: s.Addr, TLS: StartTLS, User: "tower", Password: "hunter2", From: "Watch Tower <tower@example.com>", Roots: roots})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var letter = store.Mail{Key: "report:daily:2026-11-22", To: []string{"ops@example.com"}, Subject: "Ìjọba: ₦2m\r\nBcc: everybody@example.com", Text: "All is well, ọ̀gá.",
	HTML: `<p>All is well</p><img src="cid:chart">`, Files: []store.MailFile{{CID: "chart", File: answer.File{Name: "chart.png", Type: "image/png", Data: []byte("PNG")}},
		{File: answer.File{Name: "report.xlsx", Type: "application/vnd.ms-excel", Data: []byte("XLSX")}}}}

func TestMailIsWholeAndSafe(t *testing.T) {
	s := mailtest.New(t)
	m := mailer(t, s, s.Roots)
	at := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	for range 2 {
		if err := m.Send(t.Context(), letter, at); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	for _, taken := range s.Mails() {
		l := mailtest.Read(t, taken)
		ids = append(ids, l.Header.Get("Message-ID"))
		if taken.To != "ops@example.com" || !strings.HasPrefix(l.Subject, "Ìjọba: ₦2m Bcc:") || l.Header.Get("Bcc") != "" || l.Header.Get("Auto-Submitted") != "auto-generated" {
			t.Errorf("to %s: header %v", taken.To, l.Header)
		}
		want := map[string]string{"text/plain": letter.Text, "text/html": letter.HTML, "image/png <chart>": "PNG", "application/vnd.ms-excel": "XLSX"}
		if diff := cmp.Diff(want, l.Parts); diff != "" {
			t.Error(diff)
		}
	}
	if len(ids) != 2 || ids[0] != ids[1] || !strings.HasSuffix(ids[0], "@example.com>") {
		t.Errorf("Message-IDs %v, want one for both", ids)
	}
}

func TestWhatMailServersRefuse(t *testing.T) {
	for name, c := range map[string]struct {
		replies map[string]string
		trust   bool
		want    string
		final   bool
	}{
		"login refused":       {map[string]string{"AUTH": "535 bad hunter2 credentials"}, true, "535 \"bad *** credentials\"", false},
		"nobody there":        {map[string]string{"RCPT": "550 no such mailbox ops@example.com"}, true, "550 \"no such mailbox ***\"", true},
		"later":               {map[string]string{"RCPT": "451 greylisted"}, true, "451 \"greylisted\"", false},
		"refused at the end":  {map[string]string{".": "554 no"}, true, "554", true},
		"cut in the middle":   {map[string]string{".": ""}, true, "not taken", false},
		"no TLS":              {map[string]string{"EHLO": "250 test"}, true, "STARTTLS", false},
		"a wrong certificate": {nil, false, "certificate", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := mailtest.New(t)
			s.Reply(c.replies)
			roots := s.Roots
			if !c.trust {
				roots = x509.NewCertPool()
			}
			err := mailer(t, s, roots).Send(t.Context(), letter, time.Now())
			if err == nil || !strings.Contains(err.Error(), c.want) || RefusalOf(err).Final != c.final || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "ops@") {
				t.Errorf("%+v, want %q", err, c.want)
			}
		})
	}
	s := mailtest.New(t)
	s.Reply(map[string]string{"QUIT": ""})
	if err := mailer(t, s, s.Roots).Send(t.Context(), letter, time.Now()); err != nil {
		t.Errorf("taken, and no goodbye: %v", err)
	}
	if err := mailer(t, s, s.Roots).Check(t.Context()); err != nil {
		t.Errorf("check: %v", err)
	}
}

func TestServersThatCannotBeUsed(t *testing.T) {
	good := Server{Addr: "h:587", TLS: StartTLS, User: "u", Password: "hunter2", From: "a@b.c"}
	for key, change := range map[string]func(*Server){
		"SMTP_ADDR":             func(s *Server) { s.Addr = "h" },
		"SMTP_FROM":             func(s *Server) { s.From = "tower" },
		"SMTP_TLS must":         func(s *Server) { s.TLS = "maybe" },
		"SMTP_TLS is none":      func(s *Server) { s.TLS = Plain },
		"SMTP_USER and SMTP_PA": func(s *Server) { s.User = "" },
	} {
		s := good
		change(&s)
		if _, err := NewMailer(s); err == nil || !strings.HasPrefix(err.Error(), key) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", key, err)
		}
	}
}
