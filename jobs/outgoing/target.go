// Package outgoing is how a message leaves by other ways than Slack: signed
// webhooks in the format of Standard Webhooks, and e-mail over SMTP.
//
// It owns both wires, their bounds, and what a refusal means: try again, give
// up, or never again. It refuses what is said and when; a message comes with a
// key that stays the same however often it is sent. No secret and no address of
// a webhook is in an error.
package outgoing

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"watchtower/fleet"
)

// Webhook is another system that is told of alerts.
type Webhook struct {
	Name    string // what people and rows call it
	URL     string // may hold a secret itself
	Secrets [][]byte
	Least   fleet.Severity
}

// Recipient is who gets mail of alerts.
type Recipient struct {
	Address string
	Least   fleet.Severity
}

// The reports that are mailed.
const (
	Daily   = "daily"
	Weekly  = "weekly"
	Monthly = "monthly"
)

// Reader is who gets a copy of reports.
type Reader struct {
	Address string
	Reports []string // which; empty for all
}

var targetName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

// ParseWebhooks reads one webhook a line, or several split by semicolons:
//
//	NAME URL whsec_SECRET[,whsec_OLD] [SEVERITY]
//
// It tells which one is wrong by name or number, and shows nothing of it.
func ParseWebhooks(text string) ([]Webhook, error) {
	var out []Webhook
	for i, line := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		w, err := parseWebhook(fields)
		if err != nil {
			return nil, fmt.Errorf("cannot be read at webhook %d: %w", i+1, err)
		}
		if slices.ContainsFunc(out, func(o Webhook) bool { return o.Name == w.Name }) {
			return nil, fmt.Errorf("names %s twice", w.Name)
		}
		out = append(out, w)
	}
	return out, nil
}

func parseWebhook(fields []string) (w Webhook, err error) {
	if len(fields) != 3 && len(fields) != 4 {
		return w, errors.New("write NAME URL SECRET, or NAME URL SECRET SEVERITY")
	}
	w = Webhook{Name: fields[0], URL: fields[1], Least: fleet.Critical}
	if !targetName.MatchString(w.Name) {
		return w, errors.New("its name must be up to 40 small letters, digits and hyphens")
	}
	u, err := url.Parse(w.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return w, errors.New("its address must be like https://host/path") // the text may hold a password
	}
	for secret := range strings.SplitSeq(fields[2], ",") {
		key, err := parseSecret(secret)
		if err != nil {
			return w, err
		}
		w.Secrets = append(w.Secrets, key)
	}
	if len(fields) == 4 {
		w.Least, err = parseSeverity(fields[3])
	}
	return w, err
}

// parseSecret reads whsec_ and base64 of 24 to 64 bytes, as the specification
// has it.
func parseSecret(text string) ([]byte, error) {
	encoded, marked := strings.CutPrefix(text, "whsec_")
	key, err := base64.StdEncoding.DecodeString(encoded)
	if !marked || err != nil || len(key) < 24 || len(key) > 64 {
		return nil, errors.New("its secret must be whsec_ and the base64 of 24 to 64 bytes; make one by: echo whsec_$(openssl rand -base64 32)")
	}
	return key, nil
}

func parseSeverity(text string) (fleet.Severity, error) {
	s := fleet.Severity(text)
	if s != fleet.Critical && s != fleet.Warning && s != fleet.Info {
		return "", errors.New("its severity must be critical, warning or info")
	}
	return s, nil
}

// ParseRecipients reads addresses split by commas, each with a severity behind
// it where it is not critical: ops@example.com,boss@example.com warning.
func ParseRecipients(text string) ([]Recipient, error) {
	var out []Recipient
	err := eachAddress(text, "warning", func(address string, words []string) (err error) {
		r := Recipient{Address: address, Least: fleet.Critical}
		switch len(words) {
		case 0:
		case 1:
			r.Least, err = parseSeverity(words[0])
		default:
			err = errors.New("one severity is enough")
		}
		out = append(out, r)
		return err
	})
	return out, err
}

// ParseReaders reads addresses split by commas, each with the reports behind it
// where it is not to get all: ops@example.com,boss@example.com weekly monthly.
func ParseReaders(text string) ([]Reader, error) {
	var out []Reader
	err := eachAddress(text, "weekly", func(address string, words []string) error {
		out = append(out, Reader{Address: address, Reports: words})
		for _, w := range words {
			if w != Daily && w != Weekly && w != Monthly {
				return errors.New("its reports must be daily, weekly or monthly")
			}
		}
		return nil
	})
	return out, err
}

// eachAddress reads entries split by commas: an address that is there once, and
// the words behind it.
func eachAddress(text, example string, take func(address string, words []string) error) error {
	seen := map[string]bool{}
	for entry := range strings.SplitSeq(text, ",") {
		fields := strings.Fields(entry)
		if len(fields) == 0 {
			continue
		}
		address := fields[0]
		if a, err := mail.ParseAddress(address); err != nil || a.Address != address {
			return fmt.Errorf("cannot be read at %q; write name@example.com, or name@example.com %s", strings.TrimSpace(entry), example)
		}
		if seen[strings.ToLower(address)] {
			return fmt.Errorf("names %s twice", address)
		}
		seen[strings.ToLower(address)] = true
		if err := take(address, fields[1:]); err != nil {
			return fmt.Errorf("cannot be read at %q: %w", strings.TrimSpace(entry), err)
		}
	}
	return nil
}
