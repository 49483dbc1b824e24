package fleet

import "strings"

// ContainerValid says whether a container number has the form of ISO 6346 and
// its check digit fits. A wrong one is worth a warning, never a refusal: papers
// hold typing errors.
func ContainerValid(number string) bool {
	key := Key(number)
	if len(key) != 11 {
		return false
	}
	sum := 0
	for i := range 10 {
		v, ok := containerValue(key[i], i < 4)
		if !ok {
			return false
		}
		sum += v << i
	}
	return int(key[10]-'0') == sum%11%10
}

// ContainerForm says whether a number has the form of a container's: four
// letters and seven digits. Anything else is no container number at all.
func ContainerForm(number string) bool {
	key := Key(number)
	if len(key) != 11 {
		return false
	}
	for i := range key {
		if letter := key[i] >= 'A' && key[i] <= 'Z'; letter != (i < 4) {
			return false
		}
	}
	return true
}

// containerValue is the standard's value of a character: letters count from 10
// and skip the multiples of 11.
func containerValue(c byte, letter bool) (int, bool) {
	if !letter {
		return int(c - '0'), c >= '0' && c <= '9'
	}
	i := strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZ", c)
	if i < 0 {
		return 0, false
	}

	return 10 + i + skipped(i), true
}

// skipped is how many multiples of 11 lie at or below the i-th letter's value:
// B would be 11, L 22, V 33.
func skipped(i int) int {
	switch {
	case i >= 21:
		return 3
	case i >= 11:
		return 2
	case i >= 1:
		return 1
	}
	return 0
}
