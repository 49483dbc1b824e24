package mailtest

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
)

// Letter is a mail taken apart.
type Letter struct {
	Header  mail.Header
	Subject string
	// Parts are its leaves, decoded, by type, and by Content-ID behind it where
	// they have one: "text/html", "image/png <chart>".
	Parts map[string]string
}

// Read takes a mail apart.
func Read(t testing.TB, m Mail) Letter {
	t.Helper()
	msg, err := mail.ReadMessage(strings.NewReader(m.Raw))
	if err != nil {
		t.Fatal(err)
	}
	l := Letter{Header: msg.Header, Parts: map[string]string{}}
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	l.walk(t, msg.Header.Get("Content-Type"), msg.Body)
	return l
}

func (l Letter) walk(t testing.TB, contentType string, body io.Reader) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.HasPrefix(kind, "multipart/") {
		t.Fatal(contentType, err)
	}
	for r := multipart.NewReader(body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if kind := p.Header.Get("Content-Type"); strings.HasPrefix(kind, "multipart/") {
			l.walk(t, kind, p)
			continue
		}
		kind, _, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		l.Parts[strings.TrimSpace(kind+" "+p.Header.Get("Content-ID"))] = decoded(t, p)
	}
}

func decoded(t testing.TB, p *multipart.Part) string {
	t.Helper()
	var in io.Reader = p
	switch p.Header.Get("Content-Transfer-Encoding") {
	case "base64":
		in = base64.NewDecoder(base64.StdEncoding, p)
	case "quoted-printable":
		in = quotedprintable.NewReader(p)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(in); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
