package bot

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
)

const (
	stopEvery = 500 * time.Millisecond // between two looks for a Stop
	stopFor   = 2 * time.Minute        // a question ends sooner
	endTries  = 3                      // to take the Stop button away
	endWithin = 30 * time.Second
)

// errStopped ends the work on a question because a person pressed Slack's Stop.
var errStopped = errors.New("stopped by a person")

// stopped is said in the place of the answer: a sentence changes nothing by
// itself, so there is nothing to undo.
func stopped() answer.Answer {
	return answer.Answer{Kind: answer.Chat, Headline: "OK, I stopped. Nothing was changed."}
}

func stopKey(channel, thread string) string { return "slack:stop:" + channel + ":" + thread }

// onStop notes a Stop for whichever replica works on the thread, and takes the
// button away, which Slack leaves to us: after a crash nobody else would.
// One that Slack repeats is no new one: it would end what was asked since.
func (b *Bot) onStop(ctx context.Context, env envelope, e event) {
	soon, cancel := context.WithTimeout(ctx, storeWithin)
	defer cancel()
	if !b.firstTime(soon, "stopped:"+env.Key) {
		return
	}
	key := stopKey(e.Channel, e.ThreadTS)
	err := b.Events.Release(soon, key)
	if err == nil {
		_, err = b.Events.Claim(soon, key, strconv.FormatInt(env.Received.UnixMilli(), 10), stopFor)
	}
	if err != nil {
		b.Log.WarnContext(ctx, "a Stop is not noted", "err", err)
		return
	}
	s := &status{b: b, channel: e.Channel, thread: e.ThreadTS, working: true}
	b.live.Go(func() {
		defer b.caught(ctx, "stop")
		s.rest(context.WithoutCancel(ctx))
	})
}

// wasStopped says whether somebody pressed Stop since the question came.
func (s *status) wasStopped(ctx context.Context) bool {
	at, err := s.b.Events.Held(ctx, stopKey(s.channel, s.thread))
	if err != nil || at == "" {
		return false
	}
	ms, err := strconv.ParseInt(at, 10, 64)
	return err == nil && ms > s.since.UnixMilli()
}

// workOn makes the thread a session at work, which is what shows Stop. A
// workspace without agents is not asked again for a while.
func (s *status) workOn(ctx context.Context) {
	if !s.b.sessions.open() {
		return
	}
	err := s.session(ctx, slack.AgentSessionStatusProcessing)
	wait, limited := retryAfter(err)
	switch {
	case limited:
		s.b.sessions.shut(max(wait, limitedBusy))
	case err != nil && !outcomeUnknown(err):
		s.b.sessions.shut(refusedFor)
	default:
		s.working = true
	}
}

// rest ends what workOn began. Slack's own limit is waited out: a Stop that
// stays has nothing to stop.
func (s *status) rest(ctx context.Context) {
	if !s.working {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, endWithin)
	defer cancel()
	for range endTries {
		err := s.session(ctx, slack.AgentSessionStatusActive)
		wait, limited := retryAfter(err)
		if !limited || !sleep(ctx, wait) {
			return
		}
	}
}

func (s *status) session(ctx context.Context, state string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	_, err := s.b.api.SetAgentSessionStatusContext(ctx, slack.AgentSessionSetStatusParameters{
		Status: state, ChannelID: s.channel, ThreadTS: s.thread})
	if err != nil {
		s.b.Log.DebugContext(ctx, "session not marked", "state", state, "err", safeError(err))
	}
	return err
}
