package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"watchtower/store"
)

// byDelivery leaves the new face of an alert's own card to its delivery, which
// draws it for the whole channel, and sends that at once: a person waits. It
// says whether the card at a place is such a one.
func (b *Bot) byDelivery(ctx context.Context, to place, tool string, raw json.RawMessage) bool {
	var args fields
	if to.Private || to.Replace == "" || json.Unmarshal(raw, &args) != nil {
		return false
	}
	key := ""
	switch tool {
	case "alert_update":
		key = "alert:" + alertNumber(args)
	case "storm_update":
		key = fmt.Sprintf("storm:%v", args["storm_id"])
	default:
		return false
	}
	at, err := b.Store.StandsAt(ctx, key)
	if err != nil || at.Channel != to.Channel || at.TS != to.Replace {
		return false
	}
	due, err := b.Store.ClaimEdit(ctx, key, time.Now(), deliverLease, store.Pace{Edit: editGap})
	for _, d := range due {
		err = b.deliver(ctx, d)
	}
	if err != nil { // its turn comes all the same
		b.Log.WarnContext(ctx, "the card of an alert waits for its turn", "key", key, "err", err)
	}
	return true
}
