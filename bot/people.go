package bot

import (
	"cmp"
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"watchtower/fleet"
	"watchtower/store"
)

// trustFor is how long Slack's word about a user holds without being asked
// again. Changes that Slack tells of by itself count at once.
const trustFor = 5 * time.Minute

// people remembers about whom Slack was asked, whatever it said.
type people struct {
	sync.Mutex
	checked map[string]time.Time
	said    atomic.Bool // our roles were made to count
}

func (p *people) trusted(user string) bool {
	p.Lock()
	defer p.Unlock()
	return time.Now().Before(p.checked[user])
}

func (p *people) trust(user string) {
	p.Lock()
	defer p.Unlock()
	if len(p.checked) > 10_000 {
		clear(p.checked) // everybody is asked about again
	}
	p.checked[user] = time.Now().Add(trustFor)
}

// caller is who a Slack user is to us. First contact makes a viewer, or what
// the configuration says; guests and deactivated users get nothing.
func (b *Bot) caller(ctx context.Context, user, channel string) (fleet.Caller, error) {
	c, err := b.Store.PersonBySlack(ctx, user)
	c.Channel = channel
	if err != nil && fleet.KindOf(err) != fleet.NotFound && fleet.KindOf(err) != fleet.Forbidden {
		return fleet.Caller{}, err
	}
	if fleet.KindOf(err) != fleet.NotFound && b.people.trusted(user) {
		return c, err
	}
	return b.meet(ctx, user, channel, c, err)
}

// meet asks Slack about a user and brings our row up to date. While Slack is
// away, what we know of somebody holds.
func (b *Bot) meet(ctx context.Context, user, channel string, known fleet.Caller, was error) (fleet.Caller, error) {
	profile, err := b.api.GetUserInfoContext(ctx, user)
	if err != nil {
		_, limited := retryAfter(err)
		away := limited || outcomeUnknown(err)
		if away && fleet.KindOf(was) == fleet.Forbidden {
			return fleet.Caller{}, was
		}
		if away && was == nil {
			return b.know(ctx, user, known.Name, channel)
		}
		b.Log.WarnContext(ctx, "user not readable", "user", user, "err", safeError(err))
		return fleet.Caller{}, &fleet.Error{Kind: fleet.Unavailable, Err: err,
			Message: "Slack does not tell me who you are right now. Please try again in a minute."}
	}
	return b.note(ctx, profile, channel)
}

// note keeps what Slack says of a user: a member is a person from the first
// contact on, and whoever was one and is none any more stays one without access.
func (b *Bot) note(ctx context.Context, profile *slack.User, channel string) (fleet.Caller, error) {
	standing := standingOf(profile)
	if err := b.Store.SetStanding(ctx, profile.ID, standing, profile.TZ); err != nil {
		return fleet.Caller{}, err
	}
	if standing != store.Member {
		b.people.trust(profile.ID)
		return fleet.Caller{}, store.Refused(standing)
	}
	c, err := b.know(ctx, profile.ID, cmp.Or(profile.Profile.DisplayName, profile.RealName, profile.Name), channel)
	if err != nil {
		return fleet.Caller{}, err
	}
	if c.Zone != profile.TZ { // a newcomer: there was no row to note it in
		c.Zone = profile.TZ
		if err := b.Store.SetStanding(ctx, profile.ID, standing, profile.TZ); err != nil {
			return fleet.Caller{}, err
		}
	}
	b.people.trust(profile.ID)
	return c, nil
}

// aloud is a caller whose answer others read as well: it is in kilometres, as
// everything in a channel, whatever the caller prefers.
func aloud(c fleet.Caller) fleet.Caller {
	c.Units = fleet.Kilometres
	return c
}

func standingOf(u *slack.User) store.Standing {
	switch {
	case u.Deleted:
		return store.Deactivated
	case u.IsBot:
		return store.App
	case u.IsRestricted, u.IsUltraRestricted, u.IsStranger:
		return store.Guest
	}
	return store.Member
}

// onUserChange takes Slack's word when it changes. Whom we have never met is
// met when they speak.
func (b *Bot) onUserChange(ctx context.Context, profile slack.User) {
	if _, err := b.Store.PersonBySlack(ctx, profile.ID); profile.ID == "" || fleet.KindOf(err) == fleet.NotFound {
		return
	}
	if _, err := b.note(ctx, &profile, ""); err != nil && fleet.KindOf(err) != fleet.Forbidden {
		b.Log.WarnContext(ctx, "change of a user not noted", "user", profile.ID, "err", err)
	}
}

// know gives a user the rights that the configuration says now, whatever they
// were before.
func (b *Bot) know(ctx context.Context, user, name, channel string) (fleet.Caller, error) {
	if !b.saysRoles(ctx) {
		c, err := b.Store.NamePerson(ctx, user, name, b.Now())
		c.Channel = channel
		return c, err
	}
	set := b.People[user]
	driver, err := b.driverOf(ctx, set)
	if err != nil {
		return fleet.Caller{}, err
	}
	c, err := b.Store.EnsurePerson(ctx, user, name, set.Role, driver, b.Now())
	c.Channel = channel
	return c, err
}

func (b *Bot) driverOf(ctx context.Context, p Person) (int64, error) {
	if p.Driver == "" {
		return 0, nil
	}
	id, err := b.Store.DriverNamed(ctx, p.Driver)
	if err == nil && id == 0 {
		b.Log.WarnContext(ctx, "a configured driver is not in the fleet yet", "driver", p.Driver)
	}
	return id, err
}
