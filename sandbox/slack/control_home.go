package slack

import "time"

// home opens a person's Home tab and waits, as long as an acknowledgement may
// take, for the app to publish. "tab":"messages" opens the messages tab instead.
func (w *Workspace) home(p params) (obj, error) {
	w.mu.Lock()
	u, err := w.person(p.str("as"))
	if err != nil {
		w.mu.Unlock()
		return nil, err
	}
	if p.str("tab") == "messages" {
		w.homeEvent(u, "messages")
		w.mu.Unlock()
		return obj{}, nil
	}
	seen := w.homeSeen[u.ID]
	if seen == nil {
		seen = make(chan struct{})
		w.homeSeen[u.ID] = seen
	}
	w.homeEvent(u, "home")
	w.mu.Unlock()
	late := time.NewTimer(w.opt.Timing.Ack)
	defer late.Stop()
	published := true
	select {
	case <-seen:
	case <-late.C:
		published = false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	reply := obj{"view": nil, "published": published}
	if v := w.homes[u.ID]; v != nil {
		reply["view"] = v.wire()
	}
	return reply, nil
}
