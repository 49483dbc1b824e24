package model

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// events writes server-sent events and keeps the first error.
type events struct {
	w       http.ResponseWriter
	flusher http.Flusher
	number  int
	err     error
}

func newEvents(w http.ResponseWriter) *events {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(http.StatusOK)
	flusher, _ := w.(http.Flusher)
	return &events{w: w, flusher: flusher}
}

// send writes a named, numbered event of the Responses API.
func (e *events) send(name string, fields map[string]any) {
	fields["type"], fields["sequence_number"] = name, e.number
	e.number++
	e.write("event: "+name+"\n", fields)
}

// chunk writes a nameless event of chat completions.
func (e *events) chunk(fields map[string]any) { e.write("", fields) }

func (e *events) write(prefix string, fields map[string]any) {
	if e.err != nil {
		return
	}
	data, err := json.Marshal(fields)
	if err == nil {
		_, err = fmt.Fprintf(e.w, "%sdata: %s\n\n", prefix, data)
	}
	e.err = err
	if e.flusher != nil {
		e.flusher.Flush()
	}
}

// done ends a chat stream.
func (e *events) done() {
	if e.err == nil {
		_, e.err = fmt.Fprint(e.w, "data: [DONE]\n\n")
	}
}
