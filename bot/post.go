package bot

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/store"
)

// place is where a reply belongs.
type place struct {
	Channel string // or a user, for a direct message
	Thread  string
	User    string // who asked
	Private bool   // shown to User alone
	// ResponseURL answers a command or a click where it was made.
	ResponseURL string
	Replace     string // ts of the message that the reply takes the place of
}

// responseLife is how long a response_url works; Slack says 30 minutes.
const responseLife = 29 * time.Minute

// metadata names what a message answers, so that after a crash or a broken
// connection the channel can be searched before it is said again.
func metadata(key string) slack.SlackMetadata {
	return slack.SlackMetadata{EventType: "watchtower", EventPayload: map[string]any{"key": key}}
}

// patient is how long a worker waits out a limit of Slack itself. What takes
// longer becomes a delivery, so that others are not held up.
const patient = 1500 * time.Millisecond

// reply says the one answer to an envelope. What Slack does not take now is
// left as a delivery, so that it is late rather than lost.
func (b *Bot) reply(ctx context.Context, j *job, to place, a answer.Answer, x extras) {
	if a.Personal && to.public() {
		a, x, to = b.aside(ctx, j, to, a, x)
	}
	if a.Aside && to.public() {
		to.Private, to.Replace = true, ""
	}
	if b.alreadySaid(ctx, j) {
		j.said = true
		return
	}
	err := b.say(ctx, j, to, a, x)
	j.said = true
	if err == nil {
		b.noteSaid(ctx, j)
		return
	}
	b.Log.WarnContext(ctx, "reply not posted, left as a delivery", "err", safeError(err))
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	if err := b.leave(ctx, j, to, a, x, err); err != nil {
		b.Log.ErrorContext(ctx, "reply lost", "err", err)
	}
}

// alreadySaid says whether an earlier life has answered. A private answer
// cannot be searched for in Slack: this note, made right after it, is all that
// keeps it from being said twice.
func (b *Bot) alreadySaid(ctx context.Context, j *job) bool {
	if !j.Again {
		return false
	}
	holder, err := b.Events.Held(ctx, "slack:said:"+j.Key)
	return err == nil && holder != "" // else it may be said twice, which is better than never
}

func (b *Bot) noteSaid(ctx context.Context, j *job) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if _, err := b.Events.Claim(ctx, "slack:said:"+j.Key, "said", rememberFor); err != nil {
		b.Log.WarnContext(ctx, "answer not noted: it may be said twice after a restart", "err", err)
	}
}

// leave hands an answer over to the deliveries: for its own channel and thread
// when Slack is only limiting us there, else for the person.
func (b *Bot) leave(ctx context.Context, j *job, to place, a answer.Answer, x extras, why error) error {
	spot := store.Spot{Channel: to.User}
	x.Share = shareElsewhere(x.Share, to)
	if wait, limited := retryAfter(why); limited && !to.Private {
		spot = store.Spot{Channel: to.Channel, Thread: to.Thread, TS: to.Replace}
		limit := func() error { return b.Store.LimitChannel(ctx, to.Channel, time.Now(), time.Now().Add(wait)) }
		if to.Replace != "" { // posts to the channel go on
			limit = func() error { return b.Store.LimitEdits(ctx, time.Now().Add(wait)) }
		}
		if err := limit(); err != nil {
			return err
		}
	}
	beside, err := json.Marshal(x)
	if err != nil {
		return err
	}
	return b.Store.AnswerAt(ctx, "reply:"+j.Key, spot, b.fit(a), beside, b.Now())
}

func (b *Bot) say(ctx context.Context, j *job, to place, a answer.Answer, x extras) error {
	x.Thread = to.Thread
	if to.Private && len(a.Files) > 0 {
		a.Notes = append(slices.Clone(a.Notes), "The file comes in a direct message.")
	}
	err := b.sayCard(ctx, j, to, a, x)
	if err == nil && to.Private {
		b.attachAlone(ctx, to, a.Files)
	}
	return err
}

