package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"watchtower/bot"
	"watchtower/events"
	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/webhook"
)

// queueAlone stands for a part that needs Redis and no database.
const queueAlone = "queue"

// keyFault is what is wrong with one key.
type keyFault struct {
	key string
	err error
}

// faultList gathers them.
type faultList []keyFault

// add keeps a fault when bad; the key is put before its text.
func (l *faultList) add(bad bool, key, format string, args ...any) {
	if bad {
		*l = append(*l, keyFault{key, fmt.Errorf(key+" "+format, args...)})
	}
}

// addErr adds what a parser found, unless it is nil.
func (l *faultList) addErr(key string, err error) { l.add(err != nil, key, "%w", err) }

// faults are what is wrong whatever runs, and what the named parts lack.
func (c Config) faults(parts []string) faultList {
	var l faultList
	l.add(!slices.Contains([]string{"debug", "info", "warn", "error"}, c.LogLevel), "LOG_LEVEL", "must be debug, info, warn or error, not %q", c.LogLevel)
	_, err := newClock(c.Clock, c.ClockAnchor, time.Now())
	if err != nil {
		l = append(l, keyFault{"WATCHTOWER_CLOCK", err}) // it names its key, one of two
	}
	l.addErr("ADMIN_ADDR", addressFault(c.AdminAddr))
	c.slackFaults(&l)
	c.modelFaults(&l)
	c.webhookFaults(&l)
	c.sheetsFaults(&l)
	c.outsideFaults(&l)
	c.missing(&l, parts)
	return l
}

// missing is what the named parts cannot do without.
func (c Config) missing(l *faultList, parts []string) {
	l.add(c.DatabaseURL == "" && !slices.Equal(parts, []string{queueAlone}), "DATABASE_URL",
		"is not set, for example postgres://user:password@localhost:5432/watchtower")
	l.add(len(parts) > 0 && c.RedisURL == "", "REDIS_URL", "is not set, for example redis://localhost:6379/0")
	if slices.Contains(parts, "bot") {
		const fix = "is not set; create the Slack app from manifest.yml, or run without it: serve --only webhook,ingest,jobs"
		l.add(c.SlackBotToken == "", "SLACK_BOT_TOKEN", fix)
		l.add(c.SlackAppToken == "", "SLACK_APP_TOKEN", fix)
	}
	if slices.Contains(parts, "webhook") {
		if _, err := webhook.New(webhook.Options{Proof: proof(c)}); err != nil {
			*l = append(*l, keyFault{"WEBHOOK_HMAC_SECRETS", err})
		}
	}
}

func (c Config) slackFaults(l *faultList) {
	l.addErr("SLACK_API_URL", urlFault(c.SlackAPIURL))
	l.add(!strings.HasSuffix(c.SlackAPIURL, "/"), "SLACK_API_URL", "must end in a slash")
	_, err := c.people()
	l.addErr("WATCHTOWER_PEOPLE", err)
}

func (c Config) modelFaults(l *faultList) {
	if c.GeocoderURL != "" {
		l.addErr("WATCHTOWER_GEOCODER_URL", urlFault(c.GeocoderURL))
	}
	l.add(c.OpenAIAPI != "responses" && c.OpenAIAPI != "chat", "OPENAI_API", "must be responses or chat, not %q", c.OpenAIAPI)
	l.addErr("OPENAI_BASE_URL", urlFault(c.OpenAIBaseURL))
	l.add(c.OpenAITokensPerson < 0, "OPENAI_TOKENS_PER_PERSON", "must be 0, which has no bound, or more")
	l.add(c.OpenAITokensPerDay < 0, "OPENAI_TOKENS_PER_DAY", "must be 0, which has no bound, or more")
	l.add(c.OpenAIPriceIn < 0, "OPENAI_PRICE_IN", "must be 0 or more")
	l.add(c.OpenAIPriceCached < 0, "OPENAI_PRICE_CACHED", "must be 0 or more")
	l.add(c.OpenAIPriceOut < 0, "OPENAI_PRICE_OUT", "must be 0 or more")
	l.add(c.OpenAITimeout <= 0, "OPENAI_TIMEOUT", "must be more than 0, for example 12s")
}

