// Package chromium opens the headless browser in which tests look at pages. It
// owns how the browser is found and started, and refuses to know any page.
package chromium

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Open is a tab of a browser that talks to this machine alone. It closes with
// the test, after a minute at the latest. Without a browser the test is
// skipped, or fails where REQUIRE_SERVICES is 1.
func Open(t *testing.T) context.Context {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(find(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.WindowSize(1280, 800), chromedp.UserDataDir(t.TempDir()))
	alloc, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	tab, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	tab, cancel = context.WithTimeout(tab, time.Minute)
	t.Cleanup(cancel)
	return tab
}

func find(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path
	}
	path, err := exec.LookPath("chromium")
	switch {
	case err == nil:
	case os.Getenv("REQUIRE_SERVICES") == "1":
		t.Fatal("CHROMIUM is not set; run the tests with make test")
	default:
		t.Skip("needs Chromium: run with make test")
	}
	return path
}
