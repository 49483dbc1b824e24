package bot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
)

// Pictures are files of ours that no channel was given: an image block with
// slack_file shows such a file to whoever sees the message. A private
// (ephemeral) message cannot show a file of Slack's at all, and a public
// address would let anybody on the internet see where the trucks are: private
// answers go without a picture, and get it when they are shared.
const (
	pictureWithin = 12 * time.Second // from drawing to the card that shows it
	keptPictures  = 200
	keepPicture   = 6 * time.Hour
)

// settling is how long Slack may take with a new file: until then it refuses
// blocks that show it as invalid.
var settling = [...]time.Duration{0, 300 * time.Millisecond, 700 * time.Millisecond, 1500 * time.Millisecond, 3 * time.Second}

// shown is a picture that Slack holds.
type shown struct{ File, Alt string }

func (s *shown) block() slack.Block {
	return slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: s.File}, clip(orDash(s.Alt), maxField), "", nil)
}

// pictures remembers which file shows what, so that the same map is drawn and
// sent once, and how often a card was drawn anew meanwhile.
type pictures struct {
	sync.Mutex
	held  map[string]held
	cards map[string]int // drawings under way by message; a newer card takes it away
	group sync.WaitGroup
	slots chan struct{}
}

type held struct {
	shown
	at time.Time
}

func newPictures() *pictures {
	return &pictures{held: map[string]held{}, cards: map[string]int{}, slots: make(chan struct{}, 2)}
}

func (p *pictures) find(key string) *shown {
	p.Lock()
	defer p.Unlock()
	if h, ok := p.held[key]; ok && time.Since(h.at) < keepPicture {
		return &h.shown
	}
	return nil
}

func (p *pictures) keep(key string, s shown) {
	p.Lock()
	defer p.Unlock()
	if len(p.held) >= keptPictures {
		clear(p.held)
	}
	p.held[key] = held{s, time.Now()}
}

// forget drops files that Slack does not know any more.
func (p *pictures) forget(gone ...*shown) {
	p.Lock()
	defer p.Unlock()
	for _, g := range gone {
		if g != nil {
			maps.DeleteFunc(p.held, func(_ string, h held) bool { return h.File == g.File })
		}
	}
}

// begin notes that a card waits for its picture; still says whether the card
// is the same one yet.
func (p *pictures) begin(card string) (still func() bool) {
	p.Lock()
	defer p.Unlock()
	p.cards[card]++
	mine := p.cards[card]
	return func() bool {
		p.Lock()
		defer p.Unlock()
		return p.cards[card] == mine
	}
}

// outdate takes the card away from drawings under way.
func (p *pictures) outdate(card string) {
	p.Lock()
	defer p.Unlock()
	if len(p.cards) > 1000 {
		clear(p.cards)
	}
	p.cards[card]++
}

// wanted are the pictures that a card would show, drawn only when asked for.
func wanted(a answer.Answer, l look) (draw []drawing) {
	if a.Mappable() {
		draw = append(draw, drawing{"map", pictureKey("map"+string(a.Units), [...]any{a.Points, a.Path}), a.Map})
	}
	if a.Chart != nil && a.Chart.Drawable() {
		c := a.Chart.In(a.Units)
		if _, native := chartBlock(c); !native || l != withTable {
			draw = append(draw, drawing{"chart", pictureKey("chart", c), c.Picture})
		}
	}
	return draw
}

type drawing struct {
	kind, key string
	draw      func() (answer.Picture, error)
}

func pictureKey(kind string, of any) string {
	raw, err := json.Marshal(of)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(raw)
	return kind + hex.EncodeToString(sum[:])
}

// with adds a picture to what a card shows.
func (x extras) with(kind string, s *shown) extras {
	if kind == "map" {
		x.Map = s
	} else {
		x.Chart = s
	}
	return x
}

// pictured adds the pictures that Slack holds already.
func (b *Bot) pictured(a answer.Answer, x extras, l look) (_ extras, missing []drawing) {
	for _, d := range wanted(a, l) {
		if s := b.pictures.find(d.key); s != nil {
			x = x.with(d.kind, s)
		} else {
			missing = append(missing, d)
		}
	}
	return x, missing
}

// illustrate adds the missing pictures to a card that stands already, beside
// the work at hand: words come at once, and a picture never delays them.
//
// A chart that Slack refused as a block comes as a picture; where it refuses
// all blocks, there are none.
func (b *Bot) illustrate(ctx context.Context, channel, ts string, a answer.Answer, x extras, l look) {
	if channel == "" || ts == "" {
		return
	}
	b.attach(ctx, channel, cmp.Or(x.Thread, ts), a.Files)
	b.pictures.outdate(channel + ts)
	x, missing := b.pictured(a, x, l)
	if len(missing) == 0 || l == textOnly {
		return
	}
	still := b.pictures.begin(channel + ts)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pictureWithin)
	b.pictures.group.Go(func() {
		defer cancel()
		defer b.caught(ctx, "picture")
		select {
		case b.pictures.slots <- struct{}{}:
			defer func() { <-b.pictures.slots }()
		case <-ctx.Done():
			return
		}
		if err := b.addPictures(ctx, channel, ts, a, x, l, missing, still); err != nil {
			b.Log.WarnContext(ctx, "the card stays without its picture", "err", safeError(err))
		}
	})
}

func (b *Bot) addPictures(ctx context.Context, channel, ts string, a answer.Answer, x extras, l look, missing []drawing, still func() bool) error {
	x, err := b.upload(ctx, x, missing)
	if err != nil {
		return err
	}
	return b.settled(ctx, func() error {
		if !still() {
			return nil
		}
		_, _, _, err := b.api.UpdateMessageContext(ctx, channel, ts, render(a, x, l).options()...)
		return err
	})
}

// settled tries until Slack knows the new file.
func (b *Bot) settled(ctx context.Context, send func() error) (err error) {
	for _, wait := range settling {
		if !sleep(ctx, wait) {
			return ctx.Err()
		}
		err = send()
		if limit, limited := retryAfter(err); limited {
			sleep(ctx, limit)
		} else if !blocksRefused(err) {
			return err
		}
	}
	return err
}

// upload draws what is missing and hands it to Slack.
func (b *Bot) upload(ctx context.Context, x extras, missing []drawing) (extras, error) {
	for _, d := range missing {
		p, err := d.draw()
		if err != nil {
			return x, err
		}
		id, err := b.uploadFile(ctx, p)
		if err != nil {
			return x, err
		}
		s := shown{File: id, Alt: p.Alt}
		if d.key != "" {
			b.pictures.keep(d.key, s)
		}
		x = x.with(d.kind, &s)
	}
	return x, nil
}
