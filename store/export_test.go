package store

// MarkEvery makes marks so dense that short histories have some.
func (a *Applier) MarkEvery(n int) { a.markEvery = n }
