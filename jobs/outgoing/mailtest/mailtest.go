// Package mailtest is a mail server for tests: it speaks SMTP with STARTTLS and
// PLAIN, keeps what it is given, and refuses what a test wants refused.
//
// It owns the wire alone, and refuses to judge what is in a mail.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Server is a mail server of one test.
type Server struct {
	Addr  string
	Roots *x509.CertPool // that its certificate is trusted by
	tls   *tls.Config

	mu      sync.Mutex
	replies map[string]string
	mails   []Mail
}

// Mail is what the server took: its envelope, and header and body as they came.
type Mail struct{ To, Raw string }

// End is the verb under which a reply stands for the end of a mail.
const End = "."

// New is a server that takes everything.
func New(t testing.TB) *Server {
	t.Helper()
	certificates := httptest.NewTLSServer(nil) // for its certificate of 127.0.0.1
	t.Cleanup(certificates.Close)
	s := &Server{Roots: x509.NewCertPool(), tls: &tls.Config{Certificates: certificates.TLS.Certificates}}
	s.Roots.AddCert(certificates.Certificate())
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Addr = l.Addr().String()
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return // the test is over
			}
			go s.serve(conn)
		}
	}()
	return s
}

// Reply sets what it answers instead, by verb or End; empty cuts the line.
func (s *Server) Reply(replies map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replies = replies
}

// Mails are those that came, in order, also those that it then refused.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail{}, s.mails...)
}

// session is one connection.
type session struct {
	conn net.Conn
	in   *bufio.Reader
	to   string
}

func (c *session) say(line string) bool {
	_, err := c.conn.Write([]byte(line + "\r\n"))
	return err == nil
}

func (s *Server) serve(conn net.Conn) {
	c := &session{conn: conn, in: bufio.NewReader(conn)}
	defer func() { c.conn.Close() }()
	for going := c.say("220 test ESMTP"); going; {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return
		}
		going = s.answer(c, strings.TrimSpace(line))
	}
}

// answer says whether to go on.
func (s *Server) answer(c *session, line string) bool {
	verb, rest, _ := strings.Cut(line, " ")
	verb = strings.ToUpper(verb)
	if going, instead := s.instead(c, verb); instead {
		return going
	}
	switch verb {
	case "EHLO":
		return c.say("250-test\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN")
	case "STARTTLS":
		going := c.say("220 go on")
		c.conn = tls.Server(c.conn, s.tls)
		c.in = bufio.NewReader(c.conn)
		return going
	case "AUTH":
		return c.say("235 welcome")
	case "RCPT":
		_, to, _ := strings.Cut(rest, "<")
		c.to, _, _ = strings.Cut(to, ">")
	case "DATA":
		return s.take(c)
	case "QUIT":
		c.say("221 bye")
		return false
	}
	return c.say("250 ok")
}

func (s *Server) instead(c *session, verb string) (going, instead bool) {
	s.mu.Lock()
	reply, instead := s.replies[verb]
	s.mu.Unlock()
	if !instead {
		return false, false
	}
	return reply != "" && c.say(reply), true
}

// take reads a mail to its end.
func (s *Server) take(c *session) bool {
	if !c.say("354 go on") {
		return false
	}
	var body strings.Builder
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		body.WriteString(strings.TrimPrefix(line, ".")) // a full stop is doubled at the start of a line
	}
	s.mu.Lock()
	s.mails = append(s.mails, Mail{To: c.to, Raw: body.String()})
	s.mu.Unlock()
	if going, instead := s.instead(c, End); instead {
		return going
	}
	return c.say("250 taken")
}