func (b *Bot) sayCard(ctx context.Context, j *job, to place, a answer.Answer, x extras) error {
	a = b.fit(a)
	if strings.HasPrefix(to.Channel, "D") {
		x.Share = "" // there is nobody to share it with
	}
	if !to.Private {
		x, _ = b.pictured(a, x, withTable)
	}
	if to.ResponseURL != "" && time.Since(j.Received) < responseLife {
		err := b.draw(ctx, a, x, func(c card) error {
			err := b.respond(ctx, to, c)
			if err == nil && !to.Private {
				b.illustrate(ctx, to.Channel, to.Replace, a, x, c.Look)
			}
			return err
		})
		if err == nil || ctx.Err() != nil {
			return err
		}
		b.Log.WarnContext(ctx, "response_url refused", "err", safeError(err))
	}
	switch {
	case to.Replace != "" && !to.Private:
		return b.draw(ctx, a, x, func(c card) error {
			_, _, _, err := b.api.UpdateMessageContext(ctx, to.Channel, to.Replace, c.options()...)
			if err == nil {
				b.illustrate(ctx, to.Channel, to.Replace, a, x, c.Look)
			}
			return err
		})
	case to.Private:
		return b.draw(ctx, a, x, func(c card) error {
			opts := append(c.options(), slack.MsgOptionTS(to.Thread))
			_, err := b.api.PostEphemeralContext(ctx, to.Channel, to.User, opts...)
			return err
		})
	}
	if j.Again {
		if _, found, err := b.findKey(ctx, to.Channel, to.Thread, j.Key); err == nil && found {
			return nil
		}
	}
	return b.draw(ctx, a, x, func(c card) error {
		at, ts, err := b.postKeyed(ctx, to.Channel, to.Thread, j.Key, c)
		if err == nil {
			b.illustrate(ctx, at, ts, a, x, c.Look)
			b.yield(ctx, to.Channel)
			if err := b.leaveDetails(ctx, "reply:"+j.Key, at, cmp.Or(to.Thread, ts), a.Details); err != nil {
				b.Log.ErrorContext(ctx, "the details of an answer are lost", "err", err)
			}
		}
		return err
	})
}

func (c card) options() []slack.MsgOption {
	opts := []slack.MsgOption{slack.MsgOptionText(c.Text, false), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl()}
	if c.Blocks != nil {
		opts = append(opts, slack.MsgOptionBlocks(c.Blocks...))
	}
	return opts
}

// draw is drawOnce that waits out a short limit of Slack.
func (b *Bot) draw(ctx context.Context, a answer.Answer, x extras, send func(card) error) error {
	return b.drawOnce(ctx, a, x, func(c card) error {
		err := send(c)
		for until := time.Now().Add(patient); ; {
			wait, limited := retryAfter(err)
			if !limited || time.Now().Add(wait).After(until) || !sleep(ctx, wait) {
				return err
			}
			err = send(c)
		}
	})
}

// drawOnce sends an answer in the best look that Slack takes.
func (b *Bot) drawOnce(ctx context.Context, a answer.Answer, x extras, send func(card) error) error {
	for l := withTable; ; l++ {
		if l == asLines && a.Table == nil && a.Chart == nil && x.Verdict == nil {
			continue
		}
		err := send(render(a, x, l))
		if !blocksRefused(err) || l == textOnly {
			return err
		}
		b.Log.WarnContext(ctx, "slack refused the blocks", "look", int(l), "err", safeError(err))
		if x.Map != nil || x.Chart != nil { // the words and the table may pass without them
			b.pictures.forget(x.Map, x.Chart)
			x.Map, x.Chart = nil, nil
			l--
		}
	}
}

// respond uses a response_url. It is posted by hand, because slack-go sends
// empty metadata along.
func (b *Bot) respond(ctx context.Context, to place, c card) error {
	body := map[string]any{"text": c.Text, "response_type": "ephemeral", "replace_original": to.Replace != ""}
	if c.Blocks != nil {
		body["blocks"] = c.Blocks
	}
	if to.Thread != "" && to.Replace == "" {
		body["thread_ts"] = to.Thread
	}
	if !to.Private {
		body["response_type"] = "in_channel"
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.ResponseURL, bytes.NewReader(raw))
	if err != nil {
		return errors.New("the response_url is not an address")
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := b.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return responseError(resp)
}

// responseError reads what a response_url says: "ok", or JSON, or a bare word.
func responseError(resp *http.Response) error {
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		s, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return &slack.RateLimitedError{RetryAfter: time.Duration(max(s, 1)) * time.Second}
	}
	var said struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	text := strings.TrimSpace(string(raw))
	if json.Unmarshal(raw, &said) == nil && said.Error != "" {
		return slack.SlackErrorResponse{Err: said.Error}
	}
	if resp.StatusCode != http.StatusOK {
		return slack.SlackErrorResponse{Err: clip(text, 80)}
	}
	return nil
}

// whisperText says a plain sentence through a response_url, best effort.
func (b *Bot) whisperText(ctx context.Context, responseURL, text string) {
	if err := b.respond(ctx, place{ResponseURL: responseURL, Private: true}, card{Text: escape(text)}); err != nil {
		b.Log.WarnContext(ctx, "whisper not delivered", "err", safeError(err))
	}
}
