package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// Flags that ask a person to look at a truck.
const (
	flagRegistered = "registered from a push, please check"
	flagShared     = "several trackers send the plate %s: please check which truck each sits in"
	flagRenamed    = "its tracker now sends the plate %s, please check"
)

// learner registers what the identifiers do not tell yet, within the
// transaction of a batch and under the lock that serialises it.
type learner struct {
	tx         pgx.Tx
	known      identities
	registered int
}

// learn makes one way of naming a vehicle known. Nothing is guessed: a plate
// that a second tracker sends becomes shared and names no truck from then on.
func (l *learner) learn(ctx context.Context, c called) error {
	byIMEI, imeiKnown := l.known.at("imei", c.imei, c.at)
	byPlate, plateKnown := l.known.at("plate", c.plate, c.at)
	switch {
	case imeiKnown && plateKnown:
		return l.share(ctx, c, byPlate.truck, byIMEI.truck)
	case imeiKnown:
		return l.rename(ctx, c, byIMEI.truck)
	case plateKnown && !byPlate.shared:
		return l.newTracker(ctx, c, byPlate.truck)
	}
	flag := flagRegistered
	if byPlate.shared {
		flag = fmt.Sprintf(flagShared, c.raw)
	}
	return l.register(ctx, c, flag, !plateKnown)
}

// newTracker meets a known plate with an unknown IMEI: the truck learns its
// first IMEI; if it has one already, two trackers send the same plate.
func (l *learner) newTracker(ctx context.Context, c called, truck int64) error {
	var has bool
	const hasIMEI = `SELECT EXISTS (SELECT 1 FROM truck_identifiers WHERE truck_id = $1 AND kind = 'imei' AND upper_inf(valid))`
	if err := l.tx.QueryRow(ctx, hasIMEI, truck).Scan(&has); err != nil {
		return err
	}
	if !has {
		return l.add(ctx, "imei", c.imei, truck)
	}
	if err := l.register(ctx, c, fmt.Sprintf(flagShared, c.raw), false); err != nil {
		return err
	}
	return l.share(ctx, c, truck)
}

func (l *learner) rename(ctx context.Context, c called, truck int64) error {
	if err := l.add(ctx, "plate", c.plate, truck); err != nil {
		return err
	}
	const flagOther = `UPDATE trucks SET flag = $2 WHERE id = $1 AND key <> $3 AND flag = ''`
	_, err := l.tx.Exec(ctx, flagOther, truck, fmt.Sprintf(flagRenamed, c.raw), c.plate)
	return err
}

// share marks a plate as naming no truck and flags everyone concerned.
func (l *learner) share(ctx context.Context, c called, trucks ...int64) error {
	const markShared = `UPDATE truck_identifiers SET shared = true WHERE kind = 'plate' AND value = $1 AND valid @> $2::timestamptz`
	if _, err := l.tx.Exec(ctx, markShared, c.plate, c.at); err != nil {
		return err
	}
	const flagTrucks = `UPDATE trucks SET flag = $2 WHERE id = ANY($1)`
	if _, err := l.tx.Exec(ctx, flagTrucks, trucks, fmt.Sprintf(flagShared, c.raw)); err != nil {
		return err
	}
	holders := l.known[ident{"plate", c.plate}]
	for i := range holders {
		holders[i].shared = true
	}
	return nil
}

// register makes a truck of an unknown vehicle. One without a plate is called
// by its IMEI until a person names it.
func (l *learner) register(ctx context.Context, c called, flag string, ownsPlate bool) error {
	name := c.raw
	if c.plate == "" {
		name = "IMEI " + c.imei
	}
	const insertUnknown = `INSERT INTO trucks (plate, key, flag) VALUES ($1, $2, $3) RETURNING id`
	var id int64
	if err := l.tx.QueryRow(ctx, insertUnknown, name, fleet.Key(name), flag).Scan(&id); err != nil {
		return err
	}
	l.registered++
	if c.imei != "" {
		if err := l.add(ctx, "imei", c.imei, id); err != nil {
			return err
		}
	}
	if c.plate != "" && ownsPlate {
		return l.add(ctx, "plate", c.plate, id)
	}
	return nil
}

func (l *learner) add(ctx context.Context, kind, value string, truck int64) error {
	tag, err := l.tx.Exec(ctx, insertIdentifier, kind, value, truck)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return fleet.Errorf(fleet.Conflict, "The %s %s belonged to another truck at that time. Please check the identifiers.", kind, value)
	}
	id := ident{kind, value}
	l.known[id] = append(l.known[id], holder{truck: truck})
	return nil
}