func (c Config) webhookFaults(l *faultList) {
	l.addErr("WEBHOOK_ADDR", addressFault(c.WebhookAddr))
	l.add(c.WebhookStaticHeader != "" && c.WebhookStaticValue == "", "WEBHOOK_STATIC_VALUE", "is not set, but WEBHOOK_STATIC_HEADER is; set both or neither")
	l.add(c.WebhookStaticHeader == "" && c.WebhookStaticValue != "", "WEBHOOK_STATIC_HEADER", "is not set, but WEBHOOK_STATIC_VALUE is; set both or neither")
	l.add(c.WebhookMaxBody < 1024, "WEBHOOK_MAX_BODY", "must be at least 1024 bytes")
	_, err := webhook.ParsePrefixes(c.WebhookAllow)
	l.add(err != nil, "WEBHOOK_ALLOW", "cannot be read: %w", err)
	_, err = webhook.ParsePrefixes(c.WebhookTrustedProxies)
	l.add(err != nil, "WEBHOOK_TRUSTED_PROXIES", "cannot be read: %w", err)
	l.add(c.PositionsKeepMonths < 0, "POSITIONS_KEEP_MONTHS", "must be 0, which keeps all, or how many whole months of fixes are kept, not %d", c.PositionsKeepMonths)
	l.add(c.IngestShards < 1 || c.IngestShards > events.MaxIngestShards, "INGEST_SHARDS", "must be 1 to %d", events.MaxIngestShards)
	_, err = time.LoadLocation(c.LocoNavZone)
	l.add(err != nil, "LOCONAV_ZONE", "%q is not a time zone, for example Asia/Kolkata", c.LocoNavZone)
}

// sheetsFaults are about the Google Sheet; without its id the rest is not used.
func (c Config) sheetsFaults(l *faultList) {
	if c.SheetsEndpoint != "" {
		l.addErr("SHEETS_ENDPOINT", urlFault(c.SheetsEndpoint))
	}
	l.add(strings.Contains(c.SheetsID, "/"), "SHEETS_ID", "must be the part of the sheet's address between /d/ and /edit")
	l.add(c.SheetsID != "" && c.SheetsKey == "", "SHEETS_KEY", "is not set, but SHEETS_ID is; give the service account's key, or its file as SHEETS_KEY_FILE")
	l.add(c.SheetsTripDays < 0 || c.SheetsTripDays > 3650, "SHEETS_TRIP_DAYS", "must be 0 to 3650 days")
	l.add(c.SheetsPerMinute < 1 || c.SheetsPerMinute > 300, "SHEETS_PER_MINUTE", "must be 1 to 300 calls")
	_, err := sheet.ParsePolicies(c.SheetsPolicy)
	l.addErr("SHEETS_POLICY", err)
}

// urlFault says why a text is no address of a web service.
func urlFault(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return errors.New("is not an address like https://host/path") // its text may hold a password
	}
	return nil
}

// addressFault says why a text is nothing to listen on. An empty host is every
// interface.
func addressFault(text string) error {
	_, port, err := net.SplitHostPort(text)
	n, portErr := strconv.Atoi(port)
	if err != nil || portErr != nil || n < 0 || n > 65535 {
		return fmt.Errorf("must be host:port, not %q, for example 127.0.0.1:8080", text)
	}
	return nil
}

// people reads WATCHTOWER_PEOPLE.
func (c Config) people() (map[string]bot.Person, error) {
	out := map[string]bot.Person{}
	var faults []error
	for entry := range strings.SplitSeq(c.People, ",") {
		if entry = strings.TrimSpace(entry); entry == "" {
			continue
		}
		user, value, _ := strings.Cut(entry, "=")
		roleName, driver, _ := strings.Cut(value, ":")
		role, known := fleet.ParseRole(roleName)
		user, driver = strings.TrimSpace(user), strings.TrimSpace(driver)
		switch _, twice := out[user]; {
		case user == "" || !known || (role == fleet.DriverRole) != (driver != ""):
			faults = append(faults, fmt.Errorf("cannot be read at %q; write U123=dispatcher or U123=driver:Name", entry))
		case twice:
			faults = append(faults, fmt.Errorf("names %s twice", user))
		}
		out[user] = bot.Person{Role: role, Driver: driver}
	}
	return out, errors.Join(faults...)
}
