package tools

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// Tool is one question or action: a name, typed arguments and what it does.
type Tool struct {
	Name        string
	Description string // for people and for the model
	Write       bool   // changes something: confirmed when it came from a sentence
	Confirms    bool   // shown before it is done, however it was asked for
	Internal    bool   // for imports and jobs: never offered to a model
	// Instead are arguments any of which stands in for the required ones it
	// names: where a truck stands, for latitude and longitude.
	Instead map[string][]string
	Schema  *jsonschema.Schema

	resolved *jsonschema.Resolved
	run      func(ctx context.Context, call *Call, args json.RawMessage) (answer.Answer, error)
}

// Call is what a tool knows of the call beside its arguments.
type Call struct {
	Caller fleet.Caller
	Via    fleet.Via
	Now    time.Time
	// DryRun asks a write to check everything and say what it would do.
	DryRun bool

	reads    bool // the tool changes nothing
	personal bool
	audited  bool
	pinned   json.RawMessage
}

// Pin says what exactly a dry run resolved: full names, ids, versions. It is
// what a confirmation then carries out, whatever the names mean by that time.
func (c *Call) Pin(args any) error {
	raw, err := json.Marshal(args)
	c.pinned = raw
	return err
}

// match is how sure a name must be. An answer says what it found, as a dry run
// does before anything is done; a write that nobody previewed goes on exact
// names alone.
func (c *Call) match() store.Match {
	if c.DryRun || c.reads {
		return store.Loose
	}
	return store.Exact
}

// Audited notes that what this call gives leaves for good, as a file does, so
// that it is audited.
func (c *Call) Audited() { c.audited = true }

// ShowsPersonal notes that this answer shows a phone number or the like, so
// that the look is audited.
func (c *Call) ShowsPersonal() { c.personal = true }

// newTool makes a Tool whose arguments are the struct T. Fields without
// omitempty must be given; the tag enum:"a,b" lists what a field may be. A bad
// struct is a programming error and panics at start.
func newTool[T any](name, description string, run func(context.Context, *Call, T) (answer.Answer, error)) *Tool {
	schema, err := jsonschema.For[T](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[Period](): periodSchema(),
	}})
	if err != nil {
		panic(fmt.Sprintf("tools: schema of %s: %v", name, err))
	}
	addEnums(schema, reflect.TypeFor[T]())
	resolved, err := schema.Resolve(nil)
	if err != nil {
		panic(fmt.Sprintf("tools: schema of %s: %v", name, err))
	}
	return &Tool{Name: name, Description: description, Schema: schema, resolved: resolved,
		run: func(ctx context.Context, call *Call, raw json.RawMessage) (answer.Answer, error) {
			var in T
			if err := json.Unmarshal(raw, &in); err != nil {
				return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Message: "I cannot read those arguments for " + name + ".", Err: err}
			}
			return run(ctx, call, in)
		}}
}

func addEnums(schema *jsonschema.Schema, t reflect.Type) {
	for f := range t.Fields() {
		enum, ok := f.Tag.Lookup("enum")
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		for v := range strings.SplitSeq(enum, ",") {
			schema.Properties[name].Enum = append(schema.Properties[name].Enum, enumValue(f.Type, v))
		}
	}
}

// enumValue reads a listed value as the field's type.
func enumValue(t reflect.Type, text string) any {
	if t.Kind() != reflect.Int {
		return text
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		panic("tools: enum of a number holds " + text)
	}
	return n
}

// clean drops null and blank arguments, which models and forms send for
// "nothing", and returns what is left with the names of required ones absent.
func (t *Tool) clean(raw json.RawMessage) (args json.RawMessage, missing []string, err error) {
	if len(bytes.TrimSpace(raw)) == 0 {
		raw = json.RawMessage("{}")
	}
	var m map[string]any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&m); err != nil {
		return nil, nil, &fleet.Error{Kind: fleet.Invalid, Message: "Arguments must be a JSON object.", Err: err}
	}
	prune(m)
	for k, v := range m {
		if err := checkText(k, v); err != nil {
			return nil, nil, err
		}
	}
	for _, name := range t.Schema.Required {
		if _, ok := m[name]; !ok && !t.stoodInFor(name, m) {
			missing = append(missing, name)
		}
	}
	args, err = json.Marshal(m)
	return args, missing, err
}

