package sheets

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"strings"
	"time"
)

// Account is a service account: its key file is what Google's console gives.
type Account struct {
	Email string
	Key   *rsa.PrivateKey
}

// NewAccount makes a service account with a key of its own.
func NewAccount(email string) (Account, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	return Account{Email: email, Key: key}, err
}

// KeyFile is the account's key file, which sends its bearer to base for tokens.
func (a Account) KeyFile(base string) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(a.Key)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(map[string]string{
		"type": "service_account", "project_id": "sandbox", "private_key_id": "1",
		"private_key":  string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
		"client_email": a.Email, "client_id": "1", "token_uri": base + "/sheets/token",
	}, "", "  ")
}

// ReadAccount reads a key file back.
func ReadAccount(raw []byte) (Account, error) {
	var in struct {
		Key   string `json:"private_key"`
		Email string `json:"client_email"`
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return Account{}, err
	}
	block, _ := pem.Decode([]byte(in.Key))
	if block == nil {
		return Account{}, errors.New("the key file holds no private key")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return Account{}, err
	}
	rsaKey, ok := key.(*rsa.PrivateKey)
	if !ok {
		return Account{}, errors.New("the key is not an RSA key")
	}
	return Account{Email: in.Email, Key: rsaKey}, nil
}

// token is a bearer that was granted.
type token struct {
	scopes []string
	until  time.Time
}

const tokenLife = time.Hour

// scopes that open a spreadsheet, and whether they let one write.
var sheetScopes = map[string]bool{
	"https://www.googleapis.com/auth/spreadsheets": true, "https://www.googleapis.com/auth/drive": true,
	"https://www.googleapis.com/auth/spreadsheets.readonly": false,
}

// grant trades a signed assertion for a token (RFC 7523), by the machine's clock.
func (b *Book) grant(w http.ResponseWriter, r *http.Request) {
	claims, err := b.assertion(r.FormValue("assertion"))
	if err != nil || r.FormValue("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant", "error_description": "Invalid JWT Signature."})
		return
	}
	bearer := "ya29." + rand.Text()
	b.mu.Lock()
	b.tokens[bearer] = token{scopes: strings.Fields(claims.Scope), until: time.Now().Add(tokenLife)}
	b.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{"access_token": bearer, "token_type": "Bearer", "expires_in": int(tokenLife.Seconds())})
}

type claims struct {
	Iss   string `json:"iss"`
	Scope string `json:"scope"`
	Exp   int64  `json:"exp"`
}

// assertion checks who signed a JWT, and reads it.
func (b *Book) assertion(jwt string) (c claims, err error) {
	bad := &apiError{Code: http.StatusBadRequest, Message: "bad assertion"}
	parts := strings.Split(jwt, ".")
	if len(parts) != 3 {
		return c, bad
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(raw, &c) != nil {
		return c, bad
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || time.Unix(c.Exp, 0).Before(time.Now()) {
		return c, bad
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	for _, a := range b.o.Accounts {
		if a.Email == c.Iss && rsa.VerifyPKCS1v15(&a.Key.PublicKey, crypto.SHA256, sum[:], signature) == nil {
			return c, nil
		}
	}
	return c, bad
}

// admit checks the bearer of a call, its scopes, and that the spreadsheet is
// shared. Without accounts everybody may come in.
func (b *Book) admit(r *http.Request, rest string) error {
	if len(b.o.Accounts) > 0 {
		bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		t, known := b.tokens[bearer]
		if !known || time.Now().After(t.until) {
			return &apiError{Code: http.StatusUnauthorized, Status: "UNAUTHENTICATED", Reason: "ACCESS_TOKEN_INVALID",
				Message: "Request had invalid authentication credentials."}
		}
		opens, writes := false, false
		for _, s := range t.scopes {
			w, ok := sheetScopes[s]
			opens, writes = opens || ok, writes || w
		}
		changes := r.Method == http.MethodPost && strings.Contains(strings.ToLower(rest), "batchupdate")
		if !opens || changes && !writes {
			e := faultErrors["scope"]
			return &e
		}
	}
	if !b.shared {
		e := faultErrors["403"]
		return &e
	}
	return nil
}
