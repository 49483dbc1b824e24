package bot

import (
	"cmp"
	"context"
	"sync"
	"time"

	"watchtower/fleet"
)

// trustFor is how long Slack's word about a user holds: whoever is deactivated
// or made a guest loses access within it.
const trustFor = 5 * time.Minute

// people remembers whom Slack has vouched for.
type people struct {
	sync.Mutex
	checked map[string]time.Time
}

// caller is who a Slack user is to us. First contact makes a viewer, or what
// the configuration says; guests and deactivated users get nothing.
func (b *Bot) caller(ctx context.Context, user, channel string) (fleet.Caller, error) {
	b.people.Lock()
	until := b.people.checked[user]
	b.people.Unlock()
	c, err := b.Store.PersonBySlack(ctx, user)
	if err == nil && time.Now().Before(until) {
		c.Channel = channel
		return c, nil
	}
	if err != nil && fleet.KindOf(err) != fleet.NotFound {
		return fleet.Caller{}, err
	}
	return b.meet(ctx, user, channel, err == nil)
}

// meet asks Slack about a user and brings our row up to date. While Slack is
// away, whom we know already stays known.
func (b *Bot) meet(ctx context.Context, user, channel string, known bool) (fleet.Caller, error) {
	profile, err := b.api.GetUserInfoContext(ctx, user)
	if err != nil {
		if known && slackCode(err) == "" {
			c, err := b.Store.PersonBySlack(ctx, user)
			if err == nil {
				return b.know(ctx, user, c.Name, channel)
			}
			return c, err
		}
		b.Log.WarnContext(ctx, "user not readable", "user", user, "err", safeError(err))
		return fleet.Caller{}, &fleet.Error{Kind: fleet.Unavailable, Err: err,
			Message: "Slack does not tell me who you are right now. Please try again in a minute."}
	}
	switch {
	case profile.Deleted:
		return fleet.Caller{}, fleet.Errorf(fleet.Forbidden, "This account is deactivated.")
	case profile.IsBot:
		return fleet.Caller{}, fleet.Errorf(fleet.Forbidden, "Watch Tower answers people, not apps.")
	case profile.IsRestricted, profile.IsUltraRestricted, profile.IsStranger:
		return fleet.Caller{}, fleet.Errorf(fleet.Forbidden, "Watch Tower is for members of this workspace; guests cannot use it. Ask your contact here.")
	}
	name := cmp.Or(profile.Profile.DisplayName, profile.RealName, profile.Name)
	c, err := b.know(ctx, user, name, channel)
	if err != nil {
		return fleet.Caller{}, err
	}
	b.people.Lock()
	b.people.checked[user] = time.Now().Add(trustFor)
	b.people.Unlock()
	return c, nil
}

// know gives a user the rights that the configuration says now, whatever they
// were before.
func (b *Bot) know(ctx context.Context, user, name, channel string) (fleet.Caller, error) {
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
