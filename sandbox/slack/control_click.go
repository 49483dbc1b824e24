package slack

import (
	"errors"
	"fmt"
)

// click presses a button or chooses in a menu, in a message or in a view.
func (w *Workspace) click(p params) (obj, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p.has("view_id") {
		return w.clickView(p)
	}
	u, c, err := w.who(p)
	if err != nil {
		return nil, err
	}
	m := c.find(p.str("ts"))
	if m == nil || (m.EphemeralTo != "" && m.EphemeralTo != u.ID) {
		return nil, fmt.Errorf("%s sees no message %s there", u.As, p.str("ts"))
	}
	f, attachment, err := findInMessage(m, p)
	if err != nil {
		return nil, err
	}
	a, err := w.action(u, f, p["value"])
	if err != nil {
		return nil, err
	}
	payload := w.payload("block_actions", u)
	w.fromMessage(payload, u, m, attachment, a)
	return w.press(u, payload, a), nil
}

func findInMessage(m *message, p params) (f found, attachment int, err error) {
	f, err = findElement(m.Blocks, p)
	if err == nil {
		return f, 0, nil
	}
	for i, a := range objects(m.Attachments) {
		if in, e := findElement(objectsAsList(a["blocks"]), p); e == nil {
			return in, i + 1, nil
		}
	}
	return f, 0, err
}

// findElement finds by action_id, then by block_id and value where several share it.
func findElement(blocks []any, p params) (found, error) {
	var first *found
	for _, f := range elementsIn(blocks) {
		if f.actionID() != p.str("action_id") || (p.has("block_id") && f.blockID() != p.str("block_id")) {
			continue
		}
		if !p.has("value") || text(f.element, "value") == p.str("value") {
			return f, nil
		}
		if first == nil {
			first = &f
		}
	}
	if first == nil {
		return found{}, fmt.Errorf("no element with action_id %q there", p.str("action_id"))
	}
	if v, there := first.element["value"]; there && first.kind() == "button" {
		return found{}, fmt.Errorf("no button with action_id %q has the value %v (found %v)", p.str("action_id"), p["value"], v)
	}
	return *first, nil
}

// press sends block_actions. Nobody waits: the message changes when the app changes it.
func (w *Workspace) press(u *user, payload, a obj) obj {
	trigger := w.newTrigger(u.ID)
	payload["trigger_id"], payload["actions"] = trigger, []obj{a}
	id := w.interact(payload, func(any) {}, func(code string) { w.trouble(u, code) })
	return obj{"trigger_id": trigger, "envelope_id": id}
}

// trouble is the warning sign that Slack puts beside a button nobody answered.
func (w *Workspace) trouble(u *user, code string) {
	w.opt.Log.Warn("an interaction was not acknowledged", "user", u.ID, "error", code)
	w.tellOne(u.ID, obj{"type": "trouble", "error": code})
}

func (w *Workspace) clickView(p params) (obj, error) {
	u, err := w.person(p.str("as"))
	if err != nil {
		return nil, err
	}
	v, err := w.viewOf(u, p.str("view_id"))
	if err != nil {
		return nil, err
	}
	f, err := findElement(v.blocks(), p)
	if err != nil {
		return nil, err
	}
	a, err := w.action(u, f, p["value"])
	if err != nil {
		return nil, err
	}
	if hasState(f.kind()) {
		key := stateKey(f.kind())
		v.State[f.blockID()][f.actionID()] = obj{"type": f.kind(), key: a[key]}
		if f.input && f.block["dispatch_action"] != true {
			return obj{"trigger_id": "", "envelope_id": ""}, nil // an input tells the app nothing before submit
		}
	}
	payload := w.payload("block_actions", u)
	fromView(payload, v)
	return w.press(u, payload, a), nil
}

// viewOf finds a view that this person has open.
func (w *Workspace) viewOf(u *user, id string) (*view, error) {
	v := w.viewByID(id)
	if v == nil || v.User != u.ID {
		return nil, errors.New("no such open view: " + id)
	}
	return v, nil
}
