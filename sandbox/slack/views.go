package slack

import (
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
)

const (
	maxView      = 250_000 // bytes
	maxViewStack = 3
)

// view is one modal or one person's Home tab.
type view struct {
	ID       string
	Hash     string
	User     string
	Root     string
	Previous string
	Spec     obj // what the app sent, ids filled in
	State    map[string]map[string]obj
}

func (v *view) blocks() []any { b, _ := v.Spec["blocks"].([]any); return b }

func (v *view) kind() string { return text(v.Spec, "type") }

// wire is the view as the Web API and payloads carry it.
func (v *view) wire() obj {
	o := obj{
		"id": v.ID, "team_id": teamID, "app_id": appID, "app_installed_team_id": teamID, "bot_id": botID,
		"hash": v.Hash, "root_view_id": v.Root, "previous_view_id": nil, "state": obj{"values": v.State},
		"type": v.kind(), "blocks": v.blocks(), "callback_id": text(v.Spec, "callback_id"),
		"external_id": text(v.Spec, "external_id"), "private_metadata": text(v.Spec, "private_metadata"),
		"clear_on_close": v.Spec["clear_on_close"] == true, "notify_on_close": v.Spec["notify_on_close"] == true,
		"title": v.Spec["title"], "close": v.Spec["close"], "submit": v.Spec["submit"],
	}
	if v.kind() == "home" {
		o["title"] = obj{"type": "plain_text", "text": "View Title", "emoji": true}
	}
	if v.Previous != "" {
		o["previous_view_id"] = v.Previous
	}
	return clone(o)
}

// readView takes a view argument and checks it as Slack does.
func (c *call) readView(kind string) (obj, error) {
	spec, ok := c.p.object("view")
	if !ok || spec == nil {
		return nil, invalidArguments("missing required field: view [json-pointer:/view]")
	}
	return spec, c.w.checkedView(spec, kind)
}

func (w *Workspace) checkedView(spec obj, kind string) error {
	data, err := json.Marshal(spec)
	if err != nil || len(data) > maxView {
		return fail("view_too_large")
	}
	if text(spec, "type") != kind {
		return invalidArguments("unsupported type: " + text(spec, "type") + " [json-pointer:/view/type]")
	}
	if lines := w.checkView(spec); len(lines) > 0 {
		return fail("invalid_arguments", lines...)
	}
	nameBlocks(objectsAsList(spec["blocks"]))
	return nil
}

func objectsAsList(v any) []any { list, _ := v.([]any); return list }

func (w *Workspace) newView(userID string, spec obj) *view {
	v := &view{ID: newID("V", 10), User: userID, Spec: spec}
	v.Root = v.ID
	w.renew(v)
	return v
}

// renew gives a view a fresh hash and the state that its blocks now imply.
func (w *Workspace) renew(v *view) {
	v.Hash = strings.TrimSuffix(w.nextTS(), "00") + "." + strings.ToLower(rand.Text()[:8])
	v.State = stateOf(v.blocks(), v.State)
}

func viewOpen(c *call) (obj, error) {
	spec, err := c.readView("modal")
	if err != nil {
		return nil, err
	}
	u, err := c.w.spend(c.p.str("trigger_id"))
	if err != nil {
		return nil, err
	}
	if id := text(spec, "external_id"); id != "" && c.w.viewByExternal(id) != nil {
		return nil, fail("duplicate_external_id")
	}
	if stack := c.w.modals[u]; len(stack) > 0 {
		c.w.closeView(stack[0], true) // a new modal takes the place of an open stack
	}
	v := c.w.newView(u, spec)
	c.w.modals[u] = []*view{v}
	c.w.tellView(v)
	return obj{"view": v.wire()}, nil
}

func viewPush(c *call) (obj, error) {
	spec, err := c.readView("modal")
	if err != nil {
		return nil, err
	}
	u, err := c.w.spend(c.p.str("trigger_id"))
	if err != nil {
		return nil, err
	}
	v, err := c.w.pushView(u, spec)
	if err != nil {
		return nil, err
	}
	return obj{"view": v.wire()}, nil
}

func (w *Workspace) pushView(userID string, spec obj) (*view, error) {
	stack := w.modals[userID]
	switch {
	case len(stack) == 0:
		return nil, fail("not_found")
	case len(stack) >= maxViewStack:
		return nil, fail("push_limit_reached")
	}
	top := stack[len(stack)-1]
	v := w.newView(userID, spec)
	v.Root, v.Previous = top.Root, top.ID
	w.modals[userID] = append(stack, v)
	w.tellView(v)
	return v, nil
}

func viewUpdate(c *call) (obj, error) {
	v := c.w.viewByID(c.p.str("view_id"))
	if v == nil && c.p.str("view_id") == "" {
		v = c.w.viewByExternal(c.p.str("external_id"))
	}
	if v == nil {
		return nil, fail("not_found")
	}
	spec, err := c.readView(v.kind())
	if err != nil {
		return nil, err
	}
	if h := c.p.str("hash"); h != "" && h != v.Hash {
		return nil, fail("hash_conflict")
	}
	c.w.replaceView(v, spec)
	return obj{"view": v.wire()}, nil
}

func (w *Workspace) replaceView(v *view, spec obj) {
	v.Spec = spec
	w.renew(v)
	w.tellView(v)
}

func viewPublish(c *call) (obj, error) {
	u := c.w.userByID(c.p.str("user_id"))
	if u == nil || u.Bot {
		return nil, invalidArguments("invalid user_id [json-pointer:/user_id]")
	}
	spec, err := c.readView("home")
	if err != nil {
		return nil, err
	}
	v := c.w.homes[u.ID]
	if h := c.p.str("hash"); h != "" && (v == nil || h != v.Hash) {
		return nil, fail("hash_conflict")
	}
	if v == nil {
		v = c.w.newView(u.ID, spec)
		c.w.homes[u.ID] = v
		c.w.tellView(v)
	} else {
		c.w.replaceView(v, spec)
	}
	if seen := c.w.homeSeen[u.ID]; seen != nil {
		close(seen)
		delete(c.w.homeSeen, u.ID)
	}
	return obj{"view": v.wire()}, nil
}

func (w *Workspace) tellView(v *view) {
	kind := "view"
	if v.kind() == "home" {
		kind = "home"
	}
	w.tellOne(v.User, obj{"type": kind, "view": v.wire()})
}

// closeView takes a modal off its stack; cleared takes the whole stack.
func (w *Workspace) closeView(v *view, cleared bool) {
	stack := w.modals[v.User]
	gone := []*view{v}
	if cleared {
		gone = slices.Clone(stack)
	}
	w.modals[v.User] = slices.DeleteFunc(slices.Clone(stack), func(x *view) bool { return slices.Contains(gone, x) })
	for _, x := range gone {
		w.tellOne(v.User, obj{"type": "view_closed", "view_id": x.ID})
	}
}

func (w *Workspace) viewByID(id string) *view {
	return w.findView(func(v *view) bool { return id != "" && v.ID == id })
}

func (w *Workspace) viewByExternal(id string) *view {
	return w.findView(func(v *view) bool { return id != "" && text(v.Spec, "external_id") == id })
}

func (w *Workspace) findView(is func(*view) bool) *view {
	for _, v := range w.homes {
		if is(v) {
			return v
		}
	}
	for _, stack := range w.modals {
		for _, v := range stack {
			if is(v) {
				return v
			}
		}
	}
	return nil
}
