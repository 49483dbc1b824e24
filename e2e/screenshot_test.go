//go:build screenshot

package e2e

import (
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"watchtower/sandbox/chromium"
)

// TestScreenshots makes the pictures of the README and of the docs:
// make screenshot.
func TestScreenshots(t *testing.T) {
	w := newWorld(t, options{})
	w.post("/control/history", map[string]any{"days": 1})
	w.post("/control/fleet/start", map[string]any{})
	w.eventually("the past day is applied", func() bool {
		r, err := http.Get(w.Admin + "/readyz?caught_up=1")
		return err == nil && r.Body.Close() == nil && r.StatusCode == http.StatusOK
	})
	say := w.post("/control/say", map[string]string{"as": "manager", "channel": "dispatch", "text": "@Watch Tower how many trucks dey move now"})["ts"].(string)
	w.answer("manager", "dispatch", say, "trucks are moving now")
	w.command("dispatcher", "dispatch", "/trucks-near", "Apapa nearest 6", "The nearest truck")
	say = w.post("/control/say", map[string]string{"as": "dispatcher", "channel": "dm", "text": "where is T-4407"})["ts"].(string)
	w.answer("dispatcher", "dm", say, "T-4407")
	say = w.post("/control/say", map[string]string{"as": "dispatcher", "channel": "dm", "text": "create trip T-5120 tincan to Ibadan tomorrow 10pm, rice, for Deekay"})["ts"].(string)
	w.answer("dispatcher", "dm", say, "Create this trip?")

	w.shoot("docs/workspace.png", "as=dispatcher&channel=dispatch", 1280, 800)
	w.shoot("docs/confirm.png", "as=dispatcher&channel=dm", 1280, 800)
	w.shoot("docs/confirm-dark.png", "as=dispatcher&channel=dm&theme=dark", 1280, 800)
	w.post("/control/command", map[string]string{"as": "dispatcher", "channel": "dispatch", "command": "/trip", "text": "create T-4407"})
	w.shoot("docs/trip-form.png", "as=dispatcher&channel=dispatch", 1280, 800)
	w.shoot("docs/home.png", "as=manager&channel=home", 1280, 800)
}

// shoot takes a picture of the workspace once its messages stand.
func (w *world) shoot(file, hash string, width, height int64) {
	w.Helper()
	ctx := chromium.Open(w.T)
	err := chromedp.Do(ctx,
		chromedp.EmulateViewport(width, height),
		chromedp.Navigate(w.Sandbox+"/#"+hash),
		chromedp.WaitVisible(chromedp.CSS(`[data-testid="home-tab"]`)),
		chromedp.Sleep(1500*time.Millisecond), // pictures and fonts settle; nothing is asserted on
	)
	if err != nil {
		w.Fatalf("%s: %v", file, err)
	}
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		w.Fatalf("%s: %v", file, err)
	}
	if err := os.WriteFile("../"+file, picture, 0o644); err != nil {
		w.Fatal(err)
	}
	fmt.Println("wrote", file)
}
