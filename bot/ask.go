package bot

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"watchtower/answer"
)

// fit makes an answer of whatever tool or model ready to be shown: every
// option can be clicked, and what somebody typed is not echoed at length.
func (b *Bot) fit(a answer.Answer) answer.Answer {
	if a.Kind != answer.Result && a.Kind != answer.Confirm && a.Kind != answer.Chat {
		a.Headline = shortQuotes(a.Headline)
	}
	if a.Ask == nil || a.Ask.Tool == "" || len(a.Ask.Missing) == 0 || len(a.Ask.Options) == 0 {
		return a
	}
	ask := *a.Ask
	if name := b.argument(ask.Tool, ask.Args, ask.Missing[0]); name != "" {
		ask.Missing = append([]string{name}, ask.Missing[1:]...)
	} else {
		ask.Tool, ask.Missing = "", nil // the options are read, not clicked
	}
	a.Ask = &ask
	return a
}

// argument is the argument of a tool that an option for field belongs in. A
// finder serves several tools and may name the field its own way: then it is
// the one given argument that ends in its name, or the only text given.
func (b *Bot) argument(tool string, raw json.RawMessage, field string) string {
	t := b.known[tool]
	if t == nil || t.Schema == nil {
		return ""
	}
	if t.Schema.Properties[field] != nil {
		return field
	}
	var args map[string]any
	if json.Unmarshal(raw, &args) != nil {
		return ""
	}
	var alike, texts []string
	for name, v := range args {
		if _, text := v.(string); !text || t.Schema.Properties[name] == nil || len(t.Schema.Properties[name].Enum) > 0 {
			continue
		}
		texts = append(texts, name)
		if strings.HasSuffix(name, "_"+field) {
			alike = append(alike, name)
		}
	}
	for _, found := range [][]string{alike, texts} {
		if len(found) == 1 {
			return found[0]
		}
	}
	return ""
}

// withArg adds one argument. A trip is offered as "3101 (T-4407, ...)": its
// number alone is the argument. In a list the option takes the place of the
// entry that it resembles most.
func withArg(raw json.RawMessage, name, value string) json.RawMessage {
	args := map[string]any{}
	if len(raw) > 0 && json.Unmarshal(raw, &args) != nil {
		return nil
	}
	if name == "trip_id" {
		value, _, _ = strings.Cut(value, " (")
	}
	was := args[name]
	args[name] = value
	if list := texts(was); list != nil {
		args[name] = inPlaceOfNearest(list, value)
	}
	out, err := json.Marshal(args)
	if err != nil {
		return nil
	}
	return out
}

func inPlaceOfNearest(list []string, value string) []string {
	short := func(s string) string { return strings.ToLower(clip(s, 60)) }
	nearest := slices.MinFunc(list, func(x, y string) int {
		return cmp.Compare(letters(short(x), short(value)), letters(short(y), short(value)))
	})
	out := slices.Clone(list)
	out[slices.Index(out, nearest)] = value
	return out
}

// texts are the texts of a list, nil when v is none or empty.
func texts(v any) []string {
	if list, ok := v.([]string); ok {
		return list
	}
	list, _ := v.([]any)
	var out []string
	for _, x := range list {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// questionID names a question, so that of its option buttons one counts.
func questionID(ask *answer.Ask) string {
	sum := sha256.Sum256([]byte(ask.Tool + "\x00" + strings.Join(ask.Missing, ",") + "\x00" + string(ask.Args) + "\x00" + strings.Join(ask.Options, ",")))
	return hex.EncodeToString(sum[:6])
}

// maxQuote is how much of somebody's own words an error repeats.
const maxQuote = 60

var longQuote = regexp.MustCompile(`"(?:[^"\\]|\\.){61,}"`)

// shortQuotes clips what is quoted in a sentence.
func shortQuotes(s string) string {
	s = longQuote.ReplaceAllStringFunc(s, func(q string) string {
		return `"` + clip(strings.Trim(q, `"`), maxQuote) + `"`
	})
	return clip(s, 600)
}
