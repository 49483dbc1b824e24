package bot

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

const (
	offerEvery = time.Hour // once per person and subject
	maxOffered = 5         // names looked up in one message
	// offerWithin is how late a card may come: after that people have moved on.
	offerWithin = time.Minute

	actNoOffers = "offers_off"
	actOffers   = "offers_on"
)

// What people paste: plates like T-4407, BDG 220 YA or KJA-123AB, and trips as
// "trip 3107", "#3107" or their waybill.
var (
	namedPlate   = regexp.MustCompile(`(?i)\b([a-z]{1,3}[- ]?[0-9]{3,4})([- ]?[a-z]{2})?\b`)
	namedTrip    = regexp.MustCompile(`(?i)(?:\btrip\s*(?:no\.?|number|#)?\s*|#)([0-9]{4,6})\b`)
	namedWaybill = regexp.MustCompile(`(?i)\bWB-[0-9]{4,7}\b`)
)

// offerable says whether a message on a channel's main line may hold a plate
// or a trip. It is only a first look: the fleet's own names decide.
func offerable(e event) bool {
	return !direct(e) && e.ThreadTS == "" &&
		(namedPlate.MatchString(e.Text) || namedTrip.MatchString(e.Text) || namedWaybill.MatchString(e.Text))
}

// offer shows a small card to whoever wrote of a truck or a trip without asking
// us, to nobody else, once an hour, and not to who does not want it.
func (b *Bot) offer(ctx context.Context, j *job, e event) {
	if !offerable(e) || time.Since(j.Received) > offerWithin {
		return
	}
	caller, err := b.caller(ctx, e.User, e.Channel)
	if err != nil {
		return // who may ask nothing is offered nothing
	}
	if wanted, err := b.Store.WantsOffers(ctx, caller.PersonID); err != nil || !wanted {
		return
	}
	rest, linked := b.besideLinks(e.Text)
	call, ok := b.subject(ctx, b.sentence(rest))
	if !ok || slices.ContainsFunc(linked, call.same) || !tools.MayRun(caller.Role, call.Tool) {
		return
	}
	a, err := b.safely(ctx, func() (answer.Answer, error) {
		return b.Registry.Run(ctx, caller, fleet.ViaButton, call.Tool, call.Args)
	})
	if err != nil || a.Kind != answer.Result || a.Personal {
		return // a driver's word about another truck, for one
	}
	first, err := b.Events.Once(ctx, "slack:offer:"+e.User+":"+string(call.Args), offerEvery)
	if err != nil || !first {
		return // rather no offer than two
	}
	if _, err := b.api.PostEphemeralContext(ctx, e.Channel, e.User, offerCard(a, call).options()...); err != nil {
		b.Log.InfoContext(ctx, "card not offered", "err", safeError(err))
	}
}

var anyLink = regexp.MustCompile(`<[^<>]+>|https?://[^\s<>]+`)

// besideLinks is a text without the links of ours, and the questions that these
// stand for: they show by themselves what they lead to.
func (b *Bot) besideLinks(text string) (rest string, linked []buttonCall) {
	rest = anyLink.ReplaceAllStringFunc(text, func(link string) string {
		address, _, _ := strings.Cut(strings.Trim(link, "<>"), "|")
		call, ours := b.linkCall(address)
		if !ours {
			return link
		}
		linked = append(linked, call)
		return " "
	})
	return rest, linked
}

// same says whether two calls ask for the same, however a name is spelt.
func (c buttonCall) same(other buttonCall) bool {
	return c.Tool == other.Tool && fleet.Key(string(c.Args)) == fleet.Key(string(other.Args))
}

// subject is the question about the first truck or trip that a text names
// exactly.
func (b *Bot) subject(ctx context.Context, text string) (buttonCall, bool) {
	for _, m := range namedTrip.FindAllStringSubmatch(text, maxOffered) {
		if t, err := b.Store.Trip(ctx, m[1]); err == nil {
			return buttonCall{Tool: "trip_status", Args: withArg(nil, "trip_id", t.Ref)}, true
		}
	}
	for _, w := range namedWaybill.FindAllString(text, maxOffered) {
		if found, _, err := b.Store.Trips(ctx, store.TripQuery{Waybill: fleet.Key(w), Limit: 1, Newest: true}); err == nil && len(found) == 1 {
			return buttonCall{Tool: "trip_status", Args: withArg(nil, "trip_id", found[0].Ref)}, true
		}
	}
	for _, m := range namedPlate.FindAllStringSubmatch(text, maxOffered) {
		for _, plate := range m[:2] { // with what follows, then without: "T-4407 is here"
			if t, err := b.Store.FindTruck(ctx, plate, store.Exact); err == nil {
				return buttonCall{Tool: "truck_status", Args: withArg(nil, "truck", t.Name)}, true
			}
		}
	}
	return buttonCall{}, false
}

// offerCard is the small card: one sentence, more of it, and a way to be left
// alone.
func offerCard(a answer.Answer, call buttonCall) card {
	more := choiceButtons([]answer.Choice{{Label: "Show more", Tool: call.Tool, Args: call.Args}})
	els := append(more, button(actNoOffers, "off", "Don't offer this"))
	head, _, _ := strings.Cut(a.Headline, "\n")
	return card{Text: clipEscaped(head, maxText), Blocks: []slack.Block{
		section(clipEscaped(orDash(head), maxSection)),
		slack.NewActionBlock("", els...),
		slack.NewContextBlock("", mrkdwn("Only you see this, because you named it. Mention me to ask.")),
	}}
}

// onOffers switches the offers off or on again for whoever clicked.
func (b *Bot) onOffers(ctx context.Context, j *job, in interaction, caller fleet.Caller, kind string) {
	on := kind == actOffers
	if err := b.Store.SetOffers(ctx, caller.PersonID, on); err != nil {
		b.reply(ctx, j, in.whisper(), answer.FromError(err), extras{})
		return
	}
	words, next, label := "I will not offer cards to you any more. Ask me whenever you like.", actOffers, "Offer them again"
	if on {
		words, next, label = "I will offer you a card again when you name a truck or a trip.", actNoOffers, "Don't offer this"
	}
	c := card{Text: words, Blocks: []slack.Block{section(words), slack.NewActionBlock("", button(next, "set", label))}}
	j.said = true
	if err := b.respond(ctx, in.instead(), c); err != nil {
		b.Log.WarnContext(ctx, "card stays as it was", "err", safeError(err))
		b.reply(ctx, j, in.whisper(), answer.Answer{Kind: answer.Chat, Headline: words}, extras{})
	}
}
