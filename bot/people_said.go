package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// rolesKey holds the fingerprint of the configured roles that count: those of
// the replica that started last. Else two replicas with different
// WATCHTOWER_PEOPLE, as in a deployment that takes its time, would give people
// one role and the other by turns.
const (
	rolesKey = "slack:people"
	rolesFor = 30 * 24 * time.Hour
)

// rolesMark is the fingerprint of the roles that the configuration gives.
func (b *Bot) rolesMark() string {
	raw, _ := json.Marshal(b.People) // maps of plain fields cannot fail, and come in order
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

// sayRoles makes the configured roles of this replica count from now on.
func (b *Bot) sayRoles(ctx context.Context) {
	err := b.Events.Release(ctx, rolesKey)
	if err == nil {
		_, err = b.Events.Claim(ctx, rolesKey, b.rolesMark(), rolesFor)
	}
	b.people.said.Store(err == nil)
	if err != nil {
		b.Log.WarnContext(ctx, "cannot tell whether other replicas give other roles", "err", err)
	}
}

// saysRoles says whether the configured roles of this replica count. Without
// Redis they do.
func (b *Bot) saysRoles(ctx context.Context) bool {
	if !b.people.said.Load() { // Redis was away at the start: what stands there is of an earlier life
		b.sayRoles(ctx)
	}
	holder, err := b.Events.Claim(ctx, rolesKey, b.rolesMark(), rolesFor)
	if err != nil || holder == "" || holder == b.rolesMark() {
		return true
	}
	b.Log.WarnContext(ctx, "a replica that started later has another WATCHTOWER_PEOPLE: its roles count")
	return false
}
