package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"watchtower/jobs"
	"watchtower/jobs/outgoing"
)

// outsideFaults are about webhooks out and mail.
func (c Config) outsideFaults(l *faultList) {
	_, err := outgoing.ParseWebhooks(string(c.OutWebhooks))
	l.addErr("OUT_WEBHOOKS", err)
	_, err = outgoing.ParseRecipients(c.AlertEmails)
	l.addErr("ALERT_EMAILS", err)
	_, err = outgoing.ParseReaders(c.ReportEmails)
	l.addErr("REPORT_EMAILS", err)
	const fix = "is not set, but addresses are; set the mail server as host:port"
	l.add(c.SMTPAddr == "" && c.AlertEmails+c.ReportEmails != "", "SMTP_ADDR", fix)
	if c.SMTPAddr == "" {
		return
	}
	if _, err := outgoing.NewMailer(c.mailServer()); err != nil {
		key, _, _ := strings.Cut(err.Error(), " ")
		*l = append(*l, keyFault{key, err}) // it names its key
	}
}

func (c Config) mailServer() outgoing.Server {
	return outgoing.Server{Addr: c.SMTPAddr, TLS: c.SMTPTLS, User: c.SMTPUser, Password: string(c.SMTPPassword), From: c.SMTPFrom}
}

// outside is the configuration of the ways out other than Slack.
func outside(cfg Config) (o jobs.Outside, err error) {
	o.PublicURL = cfg.PublicURL
	o.Poster = outgoing.NewPoster(nil, "WatchTower/"+version, time.Now)
	if o.Webhooks, err = outgoing.ParseWebhooks(string(cfg.OutWebhooks)); err != nil {
		return o, fmt.Errorf("OUT_WEBHOOKS %w", err)
	}
	if cfg.SMTPAddr == "" {
		return o, nil
	}
	if o.Recipients, err = outgoing.ParseRecipients(cfg.AlertEmails); err != nil {
		return o, fmt.Errorf("ALERT_EMAILS %w", err)
	}
	if o.Readers, err = outgoing.ParseReaders(cfg.ReportEmails); err != nil {
		return o, fmt.Errorf("REPORT_EMAILS %w", err)
	}
	o.Mailer, err = outgoing.NewMailer(cfg.mailServer())
	return o, err
}

// checkOutside asks every webhook and the mail server for a sign of life, and
// sends nothing.
func checkOutside(ctx context.Context, cfg Config) []finding {
	o, err := outside(cfg)
	if err != nil {
		return []finding{{"other ways out", err.Error()}}
	}
	if len(o.Webhooks) == 0 && o.Mailer == nil {
		return []finding{{what: "other ways out: none, so that nobody hears of alerts while Slack is down"}}
	}
	var out []finding
	for _, w := range o.Webhooks {
		f := finding{what: "webhook " + w.Name}
		status, err := o.Poster.Check(ctx, w)
		if err != nil {
			f.fix = "It is told of alerts in vain: " + err.Error() + ". Correct its address in OUT_WEBHOOKS, or see to the receiver."
		} else {
			f.what += ": reached (HEAD answered " + status + ")" + overheard(w.URL)
		}
		out = append(out, f)
	}
	if o.Mailer == nil {
		return out
	}
	f := finding{what: "mail server " + cfg.SMTPAddr}
	if err := o.Mailer.Check(ctx); err != nil {
		f.fix = "No mail leaves: " + err.Error() + ". Check SMTP_ADDR, SMTP_TLS, SMTP_USER and SMTP_PASSWORD."
	}
	if f.fix == "" && cfg.AlertEmails+cfg.ReportEmails == "" {
		f.fix = "Mail would go to nobody: set ALERT_EMAILS or REPORT_EMAILS."
	}
	return append(out, f)
}

// overheard warns of an address that is not encrypted and leaves this machine.
func overheard(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "https" || slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname()) {
		return ""
	}
	return "; without https, so that others on the way can read it"
}
