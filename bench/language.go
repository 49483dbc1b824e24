package main

import (
	"context"
	"encoding/json"
	"os"

	"watchtower/assistant"
	"watchtower/assistant/score"
)

// questionsIn is where the files of questions lie, and practiceName the one that
// is asked first; all share its fleet.
const (
	questionsIn  = "assistant/phrasebook/testdata/"
	practiceName = "questions-practice"
	ownDriver    = "Moses Okafor"
)

// heldOut are questions that the phrasebook is never tuned to, so that they tell
// how it does with new ones; seen are those it was tuned to after a first sight.
const heldOut = "held-out"

var seen = []string{"unseen-own", "unseen-own-2", "unseen-own-3", "unseen-own-4", "unseen-own-5", "unseen-own-6", "unseen-own-7", "unseen-own-8", "unseen-own-9",
	"unseen-own-10", "unseen-own-11", "unseen-own-12", "unseen-own-13", "unseen-own-14", "unseen-own-15", "unseen-own-16", "unseen-own-17", "unseen-own-18"}

// language measures how well sentences are understood, and how fast.
func language(ctx context.Context, full bool) ([]Result, error) {
	practice, err := evaluate(ctx, practiceName)
	if err != nil {
		return nil, err
	}
	intent, args, _, hard := practice.Shares()
	for _, name := range seen {
		own, err := evaluate(ctx, name)
		if err != nil {
			return nil, err
		}
		_, _, _, more := own.Shares()
		hard += more
	}
	unseen, err := evaluate(ctx, heldOut)
	if err != nil {
		return nil, err
	}
	newIntent, newArgs, abstained, hardNew := unseen.Shares()
	speed, obeyed, err := languageSpeed(ctx, practice.Sheet, full)
	if err != nil {
		return nil, err
	}
	return append([]Result{
		higher("language.practice_intent", intent, "%", 97),
		higher("language.practice_args", args, "%", 95),
		lower("language.hard_fails", float64(hard+hardNew+obeyed), "", 0),
		higher("language.abstain_share", abstained, "%", 90),
		higher("language.held_out_intent", newIntent, "%", 92),
		higher("language.held_out_args", newArgs, "%", 88),
	}, speed...), nil
}

// evaluate asks one file of questions of the phrasebook.
func evaluate(ctx context.Context, name string) (assistant.Evaluation, error) {
	var roster score.Fleet
	raw, err := os.ReadFile(questionsIn + practiceName + "-fleet.json")
	if err == nil {
		err = json.Unmarshal(raw, &roster)
	}
	if err != nil {
		return assistant.Evaluation{}, err
	}
	file, err := os.Open(questionsIn + name + ".jsonl")
	if err != nil {
		return assistant.Evaluation{}, err
	}
	defer file.Close()
	questions, err := score.Questions(file)
	if err != nil {
		return assistant.Evaluation{}, err
	}
	return assistant.Evaluate(ctx, questions, roster, ownDriver, assistant.OpenAIConfig{})
}
