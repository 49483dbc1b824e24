package sheets

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// maxBody is the largest request that is read, in bytes.
const maxBody = 32 << 20

// Register mounts the API as Google serves it, the tokens, the page and what
// steers it all.
func (b *Book) Register(mux *http.ServeMux) {
	mux.HandleFunc("/v4/spreadsheets/", b.api)
	mux.HandleFunc("POST /sheets/token", b.grant)
	mux.HandleFunc("GET /sheets/{$}", page)
	mux.HandleFunc("GET /control/sheets", b.look)
	mux.HandleFunc("POST /control/sheets/{act}", b.act)
}

// apiError is an error as Google words it.
type apiError struct {
	Code    int
	Status  string
	Message string
	Reason  string // of the ErrorInfo detail; may be empty
}

func (e *apiError) Error() string { return e.Message }

func invalid(format string, args ...any) error {
	return &apiError{Code: http.StatusBadRequest, Status: "INVALID_ARGUMENT", Message: fmt.Sprintf(format, args...)}
}

func (e *apiError) write(w http.ResponseWriter) {
	body := map[string]any{"code": e.Code, "message": e.Message, "status": e.Status}
	if e.Reason != "" {
		body["details"] = []any{map[string]any{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": e.Reason, "domain": "googleapis.com"}}
	}
	writeJSON(w, e.Code, map[string]any{"error": body})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller is gone if this fails
}

// api answers one call: faults first, as the real front does, then access, then
// the method. Everything a call does happens in one step.
func (b *Book) api(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		(&apiError{Code: http.StatusRequestEntityTooLarge, Status: "INVALID_ARGUMENT", Message: "Request payload size exceeds the limit."}).write(w)
		return
	}
	rest := strings.TrimPrefix(r.URL.Path, "/v4/spreadsheets/")
	b.mu.Lock()
	before := b.before
	b.mu.Unlock()
	if before != nil {
		before(r.Method, rest)
	}
	out, fault, wait := b.call(r, rest, body)
	if wait > 0 {
		select {
		case <-time.After(wait):
		case <-r.Context().Done():
			return
		}
	}
	if fault != nil {
		fault.write(w)
		return
	}
	writeJSON(w, http.StatusOK, out)
}

func (b *Book) call(r *http.Request, rest string, body []byte) (out any, fault *apiError, wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls = append(b.calls, r.Method+" "+rest)
	wait = b.faults.latency
	reads := r.Method == http.MethodGet || strings.Contains(rest, "GetByDataFilter") || strings.HasSuffix(rest, ":search")
	if fault := b.faults.next(reads, b.o.Now()); fault != nil {
		return nil, fault, wait
	}
	if err := b.admit(r, rest); err != nil {
		return nil, asAPI(err), wait
	}
	out, err := b.answer(r, rest, body)
	if err != nil {
		return nil, asAPI(err), wait
	}
	if b.faults.takeLost() { // it was done, and the answer is lost on the way
		return nil, &apiError{Code: http.StatusServiceUnavailable, Status: "UNAVAILABLE", Message: "The service is currently unavailable."}, wait
	}
	return out, nil, wait
}

func asAPI(err error) *apiError {
	if e, ok := errors.AsType[*apiError](err); ok {
		return e
	}
	return &apiError{Code: http.StatusBadRequest, Status: "INVALID_ARGUMENT", Message: err.Error()}
}

// answer finds the method by its path, as published.
func (b *Book) answer(r *http.Request, rest string, body []byte) (any, error) {
	id, method, _ := strings.Cut(rest, "/")
	id, verb, _ := strings.Cut(id, ":")
	if method == "" {
		method = ":" + verb
	}
	if id != b.o.ID {
		return nil, &apiError{Code: http.StatusNotFound, Status: "NOT_FOUND", Message: "Requested entity was not found."}
	}
	q := r.URL.Query()
	switch r.Method + " " + method {
	case "GET :":
		return b.get(q)
	case "POST :batchUpdate":
		return b.batch(body)
	case "POST :getByDataFilter":
		return nil, invalid("spreadsheets.getByDataFilter is not emulated here")
	case "GET values:batchGet":
		return b.valuesGet(q)
	case "POST values:batchUpdate":
		return b.valuesUpdate(body)
	case "POST values:batchGetByDataFilter":
		return b.valuesGetByFilter(body)
	case "POST values:batchUpdateByDataFilter":
		return b.valuesUpdateByFilter(body)
	case "POST developerMetadata:search":
		return b.searchMetadata(body)
	}
	return nil, &apiError{Code: http.StatusNotFound, Status: "NOT_FOUND", Message: "Method not found: " + method}
}

// readBody decodes a request strictly: a field that Google does not know is an
// error there, too.
func readBody(body []byte, into any) error {
	dec := json.NewDecoder(strings.NewReader(string(body)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return invalid("Invalid JSON payload received. %v", err)
	}
	return nil
}
