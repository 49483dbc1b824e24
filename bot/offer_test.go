package bot

import (
	"fmt"
	"strings"
	"testing"
)

// offers are the cards that a person was shown without asking.
func (w *town) offers(as string) (out []message) {
	for _, m := range w.bots(as, "dispatch") {
		if m.EphemeralTo != "" && strings.Contains(fmt.Sprint(m.Blocks), "Only you see this") {
			out = append(out, m)
		}
	}
	return out
}

func TestNamedTruckIsOfferedToWhoNamedItOnce(t *testing.T) {
	w := newTown(t, nil)
	root := w.say("dispatcher", "dispatch", "t-4407 left the gate at 0915", "")
	w.until("a card is offered", func() bool { return len(w.offers("dispatcher")) == 1 })
	if m := w.offers("dispatcher")[0]; !strings.Contains(m.Text, "T-4407 has never reported") || len(w.offers("manager")) != 0 || m.ThreadTS != "" {
		t.Errorf("offered %+v, to the manager %+v", m, w.offers("manager"))
	}
	w.say("dispatcher", "dispatch", "T-4407 again", "")          // within the hour
	w.say("dispatcher", "dispatch", "T-5120 is empty", root)     // people talk in a thread
	w.say("dispatcher", "dispatch", "T-9999 at 1000 metres", "") // no truck of ours
	w.say("driver", "dispatch", "T-5120 is in my way", "")       // a driver sees the own truck only
	w.say("dispatcher", "dispatch", "T-5120 is here", "")
	w.until("another card is offered", func() bool { return len(w.offers("dispatcher")) == 2 })
	if all := w.bots("manager", "dispatch"); len(all) != 0 || len(w.offers("driver")) != 0 {
		t.Errorf("others see %+v, the driver %+v", all, w.offers("driver"))
	}
	m := w.offers("dispatcher")[1]
	w.click("dispatcher", "dispatch", m, "choice")
	if more := w.heard("dispatcher", "dispatch", "Segun Ojo"); more.EphemeralTo != "U0DISPATCH" {
		t.Errorf("more is shown to %q", more.EphemeralTo)
	}
}

func TestNamedTripIsOffered(t *testing.T) {
	w := newTown(t, nil)
	w.command("manager", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 10pm waybill WB-90417")
	w.heard("manager", "dispatch", "is created")
	w.say("dispatcher", "dispatch", "who signed WB-90417?", "")
	w.until("a card is offered", func() bool { return len(w.offers("dispatcher")) == 1 })
	w.say("viewer", "dispatch", "trip 4001 is on hold", "")
	w.until("a card is offered", func() bool { return len(w.offers("viewer")) == 1 })
	if m := w.offers("viewer")[0]; !strings.HasPrefix(m.Text, "Trip 4001") {
		t.Errorf("offered %+v", m)
	}
}

func TestOffersCanBeSwitchedOffAndOn(t *testing.T) {
	w := newTown(t, nil)
	w.say("dispatcher", "dispatch", "T-4407 is here", "")
	w.until("a card is offered", func() bool { return len(w.offers("dispatcher")) == 1 })
	w.click("dispatcher", "dispatch", w.offers("dispatcher")[0], "offers_off")
	off := w.heard("dispatcher", "dispatch", "I will not offer cards")
	if len(w.offers("dispatcher")) != 0 {
		t.Errorf("the card stays: %+v", w.offers("dispatcher"))
	}
	w.say("dispatcher", "dispatch", "T-5120 is here", "")
	w.say("manager", "dispatch", "T-5120 is here", "") // follows it in the stream
	w.until("the manager is offered one", func() bool { return len(w.offers("manager")) == 1 })
	if got := w.offers("dispatcher"); len(got) != 0 {
		t.Errorf("offered against the wish: %+v", got)
	}
	w.click("dispatcher", "dispatch", off, "offers_on")
	w.heard("dispatcher", "dispatch", "again when you name")
	w.say("dispatcher", "dispatch", "T-5120 is here", "")
	w.until("a card is offered again", func() bool { return len(w.offers("dispatcher")) == 1 })
}

func TestLinksShowWhatTheyLeadTo(t *testing.T) {
	var p *tap
	w := newTown(t, func(o *Options) { p = listenIn(t, o); o.PublicURL = "https://tower.example.com/wt/" })
	w.command("manager", "dispatch", "/trip", "create T-4407 Apapa to Ibadan at tomorrow 10pm")
	w.heard("manager", "dispatch", "is created")
	ts := w.say("dispatcher", "dispatch", "see https://tower.example.com/wt/trips/4001 and https://tower.example.com/wt/trucks/T-4407 and https://tower.example.com/wt/trips/9999", "")
	var m message
	w.until("the links are shown", func() bool {
		for _, x := range w.messages("viewer", "dispatch") {
			if x.TS == ts {
				m = x
			}
		}
		return len(m.Attachments) > 0
	})
	got := fmt.Sprint(m.Attachments)
	if len(m.Attachments) != 2 || !strings.Contains(got, "Trip 4001") || !strings.Contains(got, "T-4407 has never reported") {
		t.Errorf("shown: %s", got)
	}
	if strings.Contains(got, "Moses") || strings.Contains(got, "234803") {
		t.Errorf("a person is shown to the channel: %s", got)
	}
	// What a link shows is not offered besides; another truck in the same message is.
	w.say("viewer", "dispatch", "T-5120: https://tower.example.com/wt/trucks/T-5120", "")
	w.until("the viewer's link is shown", func() bool { return len(p.calls("chat.unfurl")) == 2 })
	w.say("viewer", "dispatch", "https://tower.example.com/wt/trucks/T-5120 stands before T-4407", "")
	w.until("the other truck is offered", func() bool { return len(w.offers("viewer")) == 1 && len(p.calls("chat.unfurl")) == 3 })
	if got := append(w.offers("viewer"), w.offers("dispatcher")...); len(got) != 1 || !strings.HasPrefix(got[0].Text, "T-4407") {
		t.Errorf("offered %+v, want T-4407 alone, which no link shows", got)
	}
	w.say("driver", "dispatch", "https://tower.example.com/wt/trucks/T-5120", "") // not the driver's own
	w.say("dispatcher", "dispatch", "https://tower.example.com/elsewhere/trips/4001", "")
	w.say("manager", "dispatch", "https://tower.example.com/wt/trucks/T-5120", "")
	w.until("the manager's link is shown", func() bool { return len(p.calls("chat.unfurl")) == 4 })
	w.stop()
	if n := len(p.calls("chat.unfurl")); n != 4 {
		t.Errorf("%d messages were given previews, want 4", n)
	}
}
