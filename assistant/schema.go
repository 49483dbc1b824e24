package assistant

import (
	"encoding/json"
	"slices"

	"watchtower/tools"
)

// strictSchema is a tool's schema in the form that strict mode takes: every
// property required, what is optional may be null, nothing else allowed, and
// no keyword that strict mode refuses.
func strictSchema(t *tools.Tool) (json.RawMessage, error) {
	raw, err := json.Marshal(t.Schema)
	if err != nil {
		return nil, err
	}
	var s map[string]any
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	return json.Marshal(strictObject(s))
}

// strictWords are the keywords that strict mode knows and we use.
var strictWords = []string{"type", "description", "enum", "anyOf", "items", "properties", "required"}

func strict(s map[string]any) map[string]any {
	if _, ok := s["properties"]; ok {
		return strictObject(s)
	}
	out := map[string]any{}
	for k, v := range s {
		if slices.Contains(strictWords, k) {
			out[k] = v
		}
	}
	if items, ok := s["items"].(map[string]any); ok {
		out["items"] = strict(items)
	}
	if of, ok := s["anyOf"].([]any); ok {
		out["anyOf"] = strictAll(of)
	}
	return out
}

func strictAll(list []any) []any {
	out := make([]any, 0, len(list)+1)
	for _, v := range list {
		if m, ok := v.(map[string]any); ok {
			out = append(out, strict(m))
		}
	}
	return out
}

func strictObject(s map[string]any) map[string]any {
	props, _ := s["properties"].(map[string]any)
	needed := map[string]bool{}
	if list, ok := s["required"].([]any); ok {
		for _, n := range list {
			if name, ok := n.(string); ok {
				needed[name] = true
			}
		}
	}
	out := map[string]any{"type": "object", "additionalProperties": false}
	if d, ok := s["description"]; ok {
		out["description"] = d
	}
	names, strictProps := []string{}, map[string]any{}
	for name, v := range props {
		m, _ := v.(map[string]any)
		p := strict(m)
		if !needed[name] {
			p = nullable(p)
		}
		strictProps[name] = p
		names = append(names, name)
	}
	slices.Sort(names)
	out["properties"], out["required"] = strictProps, names
	return out
}

// nullable lets a property be null as well.
func nullable(p map[string]any) map[string]any {
	if of, ok := p["anyOf"].([]any); ok {
		p["anyOf"] = append(of, map[string]any{"type": "null"})
		return p
	}
	switch t := p["type"].(type) {
	case string:
		p["type"] = []any{t, "null"}
	case []any:
		if !slices.Contains(t, any("null")) {
			p["type"] = append(t, "null")
		}
	}
	if enum, ok := p["enum"].([]any); ok {
		p["enum"] = append(enum, nil)
	}
	return p
}
