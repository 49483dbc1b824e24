package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// step does one line of a conversation and says what it shows by itself.
//
//	dispatcher> /trucks-near Apapa 10km        in #dispatch; also sentences
//	dispatcher dm> where is T-4407             in a direct message; or ops-alerts, reports
//	dispatcher and manager dm> where is T-4407 both, before anything is answered
//	dispatcher thread> and T-5120?             under the newest message of Watch Tower
//	dispatcher clicks Confirm                  on the newest message that offers it
//	dispatcher and manager click Confirm       at the same moment
//	dispatcher double-clicks Confirm
//	dispatcher dm> truck,from\nT-4407,Apapa    \n begins a new line
//	dispatcher submits truck=T-4407; date=2026-11-24
//	dispatcher submits twice truck=T-4407
//	dispatcher opens Home                      and sees it
//	dispatcher clicks Acknowledge on Home      as it was when last opened
//	gps T-4407 6.4433 3.3667 40 on 20m         a truck reports; here 20 minutes ago
//	sheet Trucks T-4407 Make = MAN             somebody types into the Google Sheet, by tab, row and header
//	sheet Trucks T-4407                        what the row shows
//	push {"kind":"SosAlert",...}               LocoNav says something else
//	clock +2h
//	pause 2s                                   for what goes by real time: a card that moved on ignores clicks so long
//	restart                                    or down, and later up
//	user {"as":"driver","deleted":true}        an administrator of the workspace changes an account
//	fault {"kind":"retry"}
func (w *talk) step(line string) string {
	w.Helper()
	if who, text, ok := strings.Cut(line, "> "); ok && !strings.Contains(who, `"`) {
		if first, second, both := strings.Cut(who, " and "); both {
			_, place, _ := strings.Cut(second, " ")
			w.says(strings.TrimSpace(first+" "+place), text)
			who = second
		}
		w.says(who, strings.ReplaceAll(text, `\n`, "\n"))
		return ""
	}
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "gps":
		w.gps(rest)
	case "push":
		w.push(rest)
	case "clock":
		d, err := time.ParseDuration(strings.TrimPrefix(rest, "+"))
		if err != nil {
			w.Fatal(err)
		}
		w.passed.Add(int64(d))
	case "pause":
		d, err := time.ParseDuration(rest)
		if err != nil {
			w.Fatal(err)
		}
		<-time.After(d)
	case "restart":
		w.stop()
		w.start()
	case "down":
		w.stop()
	case "up":
		w.start()
	case "sheet":
		return w.sheet(rest)
	case "user":
		w.must("user", w.read(rest))
	case "fault":
		w.must("fault", w.read(rest))
	default:
		return w.does(line, verb, rest)
	}
	return ""
}

// does is what a person does with the mouse.
func (w *talk) does(line, who, rest string) string {
	w.Helper()
	verb, what, _ := strings.Cut(rest, " ")
	switch verb {
	case "clicks":
		w.clicks(what, who)
	case "double-clicks":
		w.clicks(what, who, who)
	case "and":
		second, label, ok := strings.Cut(what, " click ")
		if !ok {
			w.Fatalf("not a step: %s", line)
		}
		w.clicks(label, who, second)
	case "submits":
		return w.submits(who, what)
	case "opens":
		opened := w.must("home", map[string]any{"as": who})
		for range 4 { // the workspace waits 3 s for it, which a busy machine may take
			if opened["published"] == true {
				break
			}
			opened = w.must("home", map[string]any{"as": who})
		}
		view := object(opened["view"])
		w.homes[who] = view
		return "  Home of " + who + ":\n" + shownBlocks("", objects(view["blocks"]), nil)
	default:
		w.Fatalf("not a step: %s", line)
	}
	return ""
}

// says types a message or a command.
func (w *talk) says(who, text string) {
	w.Helper()
	as, place, _ := strings.Cut(who, " ")
	body := map[string]any{"as": as, "channel": place, "text": text}
	switch place {
	case "":
		body["channel"] = "dispatch"
	case "thread":
		m := w.newest(as, func(s spot) bool { return s.User == "U0WATCHTOWER" && s.Only == "" })
		body["channel"], body["thread_ts"] = strings.Split(m.place, " ")[0], m.TS
		if m.ThreadTS != "" {
			body["thread_ts"] = m.ThreadTS
		}
	}
	if !strings.HasPrefix(text, "/") {
		w.must("say", body)
		return
	}
	body["command"], body["text"], _ = strings.Cut(text, " ")
	w.act("command", body) // the workspace itself says so when it does not know it
}

