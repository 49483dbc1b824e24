package slack

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// nextTS returns a timestamp that no other message has and that sorts after
// every earlier one: seconds, then six digits that step in hundreds.
func (w *Workspace) nextTS() string {
	us := w.opt.Now().UnixMicro() / 100 * 100
	if us <= w.lastTS {
		us = w.lastTS + 100
	}
	w.lastTS = us
	return tsOf(us)
}

func tsOf(us int64) string { return fmt.Sprintf("%d.%06d", us/1e6, us%1e6) }

// tsMicros reads a timestamp; ok is false for anything not Slack shaped.
func tsMicros(ts string) (us int64, ok bool) {
	sec, frac, found := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(sec, 10, 64)
	if err != nil || s < 0 {
		return 0, false
	}
	if !found {
		return s * 1e6, true
	}
	frac = (frac + "000000")[:6]
	f, err := strconv.ParseInt(frac, 10, 64)
	if err != nil || f < 0 {
		return 0, false
	}
	return s*1e6 + f, true
}

// newID returns prefix and n random letters and digits, as Slack's ids look.
func newID(prefix string, n int) string {
	return prefix + strings.ToUpper(rand.Text()[:n])
}

func newUUID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// trigger lets an app open one modal, once, within a few seconds.
type trigger struct {
	user    string
	expires time.Time // real time: a sped-up fleet does not make people click faster
	used    bool
}

func (w *Workspace) newTrigger(userID string) string {
	life := w.opt.Timing.Trigger
	if w.faults.bornExpired > 0 {
		w.faults.bornExpired--
		life = 0
	}
	now := time.Now()
	for id, t := range w.triggers {
		if now.Sub(t.expires) > time.Hour {
			delete(w.triggers, id)
		}
	}
	id := fmt.Sprintf("%d.%d.%s", now.UnixMicro(), now.UnixNano()%1e9, strings.ToLower(rand.Text()))
	w.triggers[id] = &trigger{user: userID, expires: now.Add(life)}
	return id
}

// spend uses a trigger up and says whose click it was.
func (w *Workspace) spend(id string) (userID string, err error) {
	t := w.triggers[id]
	switch {
	case id == "":
		return "", invalidArguments("missing required field: trigger_id")
	case t == nil:
		return "", fail("invalid_trigger_id")
	case t.used:
		return "", fail("exchanged_trigger_id")
	case !time.Now().Before(t.expires):
		return "", fail("expired_trigger_id")
	}
	t.used = true
	return t.user, nil
}
