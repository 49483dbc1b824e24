package slack

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// maxBody is more than any call of the Web API needs.
const maxBody = 8 << 20

// params are the arguments of a call, whatever body they came in. A JSON body
// gives typed values, a form gives strings, some of which hold JSON.
type params map[string]any

var errBadJSON = errors.New("body is not JSON")

// readParams gathers the query, then the body over it.
func readParams(r *http.Request) (params, error) {
	p := params{}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
		if err != nil {
			return nil, err
		}
		p.fillQuery(r)
		if len(bytes.TrimSpace(body)) == 0 {
			return p, nil
		}
		if err := decode(body, &p); err != nil {
			return nil, errBadJSON
		}
		return p, nil
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	if kind == "multipart/form-data" {
		if err := r.ParseMultipartForm(maxBody); err != nil {
			return nil, err
		}
	} else if err := r.ParseForm(); err != nil {
		return nil, err
	}
	for k, v := range r.Form {
		p[k] = v[0]
	}
	return p, nil
}

func (p params) fillQuery(r *http.Request) {
	for k, v := range r.URL.Query() {
		p[k] = v[0]
	}
}

// token is the caller's, from the body or the Authorization header.
func (p params) token(r *http.Request) string {
	if t := p.str("token"); t != "" {
		return t
	}
	t, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return strings.TrimSpace(t)
}

func (p params) has(key string) bool { v, ok := p[key]; return ok && v != nil && v != "" }

func (p params) str(key string) string {
	switch v := p[key].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func (p params) flag(key string) bool {
	s := p.str(key)
	return s == "true" || s == "1"
}

func (p params) number(key string, otherwise int) int {
	n, err := strconv.Atoi(p.str(key))
	if err != nil {
		return otherwise
	}
	return n
}

// list reads an array, given as such or as JSON text. ok is false when the
// value is there and is not an array.
func (p params) list(key string) (list []any, ok bool) {
	if !p.has(key) {
		return nil, true
	}
	if s, isText := p[key].(string); isText {
		return list, decode([]byte(s), &list) == nil
	}
	list, ok = p[key].([]any)
	return list, ok
}

// object reads an object in the same two ways.
func (p params) object(key string) (o obj, ok bool) {
	if !p.has(key) {
		return nil, true
	}
	if s, isText := p[key].(string); isText {
		return o, decode([]byte(s), &o) == nil && o != nil
	}
	o, ok = p[key].(obj)
	return o, ok
}

// words reads a list of strings: an array, JSON text, or text with commas.
func (p params) words(key string) []string {
	if s, isText := p[key].(string); isText && !strings.HasPrefix(strings.TrimSpace(s), "[") {
		return strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
	}
	list, _ := p.list(key)
	var out []string
	for _, v := range list {
		if s, isText := v.(string); isText {
			out = append(out, s)
		}
	}
	return out
}

// decode is json.Unmarshal that keeps numbers as they were written.
func decode(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(into)
}

// text returns o[key] when it is a string.
func text(o obj, key string) string { s, _ := o[key].(string); return s }

// child returns o[key] when it is an object.
func child(o obj, key string) obj { c, _ := o[key].(obj); return c }

// objects returns the objects of the array o[key].
func objects(v any) []obj {
	list, _ := v.([]any)
	var out []obj
	for _, x := range list {
		if o, ok := x.(obj); ok {
			out = append(out, o)
		}
	}
	return out
}

// clone copies a JSON value, so that a caller's later change reaches nobody else.
func clone[T any](v T) T {
	var out T
	data, err := json.Marshal(v)
	if err == nil {
		err = decode(data, &out)
	}
	if err != nil {
		panic("slack: a decoded JSON value does not encode: " + err.Error())
	}
	return out
}