// stoodInFor says whether a required argument is not needed, and gives it no
// value, so that the schema is content.
func (t *Tool) stoodInFor(name string, m map[string]any) bool {
	for given, names := range t.Instead {
		if m[given] != nil && slices.Contains(names, name) {
			m[name] = emptyOf(t.Schema.Properties[name])
			return true
		}
	}
	return false
}

// emptyOf is what an argument holds that nobody gave.
func emptyOf(s *jsonschema.Schema) any {
	if s.Type == "number" || s.Type == "integer" {
		return 0
	}
	return zeroOf(s)
}

// prune drops what says nothing, in objects within objects too.
func prune(m map[string]any) {
	for k, v := range m {
		switch v := v.(type) {
		case nil:
			delete(m, k)
		case string:
			if strings.TrimSpace(v) == "" {
				delete(m, k)
			}
		case map[string]any:
			if prune(v); len(v) == 0 {
				delete(m, k)
			}
		case []any:
			for _, item := range v {
				if of, ok := item.(map[string]any); ok {
					prune(of)
				}
			}
		}
	}
}

// maxText is the longest text one argument may be, in bytes.
const maxText = 1000

// checkText refuses what no database row should hold.
func checkText(name string, v any) error {
	switch v := v.(type) {
	case string:
		if len(v) > maxText || strings.ContainsRune(v, 0) {
			return &fleet.Error{Kind: fleet.Invalid, Field: name, Message: fmt.Sprintf("The %s is too long or holds characters nobody can type.", strings.ReplaceAll(name, "_", " "))}
		}
	case []any:
		for _, item := range v {
			if err := checkText(name, item); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, item := range v {
			if err := checkText(name, item); err != nil {
				return err
			}
		}
	}
	return nil
}

// validate checks arguments against the schema, and says in words what is wrong.
func (t *Tool) validate(args json.RawMessage, missing []string) error {
	var m map[string]any
	if err := json.Unmarshal(args, &m); err != nil {
		return err
	}
	for name := range m {
		if _, known := t.Schema.Properties[name]; !known {
			return &fleet.Error{Kind: fleet.Invalid, Field: name, Message: fmt.Sprintf("%s has no argument %q.", t.Name, clip(name))}
		}
	}
	for _, name := range missing {
		m[name] = zeroOf(t.Schema.Properties[name])
	}
	if err := t.resolved.Validate(m); err != nil {
		return t.explain(m, err)
	}
	return nil
}

// zeroOf stands in for a missing argument so that the rest can be checked.
func zeroOf(s *jsonschema.Schema) any {
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Type == "number" || s.Type == "integer":
		return 1.0
	case s.Type == "boolean":
		return false
	}
	return ""
}

// explain finds the argument at fault, because a validator's own words are for
// programmers.
func (t *Tool) explain(m map[string]any, cause error) error {
	for name, v := range m {
		prop := t.Schema.Properties[name]
		one, err := (&jsonschema.Schema{Properties: map[string]*jsonschema.Schema{name: prop.CloneSchemas()}}).Resolve(nil)
		if err != nil || one.Validate(map[string]any{name: v}) == nil {
			continue
		}
		msg := fmt.Sprintf("%s is not a valid %s.", clip(fmt.Sprint(v)), strings.ReplaceAll(name, "_", " "))
		if len(prop.Enum) > 0 {
			msg += " Use one of: " + joinAny(prop.Enum) + "."
		} else if slices.Contains(append(prop.Types, prop.Type), "number") {
			msg += " It must be a number."
		} else if prop.Type != "" {
			msg += " It must be a " + prop.Type + "."
		}
		return &fleet.Error{Kind: fleet.Invalid, Field: name, Message: msg, Err: cause}
	}
	return &fleet.Error{Kind: fleet.Invalid, Message: "Those arguments do not fit " + t.Name + ".", Err: cause}
}

func joinAny(values []any) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, ", ")
}
