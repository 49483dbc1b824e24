package sheets

import (
	"encoding/json"
	"strings"
)

// mask is a field mask as a tree: a nil entry takes everything below it.
type mask map[string]mask

// parseMask reads "a,b(c,d/e),f.g".
func parseMask(text string) (mask, error) {
	m, rest, err := parseLevel(text)
	if err == nil && rest != "" {
		err = invalid("Invalid field mask: %s", text)
	}
	return m, err
}

func parseLevel(text string) (m mask, rest string, err error) {
	m = mask{}
	for {
		end := strings.IndexAny(text, ",()")
		path := text
		if end >= 0 {
			path = text[:end]
		}
		if path == "" {
			return nil, "", invalid("Invalid field mask")
		}
		into, name := m, ""
		steps := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '.' })
		for i, step := range steps {
			name = step
			if i == len(steps)-1 {
				break
			}
			if into[step] == nil {
				into[step] = mask{}
			}
			into = into[step]
		}
		into[name] = nil
		if end < 0 {
			return m, "", nil
		}
		text = text[end:]
		if text[0] == '(' {
			if into[name], text, err = parseLevel(text[1:]); err != nil {
				return nil, "", err
			}
			if !strings.HasPrefix(text, ")") {
				return nil, "", invalid("Invalid field mask: missing )")
			}
			text = text[1:]
		}
		if !strings.HasPrefix(text, ",") {
			return m, text, nil
		}
		text = text[1:]
	}
}

// wants says whether a path below the mask is asked for; a nil mask wants all.
func (m mask) wants(path ...string) bool {
	for _, step := range path {
		if m == nil {
			return true
		}
		below, ok := m[step]
		if !ok {
			return false
		}
		m = below
	}
	return true
}

// cut leaves of an answer what the mask asks for. A field that does not exist
// at all is Google's 400; here it is left out, because absent fields and empty
// ones look alike once they are JSON.
func (m mask) cut(v any) (any, error) {
	if m == nil {
		return v, nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		return nil, err
	}
	return m.prune(tree), nil
}

func (m mask) prune(v any) any {
	if m == nil {
		return v
	}
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = m.prune(v[i])
		}
	case map[string]any:
		for name, value := range v {
			if below, ok := m[name]; ok {
				v[name] = below.prune(value)
			} else {
				delete(v, name)
			}
		}
	}
	return v
}
