package road

import (
	"encoding/json"
	"io"
	"net/http"
	"sort"
	"strconv"
	"time"
)

// Register mounts the fleet's part of the control interface.
func (s *Simulator) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /control/fleet", s.getFleet)
	mux.HandleFunc("POST /control/fleet/start", func(w http.ResponseWriter, _ *http.Request) { s.Start(); reply(w, 200, map[string]any{"ok": true}) })
	mux.HandleFunc("POST /control/fleet/stop", func(w http.ResponseWriter, _ *http.Request) { s.Stop(); reply(w, 200, map[string]any{"ok": true}) })
	mux.HandleFunc("POST /control/history", s.postHistory)
	mux.HandleFunc("POST /control/incident", s.postIncident)
	mux.HandleFunc("GET /control/incidents", s.getIncidents)
	mux.HandleFunc("POST /control/place", s.postPlace)
	mux.HandleFunc("POST /control/push", s.postPush)
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func refuse(w http.ResponseWriter, status int, why string) {
	reply(w, status, map[string]any{"ok": false, "error": why})
}

// read decodes a small JSON body; an empty one leaves v as it is.
func read(w http.ResponseWriter, r *http.Request, v any) bool {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err == nil && len(body) > 0 {
		err = json.Unmarshal(body, v)
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, "not a JSON object: "+err.Error())
	}
	return err == nil
}

// truckTruth is one truck in GET /control/fleet.
type truckTruth struct {
	Plate    string  `json:"plate"`
	IMEI     string  `json:"imei"`
	Driver   string  `json:"driver"`
	Lat      float64 `json:"lat"`
	Lon      float64 `json:"lon"`
	Speed    float64 `json:"speed"`
	Heading  float64 `json:"heading"`
	Ignition bool    `json:"ignition"`
	State    string  `json:"state"`
	Silent   bool    `json:"silent"`
	Trip     string  `json:"trip"`
	Place    string  `json:"place"`
}

func (s *Simulator) getFleet(w http.ResponseWriter, _ *http.Request) {
	now := s.now()
	list := make([]truckTruth, s.fleet.Size())
	for i := range list {
		list[i] = s.truth(i, now.Unix())
	}
	s.mu.Lock()
	running, waiting := s.running, len(s.queue)
	s.mu.Unlock()
	reply(w, http.StatusOK, map[string]any{"now": now.In(lagos()).Format(time.RFC3339), "running": running,
		"trucks": list, "push": s.sender.counters(), "history": s.history.counters(), "held_back": waiting})
}

func (s *Simulator) truth(i int, t int64) truckTruth {
	r := s.overlay.at(i, t)
	_, _, silent := s.overlay.silent(i, t)
	truck := s.fleet.trucks[i]
	out := truckTruth{Plate: truck.plate, IMEI: truck.imei, Driver: s.fleet.people[truck.driver].name,
		Lat: round(r.Lat, 6), Lon: round(r.Lon, 6), Speed: round(r.Speed, 1), Heading: round(r.Heading, 0),
		Ignition: r.Ignition, State: r.State, Silent: silent, Place: s.fleet.placeAt(point{r.Lat, r.Lon})}
	if r.Trip > 0 {
		out.Trip = itoa(r.Trip)
	}
	return out
}

func (s *Simulator) postHistory(w http.ResponseWriter, r *http.Request) {
	ask := struct {
		Days int `json:"days"`
	}{14}
	if !read(w, r, &ask) {
		return
	}
	if ask.Days < 1 || ask.Days > 14 {
		refuse(w, http.StatusBadRequest, "days must be between 1 and 14")
		return
	}
	began := time.Now()
	facts, err := s.History(r.Context(), ask.Days)
	if err != nil {
		refuse(w, http.StatusBadGateway, err.Error())
		return
	}
	reply(w, http.StatusOK, map[string]any{"ok": true, "facts": facts, "ms": time.Since(began).Milliseconds()})
}

// find answers 404 itself when the plate is not in the fleet.
func (s *Simulator) find(w http.ResponseWriter, plate string) (int, bool) {
	i, ok := s.fleet.lookup(plate)
	if !ok {
		refuse(w, http.StatusNotFound, "no truck "+plate+" in the simulated fleet")
	}
	return i, ok
}

// getIncidents lists what happened in the last hours, a day unless told
// otherwise, and what is going on.
func (s *Simulator) getIncidents(w http.ResponseWriter, r *http.Request) {
	hours := 24
	if text := r.URL.Query().Get("hours"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 24*60 {
			refuse(w, http.StatusBadRequest, "hours must be between 1 and 1440")
			return
		}
		hours = n
	}
	now := s.now()
	from := now.Add(-time.Duration(hours) * time.Hour)
	list := append(s.fleet.Incidents(from, now), s.overlay.begun(from, now)...)
	sort.SliceStable(list, func(a, b int) bool { return list[a].From.Before(list[b].From) })
	reply(w, http.StatusOK, map[string]any{"now": now.In(lagos()).Format(time.RFC3339), "incidents": list})
}

func (s *Simulator) postIncident(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Plate   string `json:"plate"`
		Kind    string `json:"kind"`
		Minutes int64  `json:"minutes"`
	}
	if !read(w, r, &ask) {
		return
	}
	i, ok := s.find(w, ask.Plate)
	if !ok {
		return
	}
	minutes, ok := incidentMinutes(ask.Kind)
	if !ok {
		refuse(w, http.StatusBadRequest, "kind must be overspeed, silence, fuel_theft, sos, idle, crash, device_removal, breakdown, stop or deviation")
		return
	}
	if ask.Minutes > 0 {
		minutes = ask.Minutes
	}
	from := s.now().Unix()
	to := from + minutes*60
	s.mu.Lock()
	for _, m := range s.overlay.begin(i, ask.Kind, from, to) {
		s.push(m.at*1000, i, s.fleet.encodeNotice(m))
	}
	s.mu.Unlock()
	reply(w, http.StatusOK, map[string]any{"ok": true, "plate": s.fleet.trucks[i].plate, "kind": ask.Kind,
		"from": local(from), "until": local(to)})
}
