package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
)

// Proof is how a push proves where it comes from. LocoNav documents no
// signature, so there are three ways; any one that is set up suffices.
type Proof struct {
	HMACSecrets  []string // of the raw body; several while one is replaced
	HMACHeader   string   // default X-LocoNav-Signature
	HMACPrefix   string   // default sha256=
	PathToken    string   // a secret last segment of the path
	StaticHeader string   // a header that every push carries
	StaticValue  string
}

func (p Proof) withDefaults() Proof {
	if p.HMACHeader == "" {
		p.HMACHeader, p.HMACPrefix = "X-LocoNav-Signature", "sha256="
	}
	var secrets []string
	for _, s := range p.HMACSecrets {
		if s != "" {
			secrets = append(secrets, s)
		}
	}
	p.HMACSecrets = secrets
	return p
}

// check refuses a set-up that would let anyone in.
func (p Proof) check() error {
	if len(p.HMACSecrets) == 0 && p.PathToken == "" && (p.StaticHeader == "" || p.StaticValue == "") {
		return errors.New("the webhook needs a way to tell LocoNav from others: set WEBHOOK_HMAC_SECRETS, WEBHOOK_PATH_TOKEN, or WEBHOOK_STATIC_HEADER with WEBHOOK_STATIC_VALUE")
	}
	return nil
}

// beforeBody says whether a push is authentic by what precedes its body.
func (p Proof) beforeBody(token string, h http.Header) bool {
	byPath := p.PathToken != "" && same(token, p.PathToken)
	byHeader := p.StaticHeader != "" && p.StaticValue != "" && same(h.Get(p.StaticHeader), p.StaticValue)
	return byPath || byHeader
}

// maySign says whether a push carries a signature worth reading the body for.
func (p Proof) maySign(h http.Header) bool {
	return len(p.HMACSecrets) > 0 && h.Get(p.HMACHeader) != ""
}

// signed says whether the signature is that of the raw body under any secret.
// Every secret is tried in full, so that the time tells nothing.
func (p Proof) signed(h http.Header, body []byte) bool {
	text, ok := strings.CutPrefix(strings.TrimSpace(h.Get(p.HMACHeader)), p.HMACPrefix)
	given, err := hex.DecodeString(text)
	if !ok || err != nil || len(given) != sha256.Size {
		return false
	}
	good := 0
	for _, secret := range p.HMACSecrets {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(body)
		good |= subtle.ConstantTimeCompare(mac.Sum(nil), given)
	}
	return good == 1
}

// same compares in constant time, whatever the lengths.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
