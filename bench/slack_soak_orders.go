package main

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// orders says whether a request is for a trip: by command, or by a sentence
// that is confirmed. Viewers may not.
func orders(i int) bool { return i/5%4 != 3 && (i%5 == 1 || i%20 == 4) }

// confirmAll presses Confirm, twice, on every card that asks for it, as often
// as it takes.
func (t *town) confirmAll(ctx context.Context) {
	for pause(ctx, 2*time.Second) == nil {
		for _, as := range []string{"dispatcher", "manager", "admin"} {
			var list []struct {
				TS     string `json:"ts"`
				Blocks []struct {
					Elements []struct {
						Action string `json:"action_id"`
					} `json:"elements"`
				} `json:"blocks"`
			}
			if t.look(ctx, "messages?channel=dm&as="+as, &list) != nil {
				continue // asked again in a moment
			}
			for _, m := range list {
				for _, b := range m.Blocks {
					if len(b.Elements) > 0 && b.Elements[0].Action == "confirm" {
						body := map[string]any{"as": as, "channel": "dm", "ts": m.TS, "action_id": "confirm"}
						_, _ = t.act(ctx, "click", body) // refused when the first of the two has changed the card
						_, _ = t.act(ctx, "click", body)
					}
				}
			}
		}
	}
}

// tripsByPlate counts what was really made.
func tripsByPlate(ctx context.Context, at place) (map[string]int, error) {
	db, err := pgx.Connect(ctx, at.database)
	if err != nil {
		return nil, err
	}
	defer db.Close(ctx)
	rows, err := db.Query(ctx, `SELECT t.plate, count(*) FROM trips x JOIN trucks t ON t.id = x.truck_id WHERE t.plate LIKE 'T-2%' GROUP BY t.plate`)
	if err != nil {
		return nil, err
	}
	made := map[string]int{}
	var plate string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&plate, &n}, func() error { made[plate] = n; return nil })
	return made, err
}
