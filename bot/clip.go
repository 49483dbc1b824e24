package bot

import (
	"strings"
	"unicode/utf8"
)

// clip shortens s to n code points, which is how Slack counts, and shows that
// it did.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	return strings.TrimRight(string(r[:n-1]), " ") + "…"
}

// escape makes s plain data in mrkdwn: no link, no mention, no broadcast.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// clipEscaped escapes s and keeps the result within n code points without
// cutting an escape in two.
func clipEscaped(s string, n int) string {
	for limit := n; ; limit -= max(1, limit/8) {
		if out := escape(clip(s, max(1, limit))); utf8.RuneCountInString(out) <= n {
			return out
		}
	}
}
