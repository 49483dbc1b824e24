package bot

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// lockedBuffer is a log that goroutines may write to.
type lockedBuffer struct {
	sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.Lock()
	defer b.Unlock()
	return b.Buffer.Write(p)
}

func TestNoTokenReachesTheLog(t *testing.T) {
	var log lockedBuffer
	var observed atomic.Int64
	w := newTown(t, func(o *Options) {
		o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		o.Observe = func(string, time.Duration) { observed.Add(1) }
	})
	w.command("dispatcher", "dispatch", "/truck", "T-4407")
	w.heard("dispatcher", "dispatch", "never reported")
	w.must("fault", map[string]any{"kind": "expire_triggers", "count": 1})
	w.command("dispatcher", "dispatch", "/trip", "create")
	w.heard("dispatcher", "dispatch", "did not open the form")
	w.stop()
	o := w.opt
	o.BotToken, o.Log = "xoxb-wrong", w.opt.Log
	b, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	err = b.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "SLACK_BOT_TOKEN") {
		t.Errorf("wrong token: %v", err)
	}
	for _, secret := range []string{"xoxb-", "xapp-", "/response/", "ticket="} {
		if strings.Contains(log.String()+fmt.Sprint(err), secret) {
			t.Errorf("%q is in the log or error:\n%s\n%v", secret, log.String(), err)
		}
	}
	if observed.Load() < 3 {
		t.Errorf("%d observations, want acks and an answer at least", observed.Load())
	}
}
