package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

const passesBetween = `
SELECT stretch, started_at, ended_at, whole_s::float8 FROM road_passes
WHERE ended_at >= $1 AND ended_at < $2`

// Passes are all that ended in a window.
func (s *Store) Passes(ctx context.Context, w fleet.Window) ([]fleet.Pass, error) {
	return s.passes(ctx, passesBetween, w.From, w.To)
}

// stretchPasses is how many passes of one stretch are learned from at most.
const stretchPasses = 2000

// The stretches are found by leaping from one to the next through the index.
const newestPasses = `
WITH RECURSIVE known(stretch) AS (
    (SELECT stretch FROM road_passes ORDER BY stretch LIMIT 1)
    UNION ALL
    SELECT (SELECT p.stretch FROM road_passes p WHERE p.stretch > known.stretch ORDER BY p.stretch LIMIT 1)
    FROM known WHERE known.stretch IS NOT NULL
)
SELECT p.stretch, p.started_at, p.ended_at, p.whole_s::float8
FROM known CROSS JOIN LATERAL (
    SELECT * FROM road_passes p
    WHERE p.stretch = known.stretch AND p.ended_at >= $1 AND p.ended_at < $2 ORDER BY p.ended_at DESC LIMIT $3
) p`

// NewestPasses are those that ended in a window, the newest few thousand of
// each stretch.
func (s *Store) NewestPasses(ctx context.Context, w fleet.Window) ([]fleet.Pass, error) {
	return s.passes(ctx, newestPasses, w.From, w.To, stretchPasses)
}

func (s *Store) passes(ctx context.Context, sql string, args ...any) ([]fleet.Pass, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, wrap(err, "Passes")
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p fleet.Pass, err error) {
		var whole float64
		err = row.Scan(&p.Stretch, &p.From, &p.To, &whole)
		p.From, p.To, p.Whole = p.From.UTC(), p.To.UTC(), seconds64(whole)
		return p, err
	})
	return out, wrap(err, "Passes")
}

const (
	clearPaces = `DELETE FROM road_paces`
	savePace   = `INSERT INTO road_paces (stretch, hour, passes, low_s, mid_s, high_s) VALUES ($1, $2, $3, $4, $5, $6)`
)

// SavePaces puts new paces in the place of all that there were.
func (s *Store) SavePaces(ctx context.Context, paces fleet.Paces) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var q pgx.Batch
		q.Queue(clearPaces)
		for stretch, hours := range paces {
			for h, p := range hours {
				if p.Passes > 0 {
					q.Queue(savePace, stretch, h, p.Passes, p.Low, p.Mid, p.High)
				}
			}
		}
		return tx.SendBatch(ctx, &q).Close()
	})
	return wrap(err, "SavePaces")
}

const pacesOf = `SELECT stretch, hour, passes, low_s, mid_s, high_s FROM road_paces WHERE stretch = ANY($1)`

// Paces are what is known of some stretches.
func (s *Store) Paces(ctx context.Context, stretches []string) (fleet.Paces, error) {
	rows, err := s.pool.Query(ctx, pacesOf, stretches)
	if err != nil {
		return nil, wrap(err, "Paces")
	}
	out := fleet.Paces{}
	var stretch string
	var hour int
	var p fleet.Pace
	_, err = pgx.ForEachRow(rows, []any{&stretch, &hour, &p.Passes, &p.Low, &p.Mid, &p.High}, func() error {
		if out[stretch] == nil {
			out[stretch] = new([fleet.AnyHour + 1]fleet.Pace)
		}
		out[stretch][hour] = p
		return nil
	})
	return out, wrap(err, "Paces")
}

const (
	clearLearned = `DELETE FROM eta_learned`
	saveLearned  = `INSERT INTO eta_learned (kind, arrivals, low, mid, high) VALUES ($1, $2, $3, $4, $5)`
)

// SaveETALearned puts what was learned in the place of all that there was.
func (s *Store) SaveETALearned(ctx context.Context, learned fleet.ETALearned) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var q pgx.Batch
		q.Queue(clearLearned)
		for kind, l := range learned {
			q.Queue(saveLearned, kind, l.Arrivals, l.Low, l.Mid, l.High)
		}
		return tx.SendBatch(ctx, &q).Close()
	})
	return wrap(err, "SaveETALearned")
}

const allLearned = `SELECT kind, arrivals, low, mid, high FROM eta_learned`

// ETALearned is all that was learned of estimates: some hundred rows.
func (s *Store) ETALearned(ctx context.Context) (fleet.ETALearned, error) {
	rows, err := s.pool.Query(ctx, allLearned)
	if err != nil {
		return nil, wrap(err, "ETALearned")
	}
	out := fleet.ETALearned{}
	var kind string
	var l fleet.Learned
	_, err = pgx.ForEachRow(rows, []any{&kind, &l.Arrivals, &l.Low, &l.Mid, &l.High}, func() error {
		out[kind] = l
		return nil
	})
	return out, wrap(err, "ETALearned")
}
