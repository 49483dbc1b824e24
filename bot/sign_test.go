package bot

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
)

// slowSlack takes calls after a moment and notes when each was taken. It has no
// agents, so that nothing but the status can be seen.
type slowSlack struct {
	takes time.Duration
	taken map[string][]time.Time
}

func (s *slowSlack) Do(r *http.Request) (*http.Response, error) {
	<-time.After(s.takes)
	method := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	s.taken[method] = append(s.taken[method], time.Now())
	said := `{"ok":true}`
	if method == "agents.sessions.setStatus" {
		said = `{"ok":false,"error":"not_allowed"}`
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(said)), Header: http.Header{}, Request: r}, nil
}

// TestFirstSignWithinASecond: however long an answer takes, whoever asked sees
// within a second that something is being done; a quick answer needs no sign.
func TestFirstSignWithinASecond(t *testing.T) {
	const bound = time.Second
	for name, c := range map[string]struct {
		answer, slack time.Duration
		sign          bool
	}{
		"a slow answer":             {15 * time.Second, 0, true},
		"a slow answer, slow Slack": {15 * time.Second, 500 * time.Millisecond, true},
		"a quick answer":            {300 * time.Millisecond, 0, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			api := &slowSlack{takes: c.slack, taken: map[string][]time.Time{}}
			b := &Bot{Options: Options{Log: slog.New(slog.DiscardHandler)}}
			b.api = slack.New("xoxb-test", slack.OptionHTTPClient(api))
			b.Ask = func(ctx context.Context, _ fleet.Caller, _, _, _ string, _ func(string)) (answer.Answer, string) {
				<-time.After(c.answer)
				return answer.Answer{Kind: answer.Result, Headline: "There."}, ""
			}
			asked := time.Now()
			j := &job{envelope: envelope{Key: "Ev1", Received: asked}}
			a, _ := b.ask(t.Context(), j, fleet.Caller{}, place{Channel: "C1", Thread: "1.1"}, "1.1", "where is it")
			if a.Headline != "There." {
				t.Errorf("%s: answered %+v", name, a)
			}
			b.live.settle(time.Minute) // the status is taken away
			signs := api.taken["assistant.threads.setStatus"]
			switch {
			case !c.sign && len(signs) > 0:
				t.Errorf("%s: %d calls to show that it is worked on", name, len(signs))
			case c.sign && (len(signs) == 0 || signs[0].Sub(asked) > bound):
				t.Errorf("%s: shown at %v, asked at %v", name, signs, asked)
			}
		})
	}
}
