package assistant

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"watchtower/assistant/phrasebook"
	"watchtower/store"
)

const (
	namesFor   = 30 * time.Second       // a roster this old is read again, beside the question
	namesSoon  = 2 * time.Second        // and not more often than this for a name nobody knows
	namesSlow  = 200 * time.Millisecond // a roster that takes longer to read is never waited for again
	namesShare = 50                     // and is read at most one part in so many of the time
	readNames  = 10 * time.Second       // bound on reading it
	tripsSince = 60 * 24 * time.Hour    // trips older than this are found by number alone
)

// nameBook keeps the lexicon of the live fleet, so that no question waits for
// reading it but the first.
type nameBook struct {
	store *store.Store
	now   func() time.Time
	log   *slog.Logger
	wait  sync.WaitGroup

	reading sync.Mutex // held while the roster is read
	mu      sync.Mutex // guards what follows
	lex     *phrasebook.Lexicon
	at      time.Time
	took    time.Duration // to read it
	old     bool          // a write happened since
}

// get is the lexicon: as kept when it is fresh, kept and renewed beside the
// question when it is not, read now when there is none or a write happened.
func (n *nameBook) get(ctx context.Context) (*phrasebook.Lexicon, error) {
	n.mu.Lock()
	lex, age, old, took := n.lex, n.now().Sub(n.at), n.old, n.took
	n.mu.Unlock()
	if lex == nil || old && took <= namesSlow {
		return n.read(ctx)
	}
	if old || age > max(namesFor, namesShare*took) || age < 0 {
		n.beside(ctx)
	}
	return lex, nil
}

// beside reads the roster while questions go on with the one there is; the
// tools find a name that is newer by themselves.
func (n *nameBook) beside(ctx context.Context) {
	if !n.reading.TryLock() {
		return
	}
	n.wait.Go(func() {
		defer n.reading.Unlock()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readNames)
		defer cancel()
		if _, err := n.load(ctx); err != nil {
			n.log.WarnContext(ctx, "roster not read", "err", err)
		}
	})
}

// renew reads the roster again unless that was done a moment ago, or takes so
// long that nobody should wait for it.
func (n *nameBook) renew(ctx context.Context) bool {
	n.mu.Lock()
	age, took := n.now().Sub(n.at), n.took
	n.mu.Unlock()
	if took > namesSlow {
		if age > max(namesFor, namesShare*took) {
			n.beside(ctx)
		}
		return false
	}
	if age < namesSoon {
		return false
	}
	_, err := n.read(ctx)
	return err == nil
}

func (n *nameBook) stale() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.old = true
}

func (n *nameBook) read(ctx context.Context) (*phrasebook.Lexicon, error) {
	n.reading.Lock()
	defer n.reading.Unlock()
	return n.load(ctx)
}

// load needs the reading lock.
func (n *nameBook) load(ctx context.Context) (*phrasebook.Lexicon, error) {
	n.mu.Lock()
	n.old = false
	n.mu.Unlock()
	at, began := n.now(), time.Now() // a real duration, even where the clock is simulated
	roster, err := n.store.Lexicon(ctx, at.Add(-tripsSince))
	if err != nil {
		n.stale()
		return nil, err
	}
	lex := phrasebook.NewLexicon(phrasebook.Roster(roster))
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lex, n.at, n.took = lex, at, time.Since(began)
	return lex, nil
}
