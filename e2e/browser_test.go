package e2e

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestBrowser opens the workspace page, types a question and sees the answer.
func TestBrowser(t *testing.T) {
	w := newWorld(t, options{})
	if status := w.push(location("TST 303 XA", "356000000000303", 6.4455, 3.3655, 12, time.Now()), secret); status/100 != 2 {
		t.Fatalf("push: %d", status)
	}
	ctx := browser(t)
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

// browser is a headless Chromium that talks to this machine alone.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := os.Getenv("CHROMIUM")
	if path == "" {
		var err error
		if path, err = exec.LookPath("chromium"); err != nil {
			if os.Getenv("REQUIRE_SERVICES") == "1" {
				t.Fatal("CHROMIUM is not set; run the tests with make test")
			}
			t.Skip("needs Chromium: run with make test")
		}
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.WindowSize(1280, 800), chromedp.UserDataDir(t.TempDir()))
	alloc, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	return ctx
}
