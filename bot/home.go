package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"watchtower/answer"
	"watchtower/fleet"
)

const (
	maxHomeBlocks = 100
	maxHomeTabs   = 200 // whose last view one process remembers

	homeList = "homes" // whose tabs are kept fresh, among all replicas
	// A tab that was opened within homeFresh is drawn again when something
	// changes; homeKept bounds them, because Slack takes some hundred views a
	// minute.
	homeFresh = 8 * time.Hour
	homeKept  = 60
)

// homes is what we know of the Home tabs that we drew.
type homes struct {
	sync.Mutex
	tabs map[string]*homeTab // by Slack user
}

// homeTab is one person's Home. Its lock lets one view at a time be made and
// published, so that an older one never takes the place of a newer one.
type homeTab struct {
	sync.Mutex
	hash   string // Slack's name for what stands there
	digest string // of what we published
}

// of is the tab of a person. Of too many, any is forgotten: it costs one view
// that was not needed.
func (h *homes) of(user string) *homeTab {
	h.Lock()
	defer h.Unlock()
	if t := h.tabs[user]; t != nil {
		return t
	}
	for old := range h.tabs {
		if len(h.tabs) < maxHomeTabs {
			break
		}
		delete(h.tabs, old)
	}
	t := &homeTab{}
	h.tabs[user] = t
	return t
}

// onHome draws the Home tab, or offers first questions in the messages tab.
func (b *Bot) onHome(ctx context.Context, e event) {
	started := time.Now()
	if e.Tab == "messages" {
		if caller, err := b.caller(ctx, e.User, e.Channel); err == nil {
			b.suggestPrompts(ctx, e.Channel, caller.Role)
		}
		return
	}
	b.live.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if err := b.Events.Touch(ctx, homeList, e.User, homeKept); err != nil {
			b.Log.WarnContext(ctx, "this Home will not be kept fresh", "err", err)
		}
	})
	t := b.homes.of(e.User)
	t.Lock()
	defer t.Unlock()
	if e.View.Hash != "" {
		t.hash = e.View.Hash
	}
	if b.showHome(ctx, e.User, t, true) == nil {
		b.Observe("home", time.Since(started))
	}
}

// redrawHome draws a person's Home again when what it says has changed.
func (b *Bot) redrawHome(ctx context.Context, user string) error {
	t := b.homes.of(user)
	t.Lock()
	defer t.Unlock()
	return b.showHome(ctx, user, t, false)
}

// showHome publishes a person's Home, whose lock the caller holds. A view that
// says what stands there already is left out unless the person has just opened
// it. Where Slack has another view than we know, another replica was faster:
// everything is read again.
func (b *Bot) showHome(ctx context.Context, user string, t *homeTab, opened bool) error {
	for again := false; ; again = true {
		blocks := b.homeOf(ctx, user)
		digest := homeDigest(blocks)
		if digest == t.digest && !opened {
			return nil
		}
		req := slack.PublishViewContextRequest{UserID: user,
			View: slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: append(blocks, b.homeStamp())}}}
		if t.hash != "" && !again {
			req.Hash = &t.hash
		}
		resp, err := b.api.PublishViewContext(ctx, req)
		if slackCode(err) == "hash_conflict" && !again {
			continue
		}
		if wait, limited := retryAfter(err); limited && opened && !again && wait <= patient && sleep(ctx, wait) {
			continue
		}
		if err != nil {
			b.Log.WarnContext(ctx, "home not published", "err", safeError(err))
			return err
		}
		t.hash, t.digest = resp.Hash, digest
		return nil
	}
}

// homeOf is what a person's Home shows now.
func (b *Bot) homeOf(ctx context.Context, user string) []slack.Block {
	caller, err := b.caller(ctx, user, "")
	if err != nil {
		return render(answer.FromError(err), extras{}, asLines).Blocks
	}
	blocks := b.homeBlocks(ctx, caller)
	return blocks[:min(len(blocks), maxHomeBlocks-1)]
}

// homeStamp says how old everything above it is.
func (b *Bot) homeStamp() slack.Block {
	return slack.NewContextBlock("", mrkdwn("As of "+fleet.FormatTime(b.Now())+". It follows what changes."))
}

// ages are the parts of a view that grow by themselves: "3 min", and the moment
// of a fix behind it.
var ages = regexp.MustCompile(`\d+ (?:s|min|h|days?)\b|\([A-Z][a-z]+ \d+ [A-Z][a-z]+, \d\d:\d\d WAT\)`)

// homeDigest names what a view says. Ages are left out: a view that only grew
// older says nothing new.
func homeDigest(blocks []slack.Block) string {
	raw, err := json.Marshal(blocks)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(ages.ReplaceAll(raw, nil))
	return hex.EncodeToString(sum[:])
}
