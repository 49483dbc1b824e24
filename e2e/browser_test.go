package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"watchtower/sandbox/chromium"
)

// TestBrowser opens the workspace page, types a question and sees the answer.
func TestBrowser(t *testing.T) {
	w := newWorld(t, options{})
	if status := w.push(location("TST 303 XA", "356000000000303", 6.4455, 3.3655, 12, time.Now()), secret); status/100 != 2 {
		t.Fatalf("push: %d", status)
	}
	ctx := chromium.Open(t)
	err := chromedp.Do(ctx,
		chromedp.Navigate(w.Sandbox),
		chromedp.WaitVisible(chromedp.CSS(`[data-testid="channel-dm"]`)),
		chromedp.Click(chromedp.CSS(`[data-testid="channel-dm"]`)),
		chromedp.SendKeys(chromedp.CSS(`[data-testid="composer"]`), "where is TST 303 XA\r"),
	)
	if err != nil {
		t.Fatalf("type a question: %v", err)
	}
	text, err := chromedp.Run(ctx, chromedp.Poll[string](
		`[...document.querySelectorAll('[data-testid="message"]')].map(m => m.innerText).find(t => t.includes('TST 303 XA') && t.includes('Apapa Port'))`,
		chromedp.WithPollingTimeout(20*time.Second)))
	if err != nil || !strings.Contains(text, "Apapa Port") {
		t.Fatalf("no answer on the page: %q %v", text, err)
	}
}
