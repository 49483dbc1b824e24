package webhook

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Sources says from which addresses pushes may come, beside the proof that
// each push carries. Proxies are ours: only what they add to X-Forwarded-For
// is believed.
type Sources struct {
	Allow   []netip.Prefix // empty allows all
	Proxies []netip.Prefix
}

// ParsePrefixes reads networks and single addresses: 203.0.113.0/24, 10.0.0.1.
func ParsePrefixes(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range list {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		p, err := netip.ParsePrefix(text)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(text); err == nil {
				p = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen())
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%q is not a network; write 203.0.113.0/24 or 203.0.113.7", text)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

func inside(list []netip.Prefix, a netip.Addr) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// allowed says whether a push comes from where pushes may come from.
func (s Sources) allowed(r *http.Request) bool {
	if len(s.Allow) == 0 {
		return true
	}
	a, ok := s.origin(r)
	return ok && inside(s.Allow, a)
}

// origin is the nearest address that is not one of our proxies: everything to
// the left of it in the header is the sender's own word.
func (s Sources) origin(r *http.Request) (netip.Addr, bool) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, false
	}
	a := peer.Addr().Unmap().WithZone("")
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && inside(s.Proxies, a); i-- {
		hop := strings.TrimSpace(hops[i])
		if hop == "" {
			continue
		}
		if a, err = netip.ParseAddr(hop); err != nil {
			return netip.Addr{}, false
		}
		a = a.Unmap().WithZone("")
	}
	return a, true
}
