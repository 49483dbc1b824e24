package tools

import "strings"

// lowerFirst makes a sentence part of another.
func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
