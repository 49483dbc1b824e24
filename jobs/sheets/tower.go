package sheets

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/store"
	"watchtower/tools"
)

// intoTower notes what the look found out and takes over the rows that have an
// id; it says whether the plan is to be made anew.
func (r *run) intoTower(ctx context.Context, p plan) (changed bool, err error) {
	if changed, err = r.note(ctx, p); err != nil {
		return false, err
	}
	ready := slices.DeleteFunc(slices.Clone(p.takes), func(t take) bool { return t.first })
	if len(ready) == 0 {
		return changed, nil
	}
	if err := r.step(ctx, fmt.Sprintf("Taking over %s", counted(len(ready), "row")), r.result); err != nil {
		return false, err
	}
	for _, t := range ready {
		did, err := r.take(ctx, t)
		if err != nil {
			return false, err
		}
		changed = changed || did
	}
	return changed, nil
}

// note keeps what needs no change of either side.
func (r *run) note(ctx context.Context, p plan) (changed bool, err error) {
	now := r.o.Now()
	list := append(slices.Clone(p.agreed), p.gone...)
	for i := range list {
		list[i].At = now
		changed = changed || list[i].ObjectID != 0
	}
	var open []store.SheetClash
	for _, c := range p.clashes {
		if c.Kept == "" {
			c.At = now
			open = append(open, c)
		}
	}
	if err := r.o.Store.NoteSheetRows(ctx, r.o.Book, list, open); err != nil {
		return false, err
	}
	if err := r.o.Store.EndSheetClashes(ctx, r.o.Book, p.ended, now); err != nil {
		return false, err
	}
	r.result.Gone += len(p.gone)
	r.gone = append(r.gone, p.lost...)
	r.result.Conflicts += len(open)
	return changed, nil
}

// take brings one row into Watch Tower. A refusal, and what only this row can
// have brought about, is kept with it and the others go on; when the database is
// away the sync ends.
func (r *run) take(ctx context.Context, t take) (did bool, err error) {
	what := fingerprint(t)
	if r.rests(t, what) {
		return false, nil
	}
	raw, err := json.Marshal(map[string]any{"book": r.o.Book, "row": t.id, "kind": t.kind, "object": t.object, "name": t.line.values[t.kind.Key().Name],
		"set": tools.SheetCellsOf(t.set), "was": tools.SheetCellsOf(t.was), "agreed": tools.SheetCellsOf(t.agreed), "dropped": tools.SheetCellsOf(t.dropped)})
	if err != nil {
		return false, err
	}
	a, err := r.o.Run(ctx, fleet.SystemCaller, fleet.ViaJob, "sheet_row", raw)
	if err == nil && a.Kind == answer.Question {
		err = fleet.Errorf(fleet.Invalid, "%s", a.Headline)
	}
	switch {
	case err == nil:
		r.result.Conflicts += len(t.dropped)
		if t.object == 0 {
			r.result.NewTower++
		} else {
			r.result.ToTower += len(t.set)
		}
		return true, nil
	case isStale(err):
		return true, nil
	case fleet.KindOf(err) == fleet.Unavailable, ctx.Err() != nil:
		return false, err
	case fleet.KindOf(err) == fleet.Internal:
		r.o.Log.ErrorContext(ctx, "a row of the sheet went wrong", "kind", t.kind, "row", t.id, "err", err)
	}
	r.tried[t.id] = true
	return true, r.o.Store.RefuseSheetRow(ctx, r.o.Book, t.kind, t.id, what, words(err), r.o.Now())
}

// rests says whether a row was refused with just these values a short while ago.
func (r *run) rests(t take, what string) bool {
	if r.tried[t.id] {
		return true
	}
	return t.refused == what && !r.asked && r.o.Now().Sub(t.tried) < retryRefused
}

// fingerprint names the values of a take.
func fingerprint(t take) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(t.set)) {
		fmt.Fprintf(&b, "%q=%q;", name, t.set[name])
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:8])
}

// words is a refusal as people read it in the row.
func words(err error) string {
	e, ok := errors.AsType[*fleet.Error](err)
	if !ok {
		return "Something went wrong on our side."
	}
	msg := fleet.MessageFor(err)
	if c, known := columnOfField(e.Field); known && !strings.Contains(msg, c) {
		msg = c + ": " + msg
	}
	if len(e.Choices) > 0 {
		msg += " Nearest: " + strings.Join(e.Choices, ", ") + "."
	}
	return msg
}

// columnOfField is the header of the column that a tool's argument stands for.
func columnOfField(field string) (string, bool) {
	for _, k := range sheet.Kinds() {
		if c, ok := sheet.ColumnOf(k, field); ok && field != "name" {
			return c.Header, true
		}
	}
	return "", false
}

func counted(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
