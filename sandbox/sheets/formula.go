package sheets

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	refForm  = regexp.MustCompile(`^\$?([A-Z]{1,2})\$?([0-9]+)$`)
	callForm = regexp.MustCompile(`^(UPPER|LOWER|TRIM|PROPER)\((.*)\)$`)
)

// maxDepth bounds formulas that lead to each other.
const maxDepth = 16

// effective is what a cell shows. Of Google's formulas it knows references,
// texts, numbers, & and a few functions on text; what else is typed shows
// #NAME?, as an unknown function does.
func (b *Book) effective(s *sheet, c cell) Value { return evalCell(s, c, 0) }

func evalCell(s *sheet, c cell, depth int) Value {
	if c.formula == "" {
		return c.value
	}
	if depth > maxDepth {
		return Value{Kind: Error, Str: "#REF!"}
	}
	return eval(s, strings.TrimSpace(c.formula[1:]), depth)
}

func eval(s *sheet, text string, depth int) Value {
	if parts := splitJoin(text); len(parts) > 1 {
		var out strings.Builder
		for _, p := range parts {
			v := eval(s, strings.TrimSpace(p), depth)
			if v.Kind == Error {
				return v
			}
			out.WriteString(show(v, format{}, "en_GB"))
		}
		return TextValue(out.String())
	}
	if m := refForm.FindStringSubmatch(text); m != nil {
		return refer(s, m[1], m[2], depth)
	}
	if m := callForm.FindStringSubmatch(text); m != nil {
		v := eval(s, strings.TrimSpace(m[2]), depth)
		if v.Kind == Error {
			return v
		}
		return TextValue(apply(m[1], show(v, format{}, "en_GB")))
	}
	if len(text) > 1 && text[0] == '"' && strings.HasSuffix(text, `"`) {
		return TextValue(strings.ReplaceAll(text[1:len(text)-1], `""`, `"`))
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		return NumberValue(n)
	}
	if text == "NA()" {
		return Value{Kind: Error, Str: "#N/A"}
	}
	return Value{Kind: Error, Str: "#NAME?"}
}

func apply(name, text string) string {
	switch name {
	case "UPPER":
		return strings.ToUpper(text)
	case "LOWER":
		return strings.ToLower(text)
	case "TRIM":
		return strings.Join(strings.Fields(text), " ")
	}
	words := strings.Fields(strings.ToLower(text))
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

func refer(s *sheet, column, line string, depth int) Value {
	col := 0
	for _, r := range column {
		col = col*26 + int(r-'A') + 1
	}
	n, err := strconv.Atoi(line)
	if err != nil || n < 1 || n > len(s.rows) {
		return Value{Kind: Error, Str: "#REF!"}
	}
	return evalCell(s, s.rows[n-1].at(col-1), depth+1)
}

// splitJoin cuts a formula at the & outside of texts and brackets.
func splitJoin(text string) []string {
	var parts []string
	depth, quote, start := 0, false, 0
	for i, r := range text {
		switch {
		case r == '"':
			quote = !quote
		case quote:
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == '&' && depth == 0:
			parts, start = append(parts, text[start:i]), i+1
		}
	}
	return append(parts, text[start:])
}
