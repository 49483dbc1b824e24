package main

import "time"

// Config is everything that can be set, read from the environment once. The
// comments of the fields are the documentation; .env.example repeats them. Each
// secret may also come from a file: NAME_FILE holds its path.
type Config struct {
	// DatabaseURL is PostgreSQL 15+ with PostGIS 3.
	DatabaseURL Secret `env:"DATABASE_URL"`
	// RedisURL is Redis 7+, append-only file on.
	RedisURL Secret `env:"REDIS_URL"`

	// SlackBotToken (xoxb-) and SlackAppToken (xapp-) come from the app's settings.
	SlackBotToken Secret `env:"SLACK_BOT_TOKEN"`
	SlackAppToken Secret `env:"SLACK_APP_TOKEN"`
	// SlackAPIURL ends in a slash; only a sandbox needs another than the default.
	SlackAPIURL string `env:"SLACK_API_URL" envDefault:"https://slack.com/api/"`
	// OpsChannel, DispatchChannel and ReportsChannel are Slack channel ids; alerts go to ops.
	OpsChannel      string `env:"OPS_CHANNEL"`
	DispatchChannel string `env:"DISPATCH_CHANNEL"`
	ReportsChannel  string `env:"REPORTS_CHANNEL"`
	// PublicURL is where your own pages of trips, trucks and alerts are; Slack shows what links below it lead to.
	PublicURL string `env:"PUBLIC_URL"`
	// People maps Slack user ids to roles: U1=manager,U2=driver:Moses Okafor. Others are viewers.
	People string `env:"WATCHTOWER_PEOPLE"`

	// OpenAIKey turns the model on; without it the built-in phrasebook answers alone.
	OpenAIKey          Secret `env:"OPENAI_API_KEY"`
	OpenAIBaseURL      string `env:"OPENAI_BASE_URL" envDefault:"https://api.openai.com/v1"`
	OpenAIModel        string `env:"OPENAI_MODEL" envDefault:"gpt-5-mini"`
	OpenAIAPI          string `env:"OPENAI_API" envDefault:"responses"` // responses, or chat for compatible servers
	OpenAIOrganisation string `env:"OPENAI_ORGANISATION"`
	// Tokens one person, and all together, may use in a day (WAT); then the phrasebook answers. 0 has no bound.
	OpenAITokensPerson int64 `env:"OPENAI_TOKENS_PER_PERSON" envDefault:"300000"`
	OpenAITokensPerDay int64 `env:"OPENAI_TOKENS_PER_DAY" envDefault:"5000000"`
	// US dollars for a million tokens: read, read from the provider's cache, written. For the cost in metrics; 0 is not known.
	OpenAIPriceIn     float64 `env:"OPENAI_PRICE_IN" envDefault:"0"`
	OpenAIPriceCached float64 `env:"OPENAI_PRICE_CACHED" envDefault:"0"`
	OpenAIPriceOut    float64 `env:"OPENAI_PRICE_OUT" envDefault:"0"`
	// OpenAIFastPath lets the phrasebook answer questions that it is certain about, without the model.
	OpenAIFastPath bool          `env:"OPENAI_FAST_PATH" envDefault:"false"`
	OpenAITimeout  time.Duration `env:"OPENAI_TIMEOUT" envDefault:"12s"` // then the phrasebook answers

	// OSRMURL is an OSRM-compatible routing server for ways that the fleet's own trucks have not shown; it is told where trucks are. Empty asks none.
	OSRMURL string `env:"WATCHTOWER_OSRM_URL"`

	// WebhookAddr is where LocoNav's pushes arrive, behind TLS of your own.
	WebhookAddr string `env:"WEBHOOK_ADDR" envDefault:"127.0.0.1:8080"`
	// One of the next three must be set: how a push proves where it comes from.
	// WebhookHMACSecrets signs the raw body; several, split by commas, while rotating.
	WebhookHMACSecrets []Secret `env:"WEBHOOK_HMAC_SECRETS"`
	WebhookHMACHeader  string   `env:"WEBHOOK_HMAC_HEADER" envDefault:"X-LocoNav-Signature"`
	WebhookHMACPrefix  string   `env:"WEBHOOK_HMAC_PREFIX" envDefault:"sha256="`
	// WebhookPathToken is a secret last segment: /webhooks/loconav/<token>.
	WebhookPathToken Secret `env:"WEBHOOK_PATH_TOKEN"`
	// WebhookStaticHeader and WebhookStaticValue are a header every push carries.
	WebhookStaticHeader string `env:"WEBHOOK_STATIC_HEADER"`
	WebhookStaticValue  Secret `env:"WEBHOOK_STATIC_VALUE"`
	// WebhookMaxBody is the largest body accepted, in bytes.
	WebhookMaxBody int64 `env:"WEBHOOK_MAX_BODY" envDefault:"1048576"`
	// WebhookAllow are the networks pushes may come from; empty allows all.
	WebhookAllow []string `env:"WEBHOOK_ALLOW"`
	// WebhookTrustedProxies are your own proxies, whose X-Forwarded-For is believed.
	WebhookTrustedProxies []string `env:"WEBHOOK_TRUSTED_PROXIES"`
	// IngestShards is over how many streams the facts are spread.
	IngestShards int `env:"INGEST_SHARDS" envDefault:"1"`
	// LocoNavZone is the zone of times that LocoNav sends without one.
	LocoNavZone string `env:"LOCONAV_ZONE" envDefault:"Asia/Kolkata"`
	// LocoNavToken is for LocoNav's REST interface: watchtower import places loconav, and the job that compares its trucks with ours.
	LocoNavToken  Secret `env:"LOCONAV_TOKEN"`
	LocoNavAPIURL string `env:"LOCONAV_API_URL" envDefault:"https://api.a.loconav.com"`
	// PositionsKeepMonths is how many whole months of fixes are kept; 0 keeps all. Drives, visits and roll-ups stay.
	PositionsKeepMonths int `env:"POSITIONS_KEEP_MONTHS" envDefault:"13"`

	// GeocoderURL is the search of a Nominatim-compatible server, asked for places that nobody here knows; empty asks nobody.
	GeocoderURL string `env:"WATCHTOWER_GEOCODER_URL"`
	// SheetsID is the Google Sheet that the master data is kept in; empty for none. It is the part of its address between /d/ and /edit.
	SheetsID string `env:"SHEETS_ID"`
	// SheetsKey is the key of the service account that the sheet is shared with: the text of the JSON file that Google's console gives, or that file by SHEETS_KEY_FILE.
	SheetsKey Secret `env:"SHEETS_KEY"`
	// SheetsChannel is where conflicts and refused rows are told; the dispatch channel when empty.
	SheetsChannel string `env:"SHEETS_CHANNEL"`
	// SheetsPolicy changes who wins where both sides changed a cell: trucks.driver=sheet,places.latitude=ask. Else as docs/operations.md lists it.
	SheetsPolicy string `env:"SHEETS_POLICY"`
	// SheetsTripDays is how long trips that have ended still come into the sheet.
	SheetsTripDays int `env:"SHEETS_TRIP_DAYS" envDefault:"30"`
	// SheetsPerMinute bounds the reads, and the writes, of a minute; Google allows 60 of each.
	SheetsPerMinute int    `env:"SHEETS_PER_MINUTE" envDefault:"50"`
	SheetsEndpoint  string `env:"SHEETS_ENDPOINT"` // another address than Google's, for the sandbox

	// OutWebhooks are other systems that are told of alerts, in the format of Standard Webhooks: NAME URL SECRET [SEVERITY], one a line or split by semicolons. Severity is the least that is told, critical when left out.
	OutWebhooks Secret `env:"OUT_WEBHOOKS"`
	// SMTPAddr is the mail server, host:port; empty sends no mail.
	SMTPAddr string `env:"SMTP_ADDR"`
	SMTPTLS  string `env:"SMTP_TLS" envDefault:"starttls"` // starttls, tls (port 465), or none without a password
	// SMTPUser and SMTPPassword log in there; both empty log in nowhere.
	SMTPUser     string `env:"SMTP_USER"`
	SMTPPassword Secret `env:"SMTP_PASSWORD"`
	SMTPFrom     string `env:"SMTP_FROM"` // whom mail comes from: Watch Tower <tower@example.com>
	// AlertEmails get mail of alerts, each of those from a severity on: ops@example.com,boss@example.com warning. Critical when left out.
	AlertEmails string `env:"ALERT_EMAILS"`
	// ReportEmails get a copy of the reports, each of all or of some: ops@example.com,boss@example.com weekly monthly.
	ReportEmails string `env:"REPORT_EMAILS"`

	// Replica names this process among those that run at the same time; the host's name when empty.
	Replica string `env:"WATCHTOWER_REPLICA"`
	// AdminAddr serves /healthz, /readyz and /metrics; keep it private.
	AdminAddr string `env:"ADMIN_ADDR" envDefault:"127.0.0.1:8081"`
	// AdminProfile adds /debug/pprof to the admin port.
	AdminProfile bool   `env:"ADMIN_PROFILE"`
	LogLevel     string `env:"LOG_LEVEL" envDefault:"info"` // debug, info, warn, error
	// Clock and ClockAnchor simulate time, shared with a sandbox; see clock.go.
	Clock       string `env:"WATCHTOWER_CLOCK"`
	ClockAnchor string `env:"WATCHTOWER_CLOCK_ANCHOR"`
}

// Secret is a string that prints as *** wherever it ends up.
type Secret string

func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// MarshalText keeps a secret out of JSON, and so out of structured logs.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// GoString keeps a secret out of %#v.
func (s Secret) GoString() string { return s.String() }
