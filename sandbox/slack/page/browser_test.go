package page_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"watchtower/sandbox/chromium"
	"watchtower/sandbox/slack"
	"watchtower/sandbox/slack/page"
)

// sheet is the page in a browser, in front of a workspace without an app.
type sheet struct {
	*testing.T
	url string
	tab context.Context //nolint:containedctx // chromedp keeps a browser's tab in a context
}

type obj = map[string]any

func newSheet(t *testing.T) *sheet {
	t.Helper()
	tab := chromium.Open(t)
	ws := slack.New(slack.Options{Tokens: slack.Tokens{Bot: "xoxb-sandbox", App: "xapp-sandbox"}, Page: page.Handler()})
	mux := http.NewServeMux()
	ws.Mount(mux)
	srv := httptest.NewServer(mux)
	t.Cleanup(func() { ws.Close(); srv.Close() })
	return &sheet{t, srv.URL, tab}
}

func (s *sheet) do(actions ...chromedp.Action[chromedp.Void]) {
	s.Helper()
	if err := chromedp.Do(s.tab, actions...); err != nil {
		s.Fatal(err)
	}
}

// until waits until a script's value is true.
func (s *sheet) until(script string) {
	s.Helper()
	if _, err := chromedp.Run(s.tab, chromedp.Poll[bool](script, chromedp.WithPollingTimeout(10*time.Second))); err != nil {
		s.Fatalf("%s: %v", script, err)
	}
}

// press clicks what a script finds: things under other things too.
func (s *sheet) press(selector string) {
	s.Helper()
	s.until(`(() => { const e = document.querySelector('` + selector + `'); e?.click(); return Boolean(e) })()`)
}

// post calls the workspace as the app (/api/…) or as a person (/control/…).
func (s *sheet) post(path string, body obj) obj {
	s.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		s.Fatal(err)
	}
	req, err := http.NewRequestWithContext(s.Context(), http.MethodPost, s.url+path, bytes.NewReader(data))
	if err != nil {
		s.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer xoxb-sandbox")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.Fatal(err)
	}
	defer resp.Body.Close()
	var out obj
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil || out["ok"] != true {
		s.Fatalf("%s: %v %v", path, out, err)
	}
	return out
}

// TestInABrowser starts one browser for all: that is what takes the time.
func TestInABrowser(t *testing.T) {
	s := newSheet(t)
	chat(s)
	answerThatGrows(s)
	charts(s)
}

// chat walks through what people do without an app.
func chat(s *sheet) {
	s.Helper()
	s.do(chromedp.Navigate(s.url+"/#as=dispatcher&channel=dispatch"), chromedp.WaitVisible(chromedp.CSS(`[data-testid="home-tab"]`)))
	s.until(`document.querySelector('.link-state').classList.contains('up')`)

	// Ctrl or Cmd and K goes to a place by a few of its letters.
	s.until(`(() => { document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true })); return document.querySelector('.switcher').open })()`)
	s.do(chromedp.SendKeys(chromedp.CSS(`[data-testid="switcher-text"]`), "rep\r"))
	s.until(`document.title.startsWith('#reports') && !document.querySelector('.switcher').open`)

	// What others say elsewhere is counted, and marked where it begins.
	said := s.post("/control/say", obj{"as": "manager", "channel": "dispatch", "text": "T-5120 is at the gate"})
	s.until(`document.querySelector('[data-testid="channel-dispatch"] .badge')?.textContent === '1'`)
	s.press(`[data-testid="channel-dispatch"]`)
	s.until(`document.querySelector('.new-line')?.nextElementSibling.dataset.ts === '` + said["ts"].(string) + `'`)

	// An emoji is put on it and taken away again.
	s.post("/control/react", obj{"as": "manager", "channel": "dispatch", "ts": said["ts"], "name": "eyes"})
	s.press(`.reaction`)
	s.until(`document.querySelector('.reaction.mine')?.textContent.includes('2')`)
	s.press(`.reaction`)
	s.until(`!document.querySelector('.reaction.mine')`)

	// Private messages say so.
	s.post("/api/chat.postEphemeral", obj{"channel": "C0DISPATCH", "user": "U0DISPATCH", "text": "only you"})
	s.until(`document.querySelector('[data-ephemeral] .private')?.textContent.includes('Only visible to you')`)

	// A click that nobody is there to answer is said in a person's words.
	s.post("/api/chat.postMessage", obj{"channel": "C0DISPATCH", "text": "x", "blocks": []obj{{"type": "actions", "elements": []obj{
		{"type": "button", "action_id": "go", "text": obj{"type": "plain_text", "text": "Go"}}}}}})
	s.press(`[data-action-id="go"]`)
	s.until(`document.querySelector('.toast-error')?.textContent.includes('not connected')`)
}

// answerThatGrows is read in its thread, under its title, and stopped.
func answerThatGrows(s *sheet) {
	s.Helper()
	root := s.post("/control/say", obj{"as": "dispatcher", "channel": "dm", "text": "catch me up"})["ts"].(string)
	in := func(more obj) obj {
		more["channel"], more["channel_id"], more["thread_ts"] = "D0DISPATCH", "D0DISPATCH", root
		return more
	}
	s.post("/api/chat.startStream", in(obj{"markdown_text": "**Two** trips"}))
	s.do(chromedp.Navigate("about:blank"), chromedp.Navigate(s.url+"/#as=dispatcher&channel=dm&thread="+root))
	s.until(`document.querySelector('.link-state')?.classList.contains('up')`)
	s.until(`document.querySelector('.thread .streaming')?.textContent.includes('Two trips')`)
	s.post("/api/assistant.threads.setTitle", in(obj{"title": "Today so far"}))
	s.until(`document.querySelector('.thread h2').textContent === 'Today so far'`)
	s.post("/api/assistant.threads.setStatus", in(obj{"status": "is checking GPS…"}))
	s.until(`document.querySelector('.thread .status').textContent.includes('is checking GPS…')`)
	s.press(`[data-testid="stop"]`)
	s.until(`!document.querySelector('.streaming') && document.querySelector('.thread .status').textContent === ''`)
	s.do(chromedp.KeyEvent("\u001b"))
	s.until(`document.querySelector('.thread').hidden`)
}

// charts are drawn, each with words for those who cannot see it.
func charts(s *sheet) {
	s.Helper()
	for _, kind := range []string{"bar", "line", "area"} {
		s.post("/api/chat.postMessage", obj{"channel": "C0REPORTS", "text": kind, "blocks": []obj{{"type": "data_visualization", "title": kind,
			"chart": obj{"type": kind, "axis_config": obj{"categories": []string{"Mon", "Tue"}},
				"series": []obj{{"name": "Trips", "data": []obj{{"label": "Mon", "value": 3}, {"label": "Tue", "value": 5}}}}}}}})
	}
	s.post("/api/chat.postMessage", obj{"channel": "C0REPORTS", "text": "pie", "blocks": []obj{{"type": "data_visualization", "title": "pie",
		"chart": obj{"type": "pie", "segments": []obj{{"label": "Moving", "value": 3}, {"label": "Idling", "value": 1}}}}}})
	s.do(chromedp.Navigate("about:blank"), chromedp.Navigate(s.url+"/#as=dispatcher&channel=reports"))
	s.until(`document.querySelectorAll('.message svg[role="img"][aria-label]').length >= 4`)
}
