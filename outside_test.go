package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"watchtower/jobs/outgoing/mailtest"
)

// The doctor asks each webhook and logs in to the mail server, posts nothing,
// and shows no secret.
func TestDoctorAsksTheOtherWaysOut(t *testing.T) {
	const secret = " whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	var asked []string
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method)
		w.WriteHeader(map[string]int{"/gone": http.StatusGone, "/down": http.StatusBadGateway, "/hunter2": http.StatusMethodNotAllowed}[r.URL.Path])
	}))
	defer receiver.Close()
	mails := mailtest.New(t)
	cfg := Config{SMTPAddr: mails.Addr, SMTPTLS: "none", SMTPFrom: "tower@example.com", ReportEmails: "boss@example.com",
		OutWebhooks: Secret("pager " + receiver.URL + "/hunter2" + secret + "; left " + receiver.URL + "/gone" + secret + "; noc " + receiver.URL + "/down" + secret)}
	look := func() (text string) {
		t.Helper()
		for _, f := range checkOutside(t.Context(), cfg) {
			text += f.what + " | " + f.fix + "\n"
		}
		if strings.Contains(text, "hunter2") || strings.Contains(text, secret) {
			t.Errorf("a secret is shown: %s", text)
		}
		return text
	}
	got := look()
	for _, want := range []string{"webhook pager: reached (HEAD answered 405 Method Not Allowed) | \n", "webhook left | It is told of alerts in vain: it answered 410 Gone", "webhook noc | It is told of alerts in vain: it answered 502", "mail server " + mails.Addr + " | \n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Join(asked, " ") != "HEAD HEAD HEAD" || len(mails.Mails()) != 0 {
		t.Errorf("asked %v, %d mails", asked, len(mails.Mails()))
	}
	cfg.OutWebhooks, cfg.SMTPUser, cfg.SMTPPassword, cfg.SMTPTLS = "", "tower", "hunter2", "starttls"
	if got := look(); !strings.Contains(got, "No mail leaves: ") || !strings.Contains(got, "certificate") {
		t.Errorf("a certificate nobody trusts: %s", got)
	}
	if got := checkOutside(t.Context(), Config{}); len(got) != 1 || got[0].fix != "" {
		t.Errorf("nothing configured: %v", got)
	}
}
