package slack

import (
	"strings"
	"unicode/utf8"
)

// limit is what one text may be.
type limit struct {
	max   int
	plain bool // only plain_text
	need  bool // must be there
}

// str checks a string field.
func (k *checker) str(b obj, key, at string, l limit) {
	v, there := b[key]
	if !there || v == nil {
		if l.need {
			k.refuse(at, "missing required field: %s", key)
		}
		return
	}
	s, isText := v.(string)
	if !isText {
		k.refuse(at+"/"+key, "must provide a string")
		return
	}
	k.length(s, at+"/"+key, l)
}

// text checks a text object field.
func (k *checker) text(b obj, key, at string, l limit) {
	v, there := b[key]
	if !there || v == nil {
		if l.need {
			k.refuse(at, "missing required field: %s", key)
		}
		return
	}
	l.need = true
	k.textAt(v, at+"/"+key, l)
}

func (k *checker) textAt(v any, at string, l limit) {
	o, isObject := v.(obj)
	if !isObject {
		k.refuse(at, "must provide an object")
		return
	}
	switch kind := text(o, "type"); {
	case kind == "plain_text", kind == "mrkdwn" && !l.plain:
	default:
		k.refuse(at+"/type", "unsupported type: %s", kind)
		return
	}
	if o["emoji"] != nil && text(o, "type") == "mrkdwn" {
		k.refuse(at, "emoji is allowed in plain_text only")
	}
	l.need = true
	k.str(o, "text", at, l)
}

func (k *checker) length(s, at string, l limit) {
	n := utf8.RuneCountInString(s)
	switch {
	case n > l.max:
		k.refuse(at, "must be less than %d characters", l.max+1)
	case l.need && n == 0:
		k.refuse(at, "must be more than 0 characters")
	case l.need && strings.TrimSpace(s) == "" && l.plain:
		k.refuse(at, "must not be blank")
	}
}

// array checks a list and how many it holds.
func (k *checker) array(v any, at string, least, most int) []any {
	list, ok := v.([]any)
	switch {
	case v == nil && least > 0:
		k.refuse(at, "missing required field")
	case v != nil && !ok:
		k.refuse(at, "must be an array")
	case len(list) < least:
		k.refuse(at, "no fewer than %d items allowed", least)
	case len(list) > most:
		k.refuse(at, "no more than %d items allowed", most)
	}
	return list
}
