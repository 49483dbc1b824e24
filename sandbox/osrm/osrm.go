// Package osrm is a small routing server: it answers GET /route/v1 in OSRM's
// published format, for tests and the demo.
//
// It owns the wire format and the faults that a test may ask for. It refuses to
// know roads: a way is the straight line, a third longer, at 60 km/h.
package osrm

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"sync/atomic"
)

const (
	detour = 4.0 / 3
	speed  = 60 / 3.6 // m/s, as for a car on such roads
	earthM = 6_371_008.8
)

// Server answers for ways.
type Server struct {
	asked atomic.Int64
	fault atomic.Value // string
}

// New makes a server that works.
func New() *Server {
	s := &Server{}
	s.fault.Store("")
	return s
}

// Asked is how many ways were asked for.
func (s *Server) Asked() int { return int(s.asked.Load()) }

// Fail makes every answer faulty: "error" (500), "noroute", "garbage", "empty",
// "hang" (until the caller gives up); "" mends it.
func (s *Server) Fail(kind string) { s.fault.Store(kind) }

// Register puts the server on a mux.
func (s *Server) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /route/v1/driving/{coordinates}", s.route)
}

type leg struct {
	Distance float64 `json:"distance"`
	Duration float64 `json:"duration"`
	Summary  string  `json:"summary"`
	Steps    []any   `json:"steps"`
}

type way struct {
	Distance   float64 `json:"distance"`
	Duration   float64 `json:"duration"`
	Weight     float64 `json:"weight"`
	WeightName string  `json:"weight_name"`
	Legs       []leg   `json:"legs"`
}

func (s *Server) route(out http.ResponseWriter, in *http.Request) {
	s.asked.Add(1)
	var x1, y1, x2, y2 float64
	if n, err := fmt.Sscanf(in.PathValue("coordinates"), "%f,%f;%f,%f", &x1, &y1, &x2, &y2); n != 4 || err != nil {
		write(out, http.StatusBadRequest, map[string]any{"code": "InvalidQuery", "message": "Query string malformed"})
		return
	}
	switch s.fault.Load() {
	case "error":
		write(out, http.StatusInternalServerError, map[string]any{"code": "InternalError"})
		return
	case "noroute":
		write(out, http.StatusBadRequest, map[string]any{"code": "NoRoute", "message": "Impossible route between points"})
		return
	case "empty":
		write(out, http.StatusOK, map[string]any{"code": "Ok", "routes": []any{}})
		return
	case "garbage":
		_, _ = out.Write([]byte("<html>not here</html>"))
		return
	case "hang":
		<-in.Context().Done()
		return
	}
	metres := line(y1, x1, y2, x2) * detour
	seconds := metres / speed
	w := way{Distance: metres, Duration: seconds, Weight: seconds, WeightName: "routability", Legs: []leg{{metres, seconds, "", []any{}}}}
	write(out, http.StatusOK, map[string]any{"code": "Ok", "routes": []way{w},
		"waypoints": []map[string]any{{"location": []float64{x1, y1}, "name": ""}, {"location": []float64{x2, y2}, "name": ""}}})
}

func write(out http.ResponseWriter, status int, body any) {
	out.Header().Set("Content-Type", "application/json; charset=UTF-8")
	out.WriteHeader(status)
	_ = json.NewEncoder(out).Encode(body) // a caller that has gone hears nothing
}

// line is the great-circle distance in metres.
func line(lat1, lon1, lat2, lon2 float64) float64 {
	r := math.Pi / 180
	a := math.Pow(math.Sin((lat2-lat1)*r/2), 2) + math.Cos(lat1*r)*math.Cos(lat2*r)*math.Pow(math.Sin((lon2-lon1)*r/2), 2)
	return 2 * earthM * math.Asin(math.Sqrt(a))
}
