// Package atlas is a geocoder as Nominatim serves it, of a few villages.
//
// It owns the wire and the manners that the public server asks for: who does
// not say who they are, or asks more than once a second, is refused.
package atlas

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"
)

const licence = "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright"

// spot is one result, spelled as Nominatim's jsonv2 does.
type spot struct {
	PlaceID     int       `json:"place_id"`
	Licence     string    `json:"licence"`
	Lat         string    `json:"lat"`
	Lon         string    `json:"lon"`
	Category    string    `json:"category"`
	Type        string    `json:"type"`
	Name        string    `json:"name"`
	DisplayName string    `json:"display_name"`
	BoundingBox [4]string `json:"boundingbox"`
}

func village(id int, lat, lon, name, display string, box [4]string) spot {
	return spot{id, licence, lat, lon, "place", "village", name, display, box}
}

// spots are made up, as their coordinates are.
var spots = [...]spot{
	village(101, "6.9000", "3.7000", "Ilu Alapako", "Ilu Alapako, Obafemi Owode, Ogun State, Nigeria", [4]string{"6.8900", "6.9100", "3.6900", "3.7100"}),
	village(102, "7.1000", "4.2000", "Oke Odo Titun", "Oke Odo Titun, Ife North, Osun State, Nigeria", [4]string{"7.0900", "7.1100", "4.1900", "4.2100"}),
	village(103, "8.1000", "4.6000", "Oke Odo Titun", "Oke Odo Titun, Ifelodun, Kwara State, Nigeria", [4]string{"8.0900", "8.1100", "4.5900", "4.6100"}),
}

// Server answers searches and counts them.
type Server struct {
	now func() time.Time

	mu    sync.Mutex
	last  time.Time
	asked []string
	down  bool
}

// New makes a server by its clock.
func New(now func() time.Time) *Server { return &Server{now: now} }

// Asked lists the searches that were let in, in turn.
func (s *Server) Asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

// Down makes every search fail from now on.
func (s *Server) Down() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = true
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	agent := r.UserAgent()
	switch {
	case agent == "" || strings.HasPrefix(agent, "Go-http-client"):
		http.Error(w, "Access blocked: say who you are in User-Agent", http.StatusForbidden)
		return
	case r.FormValue("format") != "jsonv2" || r.FormValue("q") == "":
		http.Error(w, "Bad request: q and format=jsonv2 are wanted", http.StatusBadRequest)
		return
	}
	if code := s.admit(r.FormValue("q")); code != 0 {
		http.Error(w, http.StatusText(code), code)
		return
	}
	found := []spot{}
	for _, x := range spots {
		if strings.Contains(strings.ToLower(x.DisplayName), strings.ToLower(r.FormValue("q"))) {
			found = append(found, x)
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(found) // a client that went away is its own affair
}

// admit counts a search; it gives the status of a refusal, else 0.
func (s *Server) admit(q string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	switch {
	case s.down:
		return http.StatusServiceUnavailable
	case now.Sub(s.last) < time.Second && !s.last.IsZero():
		return http.StatusTooManyRequests
	}
	s.last, s.asked = now, append(s.asked, q)
	return 0
}
