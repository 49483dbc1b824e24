package assistant

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/tools"
)

// TestThreadKeepsRolesApart: what a dispatcher was told in a thread of a channel
// is not read by the model of a viewer or a driver who goes on there, a
// telephone number by nobody's.
func TestThreadKeepsRolesApart(t *testing.T) {
	phone := [][2]string{{"driver_lookup", `{"driver":"Ibrahim Bello","want":"phone"}`}}
	m := newFakeModel(t, step{calls: phone}, step{text: "Here."}, step{text: "Hello."}, step{text: "Hello."}, step{text: "Hello."})
	f := newFixture(t, m.config("responses"), nil)
	if r := f.say(dispatcher, "phone number of Ibrahim Bello"); !strings.Contains(r.Text(), "805") || !r.Answer.Personal {
		t.Fatalf("no number was told: %s", r.Text())
	}
	for name, c := range map[string]fleet.Caller{"viewer": viewer, "driver": f.driver, "dispatcher": dispatcher} {
		before := len(m.seen)
		f.say(c, "hello and good day")
		for _, body := range m.seen[before:] {
			if strings.Contains(body, "805111") || strings.Contains(body, "805 111") {
				t.Errorf("the model of a %s reads the number: %s", name, body)
			}
			if name != "dispatcher" && strings.Contains(body, "Ibrahim") {
				t.Errorf("the model of a %s reads what a dispatcher asked: %s", name, body)
			}
		}
		if len(m.seen) == before {
			t.Errorf("the model of a %s was not asked", name)
		}
	}
}

// TestNumberAmongSeveralAnswersStaysPrivate: words about a number do not get
// into a channel because another tool answered last.
func TestNumberAmongSeveralAnswersStaysPrivate(t *testing.T) {
	m := newFakeModel(t, step{calls: [][2]string{{"driver_lookup", `{"driver":"Ibrahim Bello","want":"phone"}`}, {"truck_status", `{"truck":"T-5120"}`}}}, step{text: "Here you are."})
	f := newFixture(t, m.config("responses"), nil)
	if r := f.say(dispatcher, "phone of Ibrahim Bello, and where is T-5120"); !r.Answer.Personal {
		t.Errorf("for all to read: %s", r.Text())
	}
}

// TestWhatWasNotFoundIsSaid: of two things asked for at once, the one that is
// not there is told of; what the model then puts right is not.
func TestWhatWasNotFoundIsSaid(t *testing.T) {
	both := step{calls: [][2]string{{"truck_status", `{"truck":"T-9999"}`}, {"truck_status", `{"truck":"QQ-888-ZZ"}`}, {"truck_status", `{"truck":"T-4407"}`}}}
	f := newFixture(t, newFakeModel(t, both, step{text: "Here."}).config("responses"), nil)
	f.want(f.say(dispatcher, "where are T-4407, T-9999 and QQ-888-ZZ"), "answer", `"model":"openai"`, "T-4407 is moving", "T-9999", "QQ-888-ZZ")
	first, again := step{calls: [][2]string{{"truck_status", `{"truck":"T-9999"}`}}}, step{calls: [][2]string{{"truck_status", `{"truck":"T-4407"}`}}}
	f = newFixture(t, newFakeModel(t, first, again, step{text: "Here."}).config("responses"), nil)
	if r := f.say(dispatcher, "where is T-4407"); strings.Contains(r.Text(), "9999") || r.Model != openAIName {
		t.Errorf("a fault that was put right is told: %s", r.Text())
	}
}

// TestFaultsOfOursNeverGoBack: what the model cannot mend ends the question.
func TestFaultsOfOursNeverGoBack(t *testing.T) {
	all := tools.New(nil, time.Now, slog.New(slog.DiscardHandler)).Offered(fleet.SystemCaller)
	for kind, back := range map[fleet.Kind]bool{fleet.Invalid: true, fleet.NotFound: true, fleet.Internal: false, fleet.Unavailable: false, fleet.Forbidden: false} {
		run := &round{turn: 1, offered: all}
		fail := func() { run.take(result{call: &ToolCall{Tool: "truck_status"}, err: fleet.Errorf(kind, "no")}) }
		fail()
		if ended := run.final != nil; ended == back {
			t.Errorf("%s: ended %v", kind, ended)
		}
		run.turn++
		if back {
			fail()
		}
		if run.final == nil || run.final.Kind == answer.Result {
			t.Errorf("%s goes back a second time", kind)
		}
	}
}

// TestIntroNamesNothingOfItsOwn: a name, a time or a deed that no tool and no
// question holds drops the model's words.
func TestIntroNamesNothingOfItsOwn(t *testing.T) {
	for text, want := range map[string]bool{
		"Here is the truck of Moses Okafor near Ibadan.": true,
		"Here you are. The truck is in Kano now.":        false,
		"It left with Segun.":                            false,
		"It will be there tomorrow.":                     false,
		"It will be there tonight.":                      true,
		"All trips are cancelled.":                       false,
		"Done, the truck is in Ibadan.":                  false,
		"Watch Tower says: Moses Okafor's truck moves.":  true,
	} {
		got := introFor(text, []string{"T-4407 is moving near Ibadan, driver Moses Okafor"}, "will it be there tonight")
		if (got != "") != want {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
}
