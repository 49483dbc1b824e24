package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const takeTruckIDs = `
SELECT nextval(pg_get_serial_sequence('trucks', 'id')) FROM generate_series(1, $1::int)`

const insertTrucks = `
INSERT INTO trucks (id, plate, key, flag) OVERRIDING SYSTEM VALUE
SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[])`

// A value that named another truck before names this one from the end of that.
const insertIdentifiers = `
INSERT INTO truck_identifiers (kind, value, truck_id, valid)
SELECT u.kind, u.value, u.truck,
       tstzrange((SELECT max(upper(i.valid)) FROM truck_identifiers i WHERE i.kind = u.kind AND i.value COLLATE "C" = u.value), NULL)
FROM unnest($1::text[], $2::text[], $3::bigint[]) AS u(kind, value, truck)`

const sharePlates = `
UPDATE truck_identifiers i SET shared = true
FROM unnest($1::text[], $2::timestamptz[]) AS u(value, at)
WHERE i.kind = 'plate' AND i.value COLLATE "C" = u.value AND i.valid @> u.at`

const flagTrucks = `
UPDATE trucks t SET flag = u.flag
FROM unnest($1::bigint[], $2::text[], $3::bool[]) AS u(id, flag, always)
WHERE t.id = u.id AND (u.always OR t.flag = '')`

// write makes so what was learnt.
func (l *learner) write(ctx context.Context, tx pgx.Tx) error {
	if err := l.number(ctx, tx); err != nil {
		return err
	}
	var q pgx.Batch
	l.queueTrucks(&q)
	l.queueNames(&q)
	if q.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, &q).Close()
}

// number gives the new trucks the ids that they will have.
func (l *learner) number(ctx context.Context, tx pgx.Tx) error {
	if len(l.made) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, takeTruckIDs, len(l.made))
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	if len(ids) != len(l.made) {
		return fleet.Errorf(fleet.Internal, "%d truck ids taken, not %d", len(ids), len(l.made))
	}
	for i, t := range l.made {
		t.id = ids[i]
	}
	for _, holders := range l.known {
		for i := range holders {
			if provisional := holders[i].truck; provisional < 0 {
				holders[i].truck = l.trucks[provisional].id
			}
		}
	}
	return nil
}

func (l *learner) queueTrucks(q *pgx.Batch) {
	var id, flagged []int64
	var plate, key, flag, say []string
	var always []bool
	for _, t := range l.made {
		id, plate, key, flag = append(id, t.id), append(plate, t.plate), append(key, t.key), append(flag, t.flag)
	}
	for _, t := range l.flags {
		flagged, say, always = append(flagged, t.id), append(say, t.flag), append(always, t.always)
	}
	if len(id) > 0 {
		q.Queue(insertTrucks, id, plate, key, flag)
	}
	if len(flagged) > 0 {
		q.Queue(flagTrucks, flagged, say, always)
	}
}

func (l *learner) queueNames(q *pgx.Batch) {
	var kind, value, plate []string
	var truck []int64
	var at []time.Time
	for _, a := range l.added {
		kind, value, truck = append(kind, a.kind), append(value, a.value), append(truck, a.truck.id)
	}
	for _, s := range l.shared {
		plate, at = append(plate, s.plate), append(at, s.at)
	}
	if len(kind) > 0 {
		q.Queue(insertIdentifiers, kind, value, truck)
	}
	if len(plate) > 0 {
		q.Queue(sharePlates, plate, at)
	}
}
