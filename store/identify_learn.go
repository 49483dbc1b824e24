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

// learner settles in memory what the identifiers do not tell yet, under the
// lock that serialises it; write then makes it so, in as many statements for a
// thousand trucks as for one. Trucks that are made have negative ids until then.
type learner struct {
	known  identities
	trucks map[int64]*namedTruck // those that the known identifiers name, and new ones
	made   []*namedTruck
	flags  []*namedTruck // those whose flag is to be written
	added  []addedName
	shared []called // facts that showed that their plate is shared
}

// namedTruck is what learning must know of a truck.
type namedTruck struct {
	id        int64
	plate     string // of a new one
	key, flag string
	hasIMEI   bool
	always    bool // the flag replaces another
}

// addedName is an identifier to be written.
type addedName struct {
	ident
	truck *namedTruck
}

const trucksOf = `
SELECT t.id, t.key, EXISTS (SELECT FROM truck_identifiers i WHERE i.truck_id = t.id AND i.kind = 'imei' AND upper_inf(i.valid))
FROM trucks t WHERE t.id = ANY($1)`

// newLearner reads what learning must know of the trucks that are named.
func newLearner(ctx context.Context, tx pgx.Tx, known identities) (*learner, error) {
	l := &learner{known: known, trucks: map[int64]*namedTruck{}}
	var ids []int64
	for _, holders := range known {
		for _, h := range holders {
			ids = append(ids, h.truck)
		}
	}
	rows, err := tx.Query(ctx, trucksOf, ids)
	if err != nil {
		return nil, err
	}
	var t namedTruck
	_, err = pgx.ForEachRow(rows, []any{&t.id, &t.key, &t.hasIMEI}, func() error {
		found := t
		l.trucks[t.id] = &found
		return nil
	})
	return l, err
}

// learn makes one way of naming a vehicle known. Nothing is guessed: a plate
// that a second tracker sends becomes shared and names no truck from then on.
func (l *learner) learn(c called) error {
	byIMEI, imeiKnown := l.known.at("imei", c.imei, c.at)
	byPlate, plateKnown := l.known.at("plate", c.plate, c.at)
	switch {
	case imeiKnown && plateKnown:
		l.share(c, byPlate.truck, byIMEI.truck)
		return nil
	case imeiKnown:
		return l.rename(c, l.trucks[byIMEI.truck])
	case plateKnown && !byPlate.shared:
		return l.newTracker(c, l.trucks[byPlate.truck])
	}
	flag := flagRegistered
	if byPlate.shared {
		flag = fmt.Sprintf(flagShared, c.raw)
	}
	return l.register(c, flag, !plateKnown)
}

// newTracker meets a known plate with an unknown IMEI: the truck learns its
// first IMEI; if it has one already, two trackers send the same plate.
func (l *learner) newTracker(c called, truck *namedTruck) error {
	if !truck.hasIMEI {
		return l.add("imei", c.imei, truck)
	}
	if err := l.register(c, fmt.Sprintf(flagShared, c.raw), false); err != nil {
		return err
	}
	l.share(c, truck.id)
	return nil
}

func (l *learner) rename(c called, truck *namedTruck) error {
	if truck.key != c.plate && truck.flag == "" {
		l.flag(truck, fmt.Sprintf(flagRenamed, c.raw), false)
	}
	return l.add("plate", c.plate, truck)
}

// share marks a plate as naming no truck and flags everyone concerned.
func (l *learner) share(c called, trucks ...int64) {
	for _, id := range trucks {
		l.flag(l.trucks[id], fmt.Sprintf(flagShared, c.raw), true)
	}
	l.shared = append(l.shared, c)
	holders := l.known[ident{"plate", c.plate}]
	for i := range holders {
		holders[i].shared = true
	}
}

func (l *learner) flag(t *namedTruck, flag string, always bool) {
	if t.flag == "" && t.id > 0 {
		l.flags = append(l.flags, t)
	}
	t.flag, t.always = flag, t.always || always
}

// register makes a truck of an unknown vehicle. One without a plate is called
// by its IMEI until a person names it.
func (l *learner) register(c called, flag string, ownsPlate bool) error {
	name := c.raw
	if c.plate == "" {
		name = "IMEI " + c.imei
	}
	t := &namedTruck{id: -int64(len(l.made)) - 1, plate: name, key: fleet.Key(name), flag: flag}
	l.made, l.trucks[t.id] = append(l.made, t), t
	if c.imei != "" {
		if err := l.add("imei", c.imei, t); err != nil {
			return err
		}
	}
	if c.plate != "" && ownsPlate {
		return l.add("plate", c.plate, t)
	}
	return nil
}

// add lets an identifier name a truck from the end of what it named before.
func (l *learner) add(kind, value string, truck *namedTruck) error {
	id := ident{kind, value}
	h := holder{truck: truck.id}
	for _, old := range l.known[id] {
		if old.to == nil {
			return fleet.Errorf(fleet.Conflict, "The %s %s belonged to another truck at that time. Please check the identifiers.", kind, value)
		}
		if h.from == nil || old.to.After(*h.from) {
			h.from = old.to
		}
	}
	truck.hasIMEI = truck.hasIMEI || kind == "imei"
	l.known[id] = append(l.known[id], h)
	l.added = append(l.added, addedName{id, truck})
	return nil
}
