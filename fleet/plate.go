package fleet

import "strings"

// Key reduces a plate, container number, waybill or name to what must match:
// capital letters and digits only. "BDG 220 YA" and "bdg-220ya" share a key.
func Key(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z':
			b.WriteRune(r - 'a' + 'A')
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case r > 127:
			b.WriteString(strings.ToUpper(string(r)))
		}
	}
	return b.String()
}

// LookalikeKey is Key with the letters that people confuse with digits folded
// onto them (O to 0, I to 1). It is for reading, never for a write.
func LookalikeKey(s string) string {
	return strings.NewReplacer("O", "0", "I", "1").Replace(Key(s))
}
