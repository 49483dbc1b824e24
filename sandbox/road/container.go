package road

import "fmt"

// containerNumber invents a container number with a right ISO 6346 check digit.
func containerNumber(d *dice) string {
	owner := pick(d, []string{"MSCU", "MSKU", "TCNU", "CMAU", "HLXU", "TGHU", "PCIU", "GESU"})
	body := fmt.Sprintf("%s%06d", owner, d.below(1_000_000))
	return body + fmt.Sprint(checkDigit(body))
}

// checkDigit weighs the ten characters by powers of two, letters counting from
// 10 and skipping multiples of 11.
func checkDigit(body string) int {
	sum := 0
	for i := range len(body) {
		sum += letterValue(body[i]) << i
	}
	return sum % 11 % 10
}

func letterValue(c byte) int {
	if c >= '0' && c <= '9' {
		return int(c - '0')
	}
	v := int(c-'A') + 10
	return v + (v-1)/10
}
