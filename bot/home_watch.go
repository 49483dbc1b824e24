package bot

import (
	"context"
	"slices"
	"time"

	"watchtower/events"
	"watchtower/fleet"
)

const (
	// homeSettle gathers changes that come together; homeCalm is for what
	// changes all the time: trucks that move and stand.
	homeSettle = time.Second
	homeCalm   = time.Minute
	homeGap    = 5 * time.Second // from one round to the next
	homeLease  = 20 * time.Second
	homeRate   = 80 // views a minute: Slack takes 100, and people open tabs, too
)

// watchHomes draws the Home tabs again when something changed, until ctx ends.
// Every replica watches, one of them draws.
func (b *Bot) watchHomes(ctx context.Context) error {
	tail := b.Events.Tail(events.StreamEvents)
	var due, last time.Time
	for ctx.Err() == nil {
		changes, err := tail.Next(ctx)
		if err != nil {
			if ctx.Err() == nil {
				b.Log.WarnContext(ctx, "changes not readable, Home tabs wait", "err", err)
			}
			sleep(ctx, homeGap)
			continue
		}
		due = sooner(due, dueFor(changes, time.Now(), last))
		if due.IsZero() || time.Now().Before(due) {
			continue
		}
		due, last = time.Time{}, time.Now()
		if wait := b.redrawHomes(ctx); wait > 0 {
			due = time.Now().Add(wait)
		}
	}
	return nil
}

// dueFor is when the tabs are drawn again after changes; zero is never.
func dueFor(changes []events.Entry, now, last time.Time) (due time.Time) {
	for _, c := range changes {
		switch fleet.EventType(c.Fields["type"]) {
		case fleet.EventAlertTriggered, fleet.EventTripCreated, fleet.EventTripStatus, fleet.EventSyncCompleted:
			due = sooner(due, later(now.Add(homeSettle), last.Add(homeGap)))
		case fleet.EventTruckStatus:
			due = sooner(due, later(now.Add(homeSettle), last.Add(homeCalm)))
		}
	}
	return due
}

func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// redrawHomes draws the tabs of everyone who looked at theirs lately. A wait
// says that some are left, because Slack takes no more views for now.
func (b *Bot) redrawHomes(ctx context.Context) (wait time.Duration) {
	if !b.claim(ctx, "homes", b.Consumer, homeLease) {
		return 0 // another replica does it
	}
	users, err := b.Events.Touched(ctx, homeList, homeFresh)
	if err != nil {
		b.Log.WarnContext(ctx, "Home tabs wait", "err", err)
		return homeGap
	}
	for _, user := range users {
		ok, wait, err := b.Events.Allow(ctx, "slack:homes", homeRate, time.Minute)
		switch {
		case ctx.Err() != nil:
			return 0
		case err != nil || !ok:
			return max(wait, homeGap)
		}
		err = b.redrawHome(ctx, user)
		if wait, limited := retryAfter(err); limited {
			return max(wait, homeGap)
		}
	}
	return 0
}

// homeChanged draws one person's Home again after a change of their own, which
// no event may tell of, such as a preference. A tab that nobody looks at is
// left.
func (b *Bot) homeChanged(ctx context.Context, user string) {
	b.drawnLater(ctx, func(context.Context) (string, error) { return user, nil })
}

// homeChangedOf is homeChanged for a person by our own number.
func (b *Bot) homeChangedOf(ctx context.Context, personID int64) {
	b.drawnLater(ctx, func(ctx context.Context) (string, error) { return b.Store.SlackUser(ctx, personID) })
}

func (b *Bot) drawnLater(ctx context.Context, who func(context.Context) (string, error)) {
	ctx = context.WithoutCancel(ctx)
	b.live.Go(func() {
		defer b.caught(ctx, "home")
		ctx, cancel := context.WithTimeout(ctx, workWithin)
		defer cancel()
		user, err := who(ctx)
		var open []string
		if err == nil {
			open, err = b.Events.Touched(ctx, homeList, homeFresh)
		}
		if err == nil && slices.Contains(open, user) {
			err = b.redrawHome(ctx, user)
		}
		if err != nil {
			b.Log.WarnContext(ctx, "home not drawn again", "err", safeError(err))
		}
	})
}
