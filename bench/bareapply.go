package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// newPlace is an empty database and an empty numbered Redis of their own.
func newPlace(ctx context.Context, name string, number int) (place, error) {
	db, err := pgx.Connect(ctx, os.Getenv("DATABASE_URL"))
	if err != nil {
		return place{}, err
	}
	defer db.Close(ctx)
	if _, err := db.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return place{}, err
	}
	database, err := url.Parse(os.Getenv("DATABASE_URL"))
	if err != nil {
		return place{}, err
	}
	redis, err := url.Parse(os.Getenv("REDIS_URL"))
	if err != nil {
		return place{}, err
	}
	database.Path, redis.Path = "/"+name, fmt.Sprintf("/%d", number)
	return place{database.String(), redis.String()}, nil
}

// bareApply is the limit of applying: rows inserted and current state upserted
// by two connections, in tables like the product's, and nothing else.
type bareApply struct{ conns [2]*pgx.Conn }

const bareTables = `
CREATE TABLE bare_positions (truck_id bigint NOT NULL, at timestamptz NOT NULL, place geography(Point, 4326) NOT NULL, speed real, heading real,
    ignition bool, received_at timestamptz, PRIMARY KEY (truck_id, at)) PARTITION BY RANGE (at);
CREATE TABLE bare_positions_all PARTITION OF bare_positions DEFAULT;
CREATE INDEX bare_at ON bare_positions USING brin (at);
CREATE TABLE bare_state (truck_id bigint PRIMARY KEY, at timestamptz NOT NULL, point geography(Point, 4326) NOT NULL, speed real, heading real,
    ignition bool, received_at timestamptz) WITH (fillfactor = 60);
CREATE INDEX bare_point ON bare_state USING gist (point);`

const bareRows = `FROM unnest($1::bigint[], $2::timestamptz[], $3::float8[], $4::float8[]) AS u(truck, at, lon, lat)`

const bareInsert = `INSERT INTO bare_positions SELECT truck, at, ST_Point(lon, lat, 4326)::geography, 42.5, 90, true, at ` + bareRows + ` ON CONFLICT DO NOTHING`

const bareUpsert = `INSERT INTO bare_state SELECT truck, at, ST_Point(lon, lat, 4326)::geography, 42.5, 90, true, at ` + bareRows + `
ON CONFLICT (truck_id) DO UPDATE SET at = excluded.at, point = excluded.point, speed = excluded.speed, heading = excluded.heading,
    ignition = excluded.ignition, received_at = excluded.received_at`

func newBareApply(ctx context.Context, database string) (*bareApply, error) {
	b := &bareApply{}
	for i := range b.conns {
		var err error
		if b.conns[i], err = pgx.Connect(ctx, database); err != nil {
			return nil, err
		}
	}
	_, err := b.conns[0].Exec(ctx, bareTables)
	return b, err
}

func (b *bareApply) close(ctx context.Context) {
	for _, c := range b.conns {
		_ = c.Close(ctx) // the bench is over
	}
}

// round writes as many rows as a round of the product, in batches of 500; the
// connections share the trucks, so that none waits for the other.
func (b *bareApply) round(ctx context.Context, start time.Time) (float64, error) {
	began := time.Now()
	var work errgroup.Group
	for half, conn := range b.conns {
		work.Go(func() error {
			for turn := range applyTurns {
				for first := half * 500; first < applyTrucks; first += 1000 {
					if err := bareBatch(ctx, conn, first, start.Add(time.Duration(turn*10)*time.Second), turn); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	err := work.Wait()
	return applyTrucks * applyTurns / time.Since(began).Seconds(), err
}

func bareBatch(ctx context.Context, conn *pgx.Conn, first int, at time.Time, turn int) error {
	trucks, ats, lon, lat := make([]int64, 500), make([]time.Time, 500), make([]float64, 500), make([]float64, 500)
	for i := range trucks {
		trucks[i], ats[i] = int64(first+i), at
		lon[i], lat[i] = 3.3+float64(first+i)/1000, 6.4+float64((first+i)%1000)/500+float64(turn%6)/1000
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		for _, sql := range []string{bareInsert, bareUpsert} {
			if _, err := tx.Exec(ctx, sql, trucks, ats, lon, lat); err != nil {
				return err
			}
		}
		return nil
	})
}
