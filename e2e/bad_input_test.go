package e2e

import (
	"strings"
	"testing"
)

// Each bad input gets a short, exact answer.
func badInput(t *testing.T, w *world) {
	for _, c := range []struct{ command, text, want string }{
		{"/trucks-near", "Apapa 0", "A radius must be more than 0 and at most 1000 km, not 0. Try 10km."},
		{"/trucks-near", "Apapa -5", "A radius must be more than 0 and at most 1000 km, not -5. Try 10km."},
		{"/trucks-near", "Apapa banana", `I cannot read "banana" as a distance. Write it like 10km, 800m or 5 miles.`},
		{"/trucks-near", "Atlantis 10km", "There is no place called \"Atlantis\" here.\nDid you mean: "},
		{"/truck", "T-4408", "There is no truck called \"T-4408\" here.\nDid you mean: T-4407"},
		{"/trip", "stauts 3101", `/trip does not know "stauts". Did you mean /trip status?`},
		{"/trip", "status 99999", "There is no trip 99999."},
	} {
		begins(t, c.command+" "+c.text, w.command("dispatcher", "ops-alerts", c.command, c.text), c.want)
	}
	for _, c := range []struct{ channel, text, want string }{
		{"dm", "where is ZZ-999-QQ", "There is no truck called \"ZZ-999-QQ\" here.\nDid you mean: "},
		{"dm", "where was T-4407 tomorrow at 9am", "lies in the future; nothing has happened there yet."},
		{"dm", "how far did T-4407 go on 24 December 2099", "Thu 24 Dec 2099 lies in the future; nothing has happened there yet."},
		{"dm", "create trip T-4407 Apapa to Ibadan yesterday 10pm", "is in the past. Give a time at least 30 minutes ahead"},
		{"dispatch", "<@U0WATCHTOWER>   ", `Yes? Ask me something like "where is T-4407" or "trucks near Apapa".`},
		{"dm", "<@U0WATCHTOWER>", `Yes? Ask me something like "where is T-4407" or "trucks near Apapa".`},
	} {
		m := w.answer("dispatcher", c.channel, w.say("dispatcher", c.channel, c.text))
		if !strings.Contains(m.Text, c.want) {
			t.Errorf("%q: %q, want %q", c.text, m.Text, c.want)
		}
	}
}

// refusedWrites asks for what a driver has no right to, in words and by command.
func refusedWrites(t *testing.T, w *world) {
	const changes = `SELECT (SELECT count(*) FROM trips) + (SELECT count(*) FROM trips WHERE status = 'cancelled') + (SELECT count(*) FROM pending_writes)`
	before := w.count(changes)
	for _, c := range []struct{ text, want string }{
		{"create trip T-4407 Apapa to Ibadan tomorrow 10pm", "A driver may not create trips. Ask a dispatcher."},
		{"where is T-5120", "Drivers see their own truck only. Ask: where am I?"},
	} {
		begins(t, c.text, w.answer("driver", "dm", w.say("driver", "dm", c.text)), c.want)
	}
	begins(t, "/trip create", w.command("driver", "ops-alerts", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 6am"), "A driver may not create trips. Ask a dispatcher.")
	begins(t, "/trip cancel", w.command("driver", "ops-alerts", "/trip", "cancel 3101 no mood"), "Drivers report their own trip's progress; ask a dispatcher for this change.")
	if after := w.count(changes); after != before {
		t.Errorf("%d changes were made or offered", after-before)
	}
}

func begins(t *testing.T, asked string, m message, want string) {
	t.Helper()
	if !strings.HasPrefix(m.Text, want) {
		t.Errorf("%s: %q, want %q", asked, m.Text, want)
	}
}
