package assistant

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"watchtower/assistant/phrasebook"
	"watchtower/assistant/score"
	"watchtower/store"
)

// maxMisses is how many misses one file holds.
const maxMisses = 1000

// personal are arguments that may say who somebody is, or what somebody wrote.
var personal = []string{"driver", "person", "assignee", "name", "phone", "contact", "reason", "note", "licence", "cargo"}

// Misses are the questions whose answers got a thumb down since a moment, with
// what was understood, in the format of a file of questions and without what
// could be a person's. What should have been understood is for people to say.
func Misses(ctx context.Context, s *store.Store, since, now time.Time) ([]score.Question, error) {
	list, err := s.FeedbackSince(ctx, since, maxMisses)
	if err != nil {
		return nil, err
	}
	roster, err := s.Lexicon(ctx, now.Add(-tripsSince))
	if err != nil {
		return nil, err
	}
	lex := phrasebook.NewLexicon(phrasebook.Roster(roster))
	var out []score.Question
	for _, f := range list {
		if f.Good || f.Question == "" {
			continue
		}
		q := score.Question{ID: fmt.Sprintf("m%03d", len(out)+1), Text: phrasebook.Anonymous(f.Question, lex), Intent: string(phrasebook.IntentOf(f.Tool)),
			Args: map[string]any{}, Note: "thumb=down; to be judged: intent and args are what was understood"}
		if err := json.Unmarshal(f.Args, &q.Args); err != nil {
			q.Args = map[string]any{}
		}
		for _, k := range personal {
			delete(q.Args, k)
		}
		out = append(out, q)
	}
	return out, nil
}
