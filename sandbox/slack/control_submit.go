package slack

import (
	"errors"
	"slices"
)

// submit presses a modal's submit button and reports what the app made of it.
func (w *Workspace) submit(p params) (obj, error) {
	values, ok := p.object("values")
	if !ok {
		return nil, errors.New("\"values\" must be an object: {block_id: {action_id: value}}")
	}
	if err := w.suggestMissing(p, values); err != nil {
		return nil, err
	}
	answer := make(chan obj, 1)
	if err := w.sendSubmission(p, values, answer); err != nil {
		return nil, err
	}
	return <-answer, nil // sendSubmission promised one, within Timing.Ack
}

// sendSubmission fills the state in and sends view_submission. A form that
// Slack's own client would hold back is answered without asking the app.
func (w *Workspace) sendSubmission(p params, values obj, answer chan<- obj) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.person(p.str("as"))
	if err != nil {
		return err
	}
	v, err := w.viewOf(u, p.str("view_id"))
	if err != nil {
		return err
	}
	if stack := w.modals[u.ID]; len(stack) == 0 || stack[len(stack)-1] != v {
		return errors.New("that view is not the modal on top")
	}
	if v.Spec["submit"] == nil {
		return errors.New("that modal has no submit button")
	}
	if err := w.fillIn(u, v, values); err != nil {
		return err
	}
	if errs := incomplete(v.blocks(), v.State); len(errs) > 0 {
		answer <- obj{"ok": false, "errors": errs}
		return nil
	}
	payload := w.payload("view_submission", u)
	payload["trigger_id"], payload["view"], payload["response_urls"] = w.newTrigger(u.ID), v.wire(), []obj{}
	w.interact(payload,
		func(ack any) { answer <- w.submitted(u, v, ack) },
		func(code string) { answer <- obj{"ok": false, "error": code} })
	return nil
}

// fillIn puts what a person entered into the view's state.
func (w *Workspace) fillIn(u *user, v *view, values obj) error {
	all := elementsIn(v.blocks())
	for block, entered := range values {
		fields, ok := entered.(obj)
		if !ok {
			return errors.New("\"values\" must be an object: {block_id: {action_id: value}}")
		}
		for action, value := range fields {
			i := slices.IndexFunc(all, func(f found) bool { return f.blockID() == block && f.actionID() == action && hasState(f.kind()) })
			if i < 0 {
				return errors.New("the modal has no field " + block + "/" + action)
			}
			entry, err := w.entry(u.ID, all[i], value)
			if err != nil {
				return errors.New(block + "/" + action + ": " + err.Error())
			}
			v.State[block][action] = clone(entry)
		}
	}
	return nil
}

// submitted does what the acknowledgement asks: close, clear, update, push or errors.
func (w *Workspace) submitted(u *user, v *view, ack any) obj {
	body, _ := ack.(obj)
	spec := child(body, "view")
	action := text(body, "response_action")
	if action == "update" || action == "push" {
		if spec == nil {
			return obj{"ok": false, "error": "the app sent no view"}
		}
		if err := w.checkedView(spec, "modal"); err != nil {
			w.opt.Log.Warn("the app answered a submission with a view that Slack refuses", "error", describe(err))
			return obj{"ok": false, "error": describe(err)}
		}
	}
	switch action {
	case "":
		w.closeView(v, false)
	case "clear":
		w.closeView(v, true)
	case "update":
		w.replaceView(v, spec)
	case "push":
		if _, err := w.pushView(u.ID, spec); err != nil {
			return obj{"ok": false, "error": err.Error()}
		}
	case "errors":
		return fieldErrors(v, child(body, "errors"))
	default:
		return obj{"ok": false, "error": "unknown response_action: " + action}
	}
	return obj{"ok": true}
}

// fieldErrors shows errors under their fields. A key that is no input block
// gets the general "trouble connecting" that Slack shows.
func fieldErrors(v *view, errs obj) obj {
	for key := range errs {
		isInput := func(b obj) bool { return text(b, "block_id") == key && text(b, "type") == "input" }
		if !slices.ContainsFunc(objects(v.Spec["blocks"]), isInput) {
			return obj{"ok": false, "error": "We had some trouble connecting. Try again? (" + key + " is no input block)"}
		}
	}
	if len(errs) == 0 {
		return obj{"ok": false, "error": "We had some trouble connecting. Try again? (no errors given)"}
	}
	return obj{"ok": false, "errors": clone(errs)}
}

// closeModal presses a modal's close button; "cleared" closes the whole stack.
func (w *Workspace) closeModal(p params) (obj, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.person(p.str("as"))
	if err != nil {
		return nil, err
	}
	v, err := w.viewOf(u, p.str("view_id"))
	if err != nil {
		return nil, err
	}
	if v.kind() != "modal" {
		return nil, errors.New("only a modal can be closed")
	}
	cleared := p.flag("cleared") || v.Spec["clear_on_close"] == true
	w.closeView(v, cleared)
	if v.Spec["notify_on_close"] == true {
		payload := w.payload("view_closed", u)
		payload["view"], payload["is_cleared"] = v.wire(), cleared
		w.interact(payload, func(any) {}, func(code string) { w.trouble(u, code) })
	}
	return obj{}, nil
}
