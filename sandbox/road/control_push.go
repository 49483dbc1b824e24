package road

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

// maxPush is the largest body passed through, in bytes: above what a receiver
// is meant to refuse.
const maxPush = 64 << 20

// postPlace pins a truck and reports it there at once. With "release" it goes
// back to its plan. "fixes" reports it several times, a second apart, the last
// one now: receivers may doubt a single far jump.
func (s *Simulator) postPlace(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Plate    string  `json:"plate"`
		Lat      float64 `json:"lat"`
		Lon      float64 `json:"lon"`
		Speed    float64 `json:"speed"`
		Ignition bool    `json:"ignition"`
		Fixes    int     `json:"fixes"`
		Release  bool    `json:"release"`
	}
	if !read(w, r, &ask) {
		return
	}
	i, ok := s.find(w, ask.Plate)
	if !ok {
		return
	}
	if ask.Release {
		s.overlay.unpin(i)
		reply(w, http.StatusOK, map[string]any{"ok": true})
		return
	}
	if ask.Lat < -90 || ask.Lat > 90 || ask.Lon < -180 || ask.Lon > 180 {
		refuse(w, http.StatusBadRequest, "lat and lon must be degrees")
		return
	}
	s.overlay.setPin(i, pin{point{ask.Lat, ask.Lon}, ask.Speed, ask.Ignition})
	status := 0
	now := s.now().Unix()
	for t := now - int64(max(ask.Fixes, 1)) + 1; t <= now; t++ {
		body := s.fleet.encode(i, s.overlay.at(i, t))
		code, _, err := s.sender.target.post(r.Context(), s.sender.client, body, sign(s.sender.target.Secret, body))
		if err != nil {
			refuse(w, http.StatusBadGateway, "the webhook did not answer: "+err.Error())
			return
		}
		status = code
	}
	reply(w, http.StatusOK, map[string]any{"ok": status < 300, "status": status, "time": local(now)})
}

// postPush sends a body of the caller's to the webhook. Either the request is
// {"body": ..., "signature": ...}, where a body that is a JSON string is sent as
// the text it holds, or the request's own body is passed on as it is.
func (s *Simulator) postPush(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPush))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, err.Error())
		return
	}
	body, mode := unwrap(raw, r.URL.Query().Get("signature"))
	target := s.sender.target
	signature := sign(target.Secret, body)
	switch mode {
	case "bad":
		signature = sign(target.Secret+"?", body)
	case "none":
		signature = ""
	}
	began := time.Now()
	status, _, err := target.post(r.Context(), s.sender.client, body, signature)
	if err != nil {
		refuse(w, http.StatusBadGateway, "the webhook did not answer: "+err.Error())
		return
	}
	reply(w, http.StatusOK, map[string]any{"status": status, "ms": time.Since(began).Milliseconds()})
}

// unwrap takes the body and the signature mode out of a push request.
func unwrap(raw []byte, mode string) ([]byte, string) {
	var ask struct {
		Body      json.RawMessage `json:"body"`
		Signature string          `json:"signature"`
	}
	if json.Unmarshal(raw, &ask) != nil || ask.Body == nil {
		return raw, mode
	}
	if ask.Signature != "" {
		mode = ask.Signature
	}
	var text string
	if bytes.HasPrefix(ask.Body, []byte(`"`)) && json.Unmarshal(ask.Body, &text) == nil {
		return []byte(text), mode
	}
	return ask.Body, mode
}
