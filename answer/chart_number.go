package answer

import (
	"math"
	"strconv"
)

// axisNumber writes a figure as short as an axis wants it: 1,500, 2.5M, 0.25.
// The step says how many decimals tell neighbours apart.
func axisNumber(v, step float64) string {
	for _, big := range [...]struct {
		from float64
		unit string
	}{{1e12, "T"}, {1e9, "B"}, {1e6, "M"}} {
		if math.Abs(v) >= big.from && math.Abs(v) < big.from*1e4 {
			return trimZeros(strconv.FormatFloat(v/big.from, 'f', 2, 64)) + big.unit
		}
	}
	if math.Abs(v) < 100 && step < 1 && v != 0 {
		places := min(3, int(math.Ceil(-math.Log10(step))))
		if math.Abs(v) >= 1 {
			places = min(places, 1+int(math.Ceil(max(0, -math.Log10(step)-1))))
			places = min(places, 2)
		}
		return trimZeros(strconv.FormatFloat(v, 'f', places, 64))
	}
	return FormatNumber(v)
}

func trimZeros(s string) string {
	for len(s) > 1 && s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	return s
}
