package assistant

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/sashabaranov/go-openai"

	"watchtower/tools"
)

// OpenAIConfig says which model to ask and how.
type OpenAIConfig struct {
	Key          string
	BaseURL      string // default https://api.openai.com/v1
	Model        string // default gpt-4.1-mini
	API          string // responses (default) or chat, for compatible servers
	Organisation string
	PerPerson    int64         // tokens one person may use in a day; 0 has no bound
	PerDay       int64         // tokens all may use in a day; 0 has no bound
	Prices       Prices        // for the cost in metrics
	FastPath     bool          // the phrasebook answers reads that it is certain about
	Timeout      time.Duration // budget of a whole question before the phrasebook answers; default 12 s
}

const (
	defaultModel  = "gpt-4.1-mini"
	defaultBudget = 12 * time.Second
	maxOutput     = 800 // tokens of one turn
	// forPhrasebook is the time of a question that no model may use up.
	forPhrasebook = 5 * time.Second
)

// String never shows the key.
func (c OpenAIConfig) String() string {
	return fmt.Sprintf("openai model %s at %s (%s)", c.Model, c.BaseURL, c.API)
}

// GoString never shows the key.
func (c OpenAIConfig) GoString() string { return c.String() }

// model is one configured language model.
type model struct {
	client *openai.Client
	name   string
	chat   bool // chat-completions instead of Responses
	budget time.Duration

	perPerson, perDay int64
	prices            Prices
	fastPath          bool
	schemas           sync.Map // *tools.Tool -> json.RawMessage, made once: a tool never changes
}

func newModel(c OpenAIConfig, base *http.Client) *model {
	cfg := openai.DefaultConfig(c.Key)
	if c.BaseURL != "" {
		cfg.BaseURL = c.BaseURL
	}
	cfg.OrgID = c.Organisation
	name, budget := cmp.Or(c.Model, defaultModel), min(cmp.Or(c.Timeout, defaultBudget), Deadline-forPhrasebook)
	silence := budget / 2
	if reasons(name) {
		silence = budget // it thinks before it speaks
	}
	cfg.HTTPClient = newHTTPClient(base, silence)
	return &model{client: openai.NewClientWithConfig(cfg), name: name, chat: c.API == "chat", budget: budget, perPerson: c.PerPerson, perDay: c.PerDay, prices: c.Prices, fastPath: c.FastPath}
}

// wanted is one call the model asks for.
type wanted struct {
	id, tool string
	args     json.RawMessage
}

// output is what a call gave, as the model reads it.
type output struct{ id, text string }

// turn is what the model said once: calls to make, or a text to end with.
type turn struct {
	text  string
	calls []wanted
	spent spent
}

// spent is what a turn cost, in tokens; cached is the part of in that the
// provider had kept.
type spent struct{ in, cached, out int }

func (s spent) plus(o spent) spent { return spent{s.in + o.in, s.cached + o.cached, s.out + o.out} }

// Beyond these a streamed turn is not read further: nobody would use it.
const (
	maxSpeech = 8 << 10 // bytes of text
	maxWanted = 40      // calls
)

// talk is one conversation with a model, over either API.
type talk interface {
	// next hands over what the last turn's calls gave and returns the next turn.
	next(ctx context.Context, outputs []output) (turn, error)
}

// opening is what a talk starts with.
type opening struct {
	prompt   string
	history  []turnTold
	question string
	tools    []*tools.Tool
}

func (m *model) talk(o opening) (talk, error) {
	var defs []openai.FunctionDefinition
	for _, t := range o.tools {
		schema, err := m.schema(t)
		if err != nil {
			return nil, err
		}
		defs = append(defs, openai.FunctionDefinition{Name: t.Name, Description: t.Description, Strict: true, Parameters: schema})
	}
	if m.chat {
		return newChatTalk(m, o, defs), nil
	}
	return newResponsesTalk(m, o, defs), nil
}

// schema is the strict schema of a tool, made when it is first offered.
func (m *model) schema(t *tools.Tool) (json.RawMessage, error) {
	if kept, ok := m.schemas.Load(t); ok {
		return kept.(json.RawMessage), nil
	}
	made, err := strictSchema(t)
	if err == nil {
		m.schemas.Store(t, made)
	}
	return made, err
}
