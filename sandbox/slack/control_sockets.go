package slack

import (
	"errors"
	"slices"
	"time"
)

// firstLinks are the sockets a fault hits: "count" of them, or all.
func (w *Workspace) firstLinks(p params) []*link {
	all := slices.DeleteFunc(slices.Clone(w.hub.links), func(l *link) bool { return l.leaving })
	return all[:min(p.number("count", len(all)), len(all))]
}

// faultDisconnect tells sockets to go, for one of Slack's reasons.
func (w *Workspace) faultDisconnect(p params) (obj, error) {
	reason := p.str("reason")
	switch reason {
	case "":
		reason = "refresh_requested"
	case "warning", "refresh_requested", "link_disabled", "too_many_websockets":
	default:
		return nil, errors.New("\"reason\" is warning, refresh_requested, link_disabled or too_many_websockets")
	}
	if s := p.number("seconds", 0); s > 0 {
		w.faults.refusing, w.faults.refuseUntil = reason, time.Now().Add(time.Duration(s)*time.Second)
	}
	hit := w.firstLinks(p)
	for _, l := range hit {
		w.dismiss(l, reason)
	}
	return obj{"sockets": len(hit)}, nil
}

// faultDrop cuts sockets without a word, as a network does.
func (w *Workspace) faultDrop(p params) (obj, error) {
	hit := w.firstLinks(p)
	for _, l := range hit {
		l.leaving = true
		l.drop()
	}
	return obj{"sockets": len(hit)}, nil
}

// faultDeaf leaves sockets open that carry nothing, or nothing but pings.
func (w *Workspace) faultDeaf(p params) (obj, error) {
	until := time.Now().Add(time.Duration(p.number("seconds", 60)) * time.Second)
	hit := w.firstLinks(p)
	for _, l := range hit {
		l.deaf, l.pings = until, p.flag("pings")
	}
	return obj{"sockets": len(hit)}, nil
}