// newest is the newest message that somebody sees and that is as asked for.
func (w *talk) newest(as string, fits func(spot) bool) spot {
	w.Helper()
	for _, s := range slices.Backward(w.spots) {
		theirs := !strings.HasPrefix(s.place, "dm") || s.place == "dm "+as
		hidden := s.Only != "" && personOf(s.Only) != as
		if theirs && !hidden && fits(s) {
			return s
		}
	}
	w.Fatalf("%s sees no such message", as)
	return spot{}
}

// clicks presses a button, or chooses from a menu, by its label: on the newest
// message that has it, else in a form or on Home.
func (w *talk) clicks(label string, people ...string) {
	w.Helper()
	var all sync.WaitGroup
	for _, p := range people {
		body := w.find(p, label)
		all.Go(func() {
			if out := w.act("click", body); out["ok"] != true {
				w.Errorf("%s clicks %s: %v", p, label, out)
			}
		})
	}
	all.Wait()
}

func (w *talk) find(who, label string) map[string]any {
	w.Helper()
	body := map[string]any{"as": who}
	if label, home := strings.CutSuffix(label, " on Home"); home {
		if !press(objects(w.homes[who]["blocks"]), label, body) {
			w.Fatalf("%s's Home has no %s", who, label)
		}
		body["view_id"] = w.homes[who]["id"]
		return body
	}
	for _, v := range slices.Backward(w.views(who)) {
		if press(v.Blocks, label, body) {
			body["view_id"] = v.ID
			return body
		}
	}
	m := w.newest(who, func(s spot) bool { return press(s.Blocks, label, map[string]any{}) })
	press(m.Blocks, label, body)
	body["channel"], body["ts"] = strings.Split(m.place, " ")[0], m.TS
	return body
}

// press fills in the call that presses what has this label.
func press(blocks []map[string]any, label string, body map[string]any) bool {
	for _, b := range blocks {
		els := list(b["elements"])
		if a, ok := b["accessory"]; ok {
			els = append(els, a)
		}
		for _, e := range els {
			el, _ := e.(map[string]any)
			if el["type"] == "button" && said(el["text"]) == label {
				body["action_id"], body["value"] = el["action_id"], el["value"]
				return true
			}
			if el["type"] == "feedback_buttons" && (label == "good" || label == "bad") {
				b, _ := el[map[string]string{"good": "positive_button", "bad": "negative_button"}[label]].(map[string]any)
				body["action_id"], body["value"] = el["action_id"], b["value"]
				return true
			}
			for _, o := range list(el["options"]) {
				if o, _ := o.(map[string]any); said(o["text"]) == label {
					body["action_id"], body["value"] = el["action_id"], o["value"]
					return true
				}
			}
		}
	}
	return false
}

// submits fills in the form on top and sends it, twice at once when asked.
func (w *talk) submits(who, what string) string {
	w.Helper()
	views := w.views(who)
	if len(views) == 0 {
		w.Fatalf("%s has no form open", who)
	}
	words, twice := strings.CutPrefix(what, "twice")
	values := map[string]any{}
	for field := range strings.SplitSeq(words, ";") {
		if name, value, ok := strings.Cut(strings.TrimSpace(field), "="); ok {
			values[name] = map[string]any{name: strings.ReplaceAll(value, `\n`, "\n")}
		}
	}
	body := map[string]any{"as": who, "view_id": views[len(views)-1].ID, "values": values}
	var second sync.WaitGroup
	if twice {
		second.Go(func() { w.act("submit", body) })
	}
	out := w.act("submit", body)
	second.Wait()
	var faults []string
	for field, fault := range object(out["errors"]) {
		faults = append(faults, fmt.Sprintf("    %s: %v\n", field, fault))
	}
	if len(faults) == 0 {
		return ""
	}
	slices.Sort(faults)
	return "  the form says:\n" + strings.Join(faults, "")
}

func (w *talk) read(raw string) (body map[string]any) {
	w.Helper()
	if err := json.Unmarshal([]byte(raw), &body); err != nil {
		w.Fatalf("%s: %v", raw, err)
	}
	return body
}

func (w *talk) must(path string, body map[string]any) map[string]any {
	w.Helper()
	out := w.act(path, body)
	if out["ok"] != true {
		w.Fatalf("%s %v: %v", path, body, out)
	}
	return out
}

func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func objects(v any) (out []map[string]any) {
	for _, x := range list(v) {
		out = append(out, object(x))
	}
	return out
}
