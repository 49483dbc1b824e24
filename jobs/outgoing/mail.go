package outgoing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"watchtower/store"
)

// How the connection to the mail server is kept secret.
const (
	StartTLS = "starttls" // demanded, not only used when offered
	TLS      = "tls"      // from the first byte, mostly port 465
	Plain    = "none"     // for a server on this machine or network, and without a password
)

// Server is the mail server and who we are there.
type Server struct {
	Addr     string // host:port
	TLS      string
	User     string // empty logs in nowhere
	Password string
	From     string         // address, with or without a name
	Roots    *x509.CertPool // whom to trust; nil for the system's
}

const (
	mailStep = 10 * time.Second // for the connection, and again for the message
	mailTime = 20 * time.Second // for all of it
)

// Mailer sends mail, one connection each. It is safe for concurrent use.
type Mailer struct {
	server     Server
	host       string
	port       int
	from       *netmail.Address
	fromDomain string
}

// NewMailer looks the server's settings over; the error names the setting.
func NewMailer(s Server) (*Mailer, error) {
	m := &Mailer{server: s}
	host, port, err := net.SplitHostPort(s.Addr)
	n, portErr := strconv.Atoi(port)
	if err != nil || portErr != nil || host == "" || n < 1 || n > 65535 {
		return nil, errors.New("SMTP_ADDR must be host:port, for example smtp.example.com:587")
	}
	if m.from, err = netmail.ParseAddress(s.From); err != nil {
		return nil, errors.New(`SMTP_FROM must be an address, for example "Watch Tower <tower@example.com>"`)
	}
	if s.TLS != StartTLS && s.TLS != TLS && s.TLS != Plain {
		return nil, fmt.Errorf("SMTP_TLS must be %s, %s or %s, not %q", StartTLS, TLS, Plain, s.TLS)
	}
	if (s.User == "") != (s.Password == "") {
		return nil, errors.New("SMTP_USER and SMTP_PASSWORD go together; set both or neither")
	}
	if s.User != "" && s.TLS == Plain {
		return nil, errors.New("SMTP_TLS is none, so that SMTP_PASSWORD would go over the wire for everyone to read; use starttls or tls")
	}
	m.host, m.port = host, n
	m.fromDomain = m.from.Address[strings.LastIndex(m.from.Address, "@")+1:]
	return m, nil
}

func (m *Mailer) client() (*mail.Client, error) {
	options := []mail.Option{mail.WithPort(m.port), mail.WithTimeout(mailStep),
		mail.WithTLSConfig(&tls.Config{ServerName: m.host, RootCAs: m.server.Roots, MinVersion: tls.VersionTLS12})}
	switch m.server.TLS {
	case StartTLS:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	case TLS:
		options = append(options, mail.WithSSL())
	case Plain:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if m.server.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.server.User), mail.WithPassword(m.server.Password))
	}
	return mail.NewClient(m.host, options...)
}

// Send gives one mail to the server; nil says that it has taken it. The error
// is a Refusal.
func (m *Mailer) Send(ctx context.Context, letter store.Mail, at time.Time) error {
	msg, err := m.compose(letter, at)
	if err != nil {
		return &Refusal{Why: clean(err.Error()), Final: true}
	}
	return m.dial(ctx, msg, letter.To)
}

// Check logs in and out again.
func (m *Mailer) Check(ctx context.Context) error { return m.dial(ctx, nil, nil) }

func (m *Mailer) dial(ctx context.Context, msg *mail.Msg, to []string) error {
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	c, err := m.client()
	if err != nil {
		return &Refusal{Why: clean(err.Error(), m.server.Password, m.server.User), Final: true}
	}
	conn, err := c.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return &Refusal{Why: m.why("the mail server cannot be used", err)}
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // a server that drips keeps nobody
	defer stop()
	if msg == nil {
		m.leave(c, conn)
		return nil
	}
	err = c.SendWithSMTPClient(conn, msg)
	if msg.IsDelivered() {
		m.leave(c, conn)
		return nil
	}
	conn.Close() // whatever it says now, the mail was not taken
	return m.refusal(err, to)
}

// leave says goodbye. A server that has taken the mail and answers that badly,
// or not at all, has taken it all the same.
func (m *Mailer) leave(c *mail.Client, conn *smtp.Client) {
	if err := c.CloseWithSMTPClient(conn); err != nil {
		conn.Close()
	}
}

// refusal tells what a server will never take from what it may take later. It
// does not name whom the mail was for: reasons are shown to people and logged.
func (m *Mailer) refusal(err error, to []string) error {
	r := &Refusal{Why: m.why("the mail was not taken", err, to...)}
	r.Why, _, _ = strings.Cut(r.Why, ", affected recipient(s)")
	if e, ok := errors.AsType[*mail.SendError](err); ok {
		r.Final = e.ErrorCode() >= 500 && e.ErrorCode() < 600
	}
	return r
}

func (m *Mailer) why(what string, err error, secrets ...string) string {
	return clean(what+": "+err.Error(), append(secrets, m.server.Password, m.server.User)...)
}

// compose writes a mail out. Its Message-ID follows from the key and the
// address, so that a mail that comes twice is recognised as the same.
func (m *Mailer) compose(letter store.Mail, at time.Time) (*mail.Msg, error) {
	msg := mail.NewMsg()
	msg.FromMailAddress(m.from)
	for _, to := range letter.To {
		a, err := netmail.ParseAddress(to)
		if err != nil {
			return nil, errors.New("its address cannot be read")
		}
		msg.AddToMailAddress(a)
	}
	msg.Subject(clean(letter.Subject))
	msg.SetMessageIDWithValue(m.messageID(letter))
	msg.SetDateWithValue(at)
	msg.SetUserAgent("Watch Tower")
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody answers it by itself
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	msg.SetBodyString(mail.TypeTextPlain, letter.Text)
	if letter.HTML != "" {
		msg.AddAlternativeString(mail.TypeTextHTML, letter.HTML)
	}
	for _, f := range letter.Files {
		kind := mail.WithFileContentType(mail.ContentType(clean(f.Type)))
		var err error
		if f.CID != "" {
			err = msg.EmbedReader(clean(f.Name), bytes.NewReader(f.Data), kind, mail.WithFileContentID("<"+clean(f.CID)+">"))
		} else {
			err = msg.AttachReader(clean(f.Name), bytes.NewReader(f.Data), kind)
		}
		if err != nil {
			return nil, fmt.Errorf("file %s: %w", f.Name, err)
		}
	}
	return msg, nil
}

func (m *Mailer) messageID(letter store.Mail) string {
	sum := sha256.Sum256([]byte(letter.Key + "\x00" + strings.Join(letter.To, "\x00")))
	return hex.EncodeToString(sum[:16]) + "@" + m.fromDomain
}
