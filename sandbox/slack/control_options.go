package slack

import (
	"errors"
	"strings"
)

// options asks the app what a typeahead field offers for a query.
func (w *Workspace) options(p params) (obj, error) {
	answer := make(chan obj, 1)
	if err := w.sendSuggestion(p, answer); err != nil {
		return nil, err
	}
	return <-answer, nil
}

func (w *Workspace) sendSuggestion(p params, answer chan<- obj) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.person(p.str("as"))
	if err != nil {
		return err
	}
	payload := w.payload("block_suggestion", u)
	var f found
	if p.has("view_id") {
		v, err := w.viewOf(u, p.str("view_id"))
		if err != nil {
			return err
		}
		if f, err = findElement(v.blocks(), withoutValue(p)); err != nil {
			return err
		}
		fromView(payload, v)
	} else if f, err = w.suggestionFromMessage(u, p, payload); err != nil {
		return err
	}
	if !strings.HasSuffix(f.kind(), "external_select") {
		return errors.New("that field has fixed options; only external selects ask the app")
	}
	payload["block_id"], payload["action_id"], payload["value"] = f.blockID(), f.actionID(), p.str("query")
	key := offerKey{u.ID, f.blockID(), f.actionID()}
	w.interact(payload,
		func(ack any) { answer <- w.offer(key, ack) },
		func(code string) { answer <- obj{"ok": false, "error": code} })
	return nil
}

func withoutValue(p params) params {
	return params{"action_id": p.str("action_id"), "block_id": p["block_id"]}
}

func (w *Workspace) suggestionFromMessage(u *user, p params, payload obj) (found, error) {
	c, err := w.place(u, p.str("channel"))
	if err != nil {
		return found{}, err
	}
	m := c.find(p.str("ts"))
	if m == nil {
		return found{}, errors.New("no such message: " + p.str("ts"))
	}
	f, attachment, err := findInMessage(m, withoutValue(p))
	if err == nil {
		w.fromMessage(payload, u, m, attachment, obj{})
		delete(payload, "response_url")
	}
	return f, err
}

// offer checks the app's suggestions and remembers them, so that a submit may
// name one by its value.
func (w *Workspace) offer(key offerKey, ack any) obj {
	body, ok := ack.(obj)
	if !ok {
		return obj{"ok": false, "error": "the app sent no options"}
	}
	k := w.checker("message")
	reply := obj{"ok": true, "options": []any{}}
	if groups, there := body["option_groups"]; there && groups != nil {
		k.groups(groups, "/option_groups")
		reply["option_groups"] = groups
	} else {
		k.options(body["options"], "/options", 0, 100, true)
		if body["options"] != nil {
			reply["options"] = body["options"]
		}
	}
	if len(k.lines) > 0 {
		w.opt.Log.Warn("Slack would refuse these suggestions", "faults", k.lines)
		return obj{"ok": false, "error": strings.Join(k.lines, "; ")}
	}
	w.offered[key] = append(w.offered[key], clone(optionsOf(body))...)
	if n := len(w.offered[key]); n > 500 {
		w.offered[key] = w.offered[key][n-500:]
	}
	return clone(reply)
}

// suggestMissing asks the app about every external select whose entered value
// was not offered before, so that a script can submit without asking first.
func (w *Workspace) suggestMissing(p params, values obj) error {
	for block, entered := range values {
		fields, _ := entered.(obj)
		for action, value := range fields {
			for _, said := range spoken(value) {
				if err := w.suggestOne(p, block, action, said); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// spoken lists the texts in an entered value: one, or those of a list.
func spoken(value any) []string {
	list, isList := value.([]any)
	if !isList {
		list = []any{value}
	}
	var out []string
	for _, v := range list {
		if said, isText := v.(string); isText && said != "" {
			out = append(out, said)
		}
	}
	return out
}

func (w *Workspace) suggestOne(p params, block, action, said string) error {
	if !w.needsOffer(p, block, action, said) {
		return nil
	}
	reply, err := w.options(params{"as": p.str("as"), "view_id": p.str("view_id"), "block_id": block, "action_id": action, "query": said})
	if err == nil && reply["ok"] != true {
		err = errors.New(block + "/" + action + ": " + text(reply, "error"))
	}
	return err
}

func (w *Workspace) needsOffer(p params, block, action, said string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.person(p.str("as"))
	v := w.viewByID(p.str("view_id"))
	if err != nil || v == nil {
		return false // submit itself will say so
	}
	f, err := findElement(v.blocks(), params{"action_id": action, "block_id": block})
	if err != nil || !strings.HasSuffix(f.kind(), "external_select") {
		return false
	}
	_, err = pickOption(w.offered[offerKey{u.ID, block, action}], said)
	return err != nil
}
