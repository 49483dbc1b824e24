package sheets

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"watchtower/fleet"
	"watchtower/store"
	"watchtower/tools"
)

const (
	// Every is how often the sheet is synced unasked.
	Every = 15 * time.Minute

	lookEvery = 2 * time.Second
	lease     = time.Minute // of a sync, by the machine's clock
	leaseKept = 15 * time.Second
	syncTime  = 10 * time.Minute
)

// Loop syncs when it is due or asked for, and tells people what they must look
// at, until ctx ends. Each look is reported, with why it failed.
func (s *Syncer) Loop(ctx context.Context, looked func(error)) {
	for {
		_, _, err := s.RunDue(ctx)
		if err != nil && ctx.Err() == nil {
			s.o.Log.Warn("sync of the sheet failed", "err", err)
		}
		looked(err)
		if err := s.tell(ctx); err != nil && ctx.Err() == nil {
			s.o.Log.Warn("conflicts of the sheet not told", "err", err)
		}
		if pause(ctx, lookEvery) != nil {
			return
		}
	}
}

// RunDue does the sync that was asked for or whose quarter of an hour has come,
// if there is one and no other process has it.
func (s *Syncer) RunDue(ctx context.Context) (y store.SheetSync, did bool, err error) {
	now := s.o.Now()
	cut, err := s.o.Store.DropStaleSheetSyncs(ctx, s.o.Book, now, time.Now())
	if err != nil {
		return y, false, err
	}
	for _, dead := range cut {
		if dead.Channel == "" {
			continue // nobody waits: the next one goes on
		}
		if err := s.tellEnd(ctx, dead, Found{}, dead.Reason); err != nil {
			return y, false, err
		}
	}
	y, did, err = s.o.Store.ClaimSheetSync(ctx, s.o.Book, now.Truncate(Every), now, time.Now(), lease)
	if err != nil || !did {
		return y, false, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, syncTime, fleet.Errorf(fleet.Unavailable, "The sync took longer than ten minutes and was stopped. The next one goes on."))
	defer cancel()
	stop := s.keep(ctx, cancel, y.ID)
	found, err := s.Once(ctx, y.Slot.IsZero(), func(ctx context.Context, words string, r tools.SyncResult) error {
		return s.progress(ctx, y, words, r)
	})
	stop()
	return y, true, s.end(context.WithoutCancel(ctx), y, found, err)
}

// keep renews the lease until stop; a sync that lost it ends.
func (s *Syncer) keep(ctx context.Context, cancel context.CancelFunc, id int64) (stop func()) {
	ctx, end := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for pause(ctx, leaseKept) == nil {
			if err := s.o.Store.KeepSheetSync(ctx, id, time.Now().Add(lease)); fleet.KindOf(err) == fleet.Conflict {
				s.o.Log.Warn("the sync of the sheet lost its lease")
				cancel()
			}
		}
	}()
	return func() { end(); <-done }
}

// end keeps how a sync went, and tells whoever asked for it.
func (s *Syncer) end(ctx context.Context, y store.SheetSync, found Found, failure error) error {
	now := s.o.Now()
	raw, err := json.Marshal(found.SyncResult)
	if err != nil {
		return err
	}
	reason := ""
	if failure != nil {
		reason = fleet.MessageFor(failure)
		if ctx.Err() != nil {
			reason = "It was stopped."
		}
	}
	c, err := s.o.Store.SheetCounts(ctx, s.o.Book)
	if err == nil {
		found.Open = c.Open
		raw, err = json.Marshal(found.SyncResult)
	}
	if err != nil {
		return err
	}
	event := store.Event{Type: fleet.EventSyncCompleted, Key: "sync:sheet:all", Version: now.UnixMilli(), At: now.UTC()}
	if event.Body, err = json.Marshal(map[string]any{"source": "sheet", "kind": "all", "saved": found.NewTower + found.ToTower, "refused": found.Refused}); err != nil {
		return err
	}
	if err := s.o.Store.EndSheetSync(ctx, s.o.Book, y.ID, raw, reason, now, event); err != nil {
		return err
	}
	if err := s.tellEnd(ctx, y, found, reason); err != nil {
		return err
	}
	return failure
}

// title says which sync it is.
func title(y store.SheetSync) string {
	return fmt.Sprintf("Sync of the Google Sheet, asked by %s", y.AskedBy)
}
