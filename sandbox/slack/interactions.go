package slack

// payload begins every interaction.
func (w *Workspace) payload(kind string, u *user) obj {
	return obj{
		"type": kind, "token": legacyKey, "api_app_id": appID,
		"team":       obj{"id": teamID, "domain": domain},
		"user":       obj{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": teamID},
		"enterprise": nil, "is_enterprise_install": false,
	}
}

// action is one entry of actions: the element's own words and what was chosen.
func (w *Workspace) action(u *user, f found, value any) (obj, error) {
	a := obj{"type": f.kind(), "block_id": f.blockID(), "action_id": f.actionID(), "action_ts": tsOf(w.opt.Now().UnixMicro())}
	switch f.kind() {
	case "button", "workflow_button", "icon_button":
		for _, key := range []string{"text", "value", "style", "url", "icon"} {
			if v, there := f.element[key]; there {
				a[key] = v
			}
		}
	case "feedback_buttons":
		side := pressed(f.element, value)
		a["value"], a["text"] = side["value"], side["text"]
	case "overflow":
		said, err := scalar(value)
		if err != nil {
			return nil, err
		}
		if a["selected_option"], err = pickOption(optionsOf(f.element), said); err != nil {
			return nil, err
		}
	default:
		entry, err := w.entry(u.ID, f, value)
		if err != nil {
			return nil, err
		}
		for k, v := range entry {
			a[k] = v
		}
		if v, there := f.element["placeholder"]; there {
			a["placeholder"] = v
		}
	}
	return clone(a), nil
}

// pressed is the thumb that a value names; up when it names none.
func pressed(element obj, value any) obj {
	if down := child(element, "negative_button"); down != nil && value != nil && (value == down["value"] || value == "negative") {
		return down
	}
	return child(element, "positive_button")
}

// fromMessage fills in what a click on a message tells.
func (w *Workspace) fromMessage(p obj, u *user, m *message, attachment int, a obj) {
	speak := &responseURL{channel: m.Channel, user: u.ID, target: m}
	container := obj{"type": "message", "message_ts": m.TS, "channel_id": m.Channel.ID, "is_ephemeral": m.EphemeralTo != ""}
	if attachment > 0 {
		container["type"], container["attachment_id"], container["is_app_unfurl"] = "message_attachment", attachment, false
	}
	if m.isReply() {
		container["thread_ts"] = m.ThreadTS
		speak.thread = m.ThreadTS
	}
	p["container"] = container
	p["channel"] = obj{"id": m.Channel.ID, "name": m.Channel.label()}
	p["response_url"] = w.base() + w.newResponseURL(speak)
	if m.EphemeralTo == "" { // Slack does not send private messages back
		p["message"] = m.wire(false)
	}
	state := stateOf(m.allBlocks(), nil)
	if entry := state[text(a, "block_id")][text(a, "action_id")]; entry != nil {
		key := stateKey(text(a, "type"))
		entry[key] = a[key]
	}
	p["state"] = obj{"values": state}
}

// fromView fills in what a click in a modal or on Home tells.
func fromView(p obj, v *view) {
	p["container"] = obj{"type": "view", "view_id": v.ID}
	p["view"] = v.wire()
}

// allBlocks are a message's own and its attachments' blocks.
func (m *message) allBlocks() []any {
	all := append([]any{}, m.Blocks...)
	for _, a := range objects(m.Attachments) {
		all = append(all, objectsAsList(a["blocks"])...)
	}
	return all
}
