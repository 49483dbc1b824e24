package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/fleet"
)

// StatBy says whose figures are told apart.
type StatBy string

const (
	ByFleet  StatBy = "fleet" // one sum
	ByTruck  StatBy = "truck"
	ByDriver StatBy = "driver" // of the trip at the time, else the truck's usual one
	ByClient StatBy = "client" // of the trips: what trucks do beside them is nobody's
	ByPlace  StatBy = "terminal"
)

// StatsQuery asks for figures of a window. Zero fields do not narrow it.
type StatsQuery struct {
	By       StatBy
	Window   fleet.Window
	Now      time.Time
	Trucks   []int64
	DriverID int64
	ClientID int64 // narrows what trips tell
}

// Stat is what one truck, driver, client or place did in a window. Whole days
// come from roll-ups and the edges from the drives and idle stretches in them;
// Overspeed, Days and Used are of the whole days alone.
type Stat struct {
	ID     int64
	Name   string
	Heard  bool // on a whole day or in a drive
	Metres float64
	Moving time.Duration
	Idling time.Duration
	Fast   time.Duration // over fleet.OverspeedKmh
	TopKmh float64
	Days   int // that have begun, since it was first heard of
	Used   int // of these: on a trip, or fleet.UsedMetres driven

	Trips    int // planned to start in the window, and begun; not the failed ones
	Departed int
	OnTime   int // of these, within fleet.LateGrace

	Rounds    int           // trips that were completed, or stays that ended, in the window
	Round     time.Duration // their median: from the first step at the origin to offloaded, or the stay
	RoundMost time.Duration
	Site      time.Duration // median from arrival to offloaded, of trips

	Overspeeds, Harsh, Tired int // alerts that nobody called false

	Filled float64 // litres that LocoNav saw go in; of trucks alone
	Issued float64 // litres issued with the trips, and what they cost
	Naira  int64
}

// Litres is the diesel on record: what was issued, or what LocoNav saw go in,
// whichever is more, because both tell of the same diesel.
func (x Stat) Litres() float64 { return max(x.Filled, x.Issued) }

// Score is the driver score of the whole days; see fleet.DriverScore.
func (x Stat) Score() (float64, bool) {
	return fleet.DriverScore(x.Metres, x.Harsh, x.Fast.Minutes(), x.Tired)
}

// statSheet gathers figures by id.
type statSheet map[int64]*Stat

func (t statSheet) of(id int64) *Stat {
	if t[id] == nil {
		t[id] = &Stat{ID: id}
	}
	return t[id]
}

// Stats are the figures of a window, by name. Who did nothing that is on record
// is left out.
func (s *Store) Stats(ctx context.Context, q StatsQuery) (out []Stat, err error) {
	defer func() { err = wrap(err, "Stats by %s", q.By) }()
	sheet := statSheet{}
	switch q.By {
	case ByPlace:
		return s.placeStats(ctx, q)
	case ByDriver:
		err = s.driverStats(ctx, q, sheet)
	case ByTruck:
		err = s.truckStats(ctx, q, sheet)
	case ByFleet:
		err = s.fleetStats(ctx, q, sheet)
	}
	if err != nil {
		return nil, err
	}
	if err := s.tripStats(ctx, q, sheet); err != nil {
		return nil, err
	}
	if err := s.nameStats(ctx, q.By, sheet); err != nil {
		return nil, err
	}
	for _, x := range sheet {
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b Stat) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// fleetStats adds up the trucks.
func (s *Store) fleetStats(ctx context.Context, q StatsQuery, sheet statSheet) error {
	trucks := statSheet{}
	if err := s.truckStats(ctx, q, trucks); err != nil {
		return err
	}
	all := sheet.of(0)
	for _, x := range trucks {
		all.Metres, all.Moving, all.Idling, all.Fast = all.Metres+x.Metres, all.Moving+x.Moving, all.Idling+x.Idling, all.Fast+x.Fast
		all.Heard = all.Heard || x.Heard
		all.TopKmh, all.Days, all.Used = max(all.TopKmh, x.TopKmh), all.Days+x.Days, all.Used+x.Used
		all.Overspeeds, all.Harsh, all.Tired = all.Overspeeds+x.Overspeeds, all.Harsh+x.Harsh, all.Tired+x.Tired
		all.Filled += x.Filled
	}
	return nil
}

var statNames = map[StatBy]string{
	ByTruck:  `SELECT id, plate FROM trucks WHERE id = ANY($1)`,
	ByDriver: `SELECT id, name FROM drivers WHERE id = ANY($1)`,
	ByClient: `SELECT id, name FROM clients WHERE id = ANY($1)`,
}

func (s *Store) nameStats(ctx context.Context, by StatBy, sheet statSheet) error {
	sql, ok := statNames[by]
	if !ok {
		return nil
	}
	ids := make([]int64, 0, len(sheet))
	for id := range sheet {
		ids = append(ids, id)
	}
	rows, err := s.pool.Query(ctx, sql, ids)
	if err != nil {
		return err
	}
	var id int64
	var name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		sheet.of(id).Name = name
		return nil
	})
	return err
}

// wholeDays are the whole days of a window that have begun, and its edges.
func (q StatsQuery) wholeDays() (from, to fleet.Day, edges []fleet.Window) {
	from, to, edges = q.Window.Parts()
	to = max(from, min(to, fleet.DayOf(q.Now)+1))
	return from, to, edges
}
