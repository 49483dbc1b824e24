package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// The collation keeps the planner on the index that was made for this.
const identifiersOf = `
SELECT kind, value, truck_id, shared, lower(valid), upper(valid) FROM truck_identifiers WHERE kind = 'imei' AND value COLLATE "C" = ANY($1)
UNION ALL
SELECT kind, value, truck_id, shared, lower(valid), upper(valid) FROM truck_identifiers WHERE kind = 'plate' AND value COLLATE "C" = ANY($2)`

// ident is what a vehicle is called by: kind imei or plate, value fleet.Key.
type ident struct{ kind, value string }

// holder is a truck that an identifier names, and when.
type holder struct {
	truck    int64
	shared   bool // several trackers send this plate: it names no truck
	from, to *time.Time
}

type identities map[ident][]holder

// at gives who held an identifier at a moment.
func (m identities) at(kind, value string, t time.Time) (holder, bool) {
	if value == "" {
		return holder{}, false
	}
	for _, h := range m[ident{kind, value}] {
		if (h.from == nil || !t.Before(*h.from)) && (h.to == nil || t.Before(*h.to)) {
			return h, true
		}
	}
	return holder{}, false
}

// called is how one fact names its vehicle.
type called struct {
	imei, plate string // keys
	raw         string // the plate as sent
	at          time.Time
}

func calledBy(f fleet.Fact) called {
	c := called{imei: fleet.Key(f.IMEI), plate: fleet.Key(f.Plate), raw: f.Plate}
	if f.Alert != nil {
		c.at = f.Alert.At
	} else {
		c.at = f.Position.At
	}
	return c
}

// truck settles who is meant from what is known: IMEI first, then plate. sure
// is false when something must be learnt first: an unknown identifier, or a
// plate and an IMEI that do not belong together.
func (m identities) truck(c called) (id int64, shared, sure bool) {
	byPlate, plateKnown := m.at("plate", c.plate, c.at)
	if c.imei == "" {
		if byPlate.shared {
			return 0, true, true
		}
		return byPlate.truck, false, plateKnown
	}
	byIMEI, known := m.at("imei", c.imei, c.at)
	agrees := c.plate == "" || plateKnown && (byPlate.shared || byPlate.truck == byIMEI.truck)
	return byIMEI.truck, false, known && agrees
}

// identify gives every fact of the batch its truck. Unknown trucks are
// registered and flagged; a fact that only names a shared plate gets none.
func (b *batch) identify(ctx context.Context, tx pgx.Tx) error {
	known, err := b.lookup(ctx, tx)
	if err != nil {
		return err
	}
	if b.unsure(known) {
		// Learning is rare. One at a time, so that two batches cannot register
		// the same truck; then look again, for another may have done so.
		if _, err := tx.Exec(ctx, lockIdentifiers); err != nil {
			return err
		}
		if known, err = b.lookup(ctx, tx); err != nil {
			return err
		}
		if err := b.learn(ctx, tx, known); err != nil {
			return err
		}
	}
	b.known = known
	b.assign()
	return nil
}

func (b *batch) facts(each func(f fleet.Fact) error) error {
	for i := range b.fixes {
		if err := each(b.fixes[i].in.Fact); err != nil {
			return err
		}
	}
	for i := range b.notices {
		if err := each(b.notices[i].Fact); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) lookup(ctx context.Context, tx pgx.Tx) (identities, error) {
	wanted := make(map[ident]bool, 2*(len(b.fixes)+len(b.notices)))
	imeis, plates := []string{}, []string{}
	_ = b.facts(func(f fleet.Fact) error { // collecting never fails
		c := calledBy(f)
		if id := (ident{"imei", c.imei}); c.imei != "" && !wanted[id] {
			wanted[id], imeis = true, append(imeis, c.imei)
		}
		if id := (ident{"plate", c.plate}); c.plate != "" && !wanted[id] {
			wanted[id], plates = true, append(plates, c.plate)
		}
		return nil
	})
	rows, err := tx.Query(ctx, identifiersOf, imeis, plates)
	if err != nil {
		return nil, err
	}
	out := make(identities, len(wanted))
	var id ident
	var h holder
	_, err = pgx.ForEachRow(rows, []any{&id.kind, &id.value, &h.truck, &h.shared, &h.from, &h.to}, func() error {
		out[id] = append(out[id], h)
		h.from, h.to = nil, nil
		return nil
	})
	return out, err
}

func (b *batch) unsure(known identities) bool {
	errUnsure := fleet.Errorf(fleet.NotFound, "unsure")
	return b.facts(func(f fleet.Fact) error {
		if _, _, sure := known.truck(calledBy(f)); !sure {
			return errUnsure
		}
		return nil
	}) != nil
}

func (b *batch) learn(ctx context.Context, tx pgx.Tx, known identities) error {
	l, err := newLearner(ctx, tx, known)
	if err != nil {
		return err
	}
	err = b.facts(func(f fleet.Fact) error {
		c := calledBy(f)
		if _, _, sure := known.truck(c); sure {
			return nil
		}
		return l.learn(c)
	})
	if err != nil {
		return err
	}
	b.out.Registered = len(l.made)
	return l.write(ctx, tx)
}

// assign writes the truck into every fix and rejects those that have none. An
// alert of a shared plate stays, with its plate and without a truck.
func (b *batch) assign() {
	kept := b.fixes[:0]
	for _, f := range b.fixes {
		id, shared, _ := b.known.truck(calledBy(f.in.Fact))
		if shared {
			b.reject(f.in, "several trackers send the plate "+f.in.Fact.Plate+", and this fix names no IMEI")
			continue
		}
		f.TruckID = id
		kept = append(kept, f)
	}
	b.fixes = kept
}
