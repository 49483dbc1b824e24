package store_test

import (
	"testing"
	"time"

	"watchtower/fleet"
)

func TestDrivesAndVisitsOfAWindow(t *testing.T) {
	g, _ := openRebuild(t)
	g.apply(threeDays(0)...)
	now := noon.Add(3*24*time.Hour - 5*time.Minute)
	drives, err := g.Drives(t.Context(), 1, noon, now)
	if err != nil || len(drives) < 10 {
		t.Fatalf("%d drives, %v", len(drives), err)
	}
	for i, d := range drives {
		if !d.End.After(d.Start) || d.Metres < fleet.DriveMetres || i > 0 && d.Start.Before(drives[i-1].End) {
			t.Errorf("drive %d = %+v", i, d)
		}
	}
	if part, err := g.Drives(t.Context(), 1, drives[2].Start.Add(time.Minute), drives[3].Start); err != nil || len(part) != 1 || !part[0].Start.Equal(drives[2].Start) {
		t.Errorf("within drive 2: %+v, %v", part, err)
	}
	all, err := g.TruckVisits(t.Context(), 1, noon, now)
	if err != nil || len(all) < 2 || all[0].Place != "Apapa" || all[0].Left == nil {
		t.Fatalf("visits = %+v, %v", all, err)
	}
	inside := all[0].Entered.Add(time.Minute)
	for name, list := range map[string]func() ([]int64, error){
		"truck": func() (ids []int64, err error) {
			l, err := g.TruckVisits(t.Context(), 1, inside, inside.Add(time.Second))
			for _, v := range l {
				ids = append(ids, v.PlaceID)
			}
			return ids, err
		},
		"place": func() (ids []int64, err error) {
			l, err := g.PlaceVisits(t.Context(), all[0].PlaceID, inside, inside.Add(time.Second))
			for _, v := range l {
				ids = append(ids, v.TruckID)
			}
			return ids, err
		},
	} {
		if ids, err := list(); err != nil || len(ids) != 1 {
			t.Errorf("visits by %s amid one = %v, %v; want it", name, ids, err)
		}
	}
}

func TestTheOpenDriveIsOneToo(t *testing.T) {
	g, _ := openRebuild(t)
	for i := range 5 {
		g.apply(push("1", "A1", 1.5*float64(i), north(apapa, float64(i)*600), 40, true))
	}
	g.rollUp()
	drives, err := g.Drives(t.Context(), 1, noon, noon.Add(time.Hour))
	if err != nil || len(drives) != 1 || !drives[0].Open || drives[0].FromName != "Apapa" || drives[0].Metres < 2300 {
		t.Errorf("drives = %+v, %v; want the open one from Apapa", drives, err)
	}
	days, err := g.Rollups(t.Context(), fleet.DayOf(noon), fleet.DayOf(noon)+1, 1)
	if err != nil || len(days) != 1 || days[0].Drives != 1 || days[0].Visits != 1 || days[0].MovingS != 360 || days[0].Metres < 2300 {
		t.Errorf("roll-up = %+v, %v", days, err)
	}
}
