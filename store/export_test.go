package store

import "watchtower/fleet"

// MarkEvery makes marks so dense that short histories have some.
func (a *Applier) MarkEvery(n int) { a.markEvery = n }

// Remembered is for how many fixes a fold that read a stretch still holds what
// was said of them.
func Remembered(stretch []fleet.Position) int {
	f := &fold{fixes: stretch, was: map[int64]fleet.RejectReason{}, says: map[int64]fleet.RejectReason{}}
	f.run(func(fleet.Point) []*fleet.Place { return nil }, markEvery)
	f.settle()
	return max(len(f.was), len(f.says))
}
