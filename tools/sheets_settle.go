package tools

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/store"
)

type sheetsSettleArgs struct {
	Conflict string `json:"conflict,omitempty" jsonschema:"number of the conflict"`
	Keep     string `json:"keep,omitempty" enum:"sheet,tower" jsonschema:"whose value stays"`
	Restore  string `json:"restore,omitempty" jsonschema:"id of a row that was deleted in the sheet, to be put back"`
}

func sheetsSettle(d *desk) *Tool {
	t := newTool("sheets_settle", "Settle a conflict between the Google Sheet and Watch Tower by saying whose value stays, or put a deleted row back.", d.sheetsSettle)
	t.Write = true
	return t
}

func (d *desk) sheetsSettle(ctx context.Context, call *Call, in sheetsSettleArgs) (answer.Answer, error) {
	book, err := d.book()
	if err != nil {
		return answer.Answer{}, err
	}
	if in.Restore != "" {
		return d.restoreRow(ctx, call, book, in.Restore)
	}
	id, err := strconv.ParseInt(strings.TrimPrefix(strings.TrimSpace(in.Conflict), "#"), 10, 64)
	if err != nil || in.Keep == "" {
		return answer.Answer{}, fleet.Errorf(fleet.Invalid, "Say which conflict, and whose value stays: for example conflict 12, keep sheet.")
	}
	c, err := d.store.SheetClash(ctx, book.Book, id)
	if err != nil {
		return answer.Answer{}, err
	}
	keep := sheet.Side(in.Keep)
	if keep == sheet.TowerSide && c.Why == sheet.HasFormula {
		return answer.Answer{}, fleet.Errorf(fleet.Conflict, "The sheet computes this cell by a formula, which stays. Change the formula in the sheet instead.")
	}
	if call.DryRun {
		return answer.Answer{Headline: fmt.Sprintf("Settle conflict %d: keep %s?", c.ID, sideWords(c, keep))}, nil
	}
	switch {
	case c.Open():
		c, err = d.store.SettleSheetClash(ctx, book.Book, c.ID, keep, call.Caller.Name, call.Now)
	case c.Kept == keep:
		err = &fleet.Error{Kind: fleet.Conflict, Field: store.SettledField, Message: "That is what was kept already."}
	default:
		c, err = d.turnClash(ctx, call, book, c, keep)
	}
	if err != nil {
		return answer.Answer{}, err
	}
	return SheetClashCard(c), nil
}

// turnClash brings the value back that was dropped: into Watch Tower, from
// where the next sync carries it to the sheet.
func (d *desk) turnClash(ctx context.Context, call *Call, book Sheets, c store.SheetClash, keep sheet.Side) (store.SheetClash, error) {
	value := c.Tower
	if keep == sheet.SheetSide {
		value = c.Sheet
	}
	_, err := d.sheetRow(ctx, call, sheetRowArgs{Book: book.Book, Kind: string(c.Kind), Object: c.ObjectID, Set: SheetCellsOf(sheet.Values{c.Column: value})})
	if err != nil {
		return c, err
	}
	return d.store.TurnSheetClash(ctx, book.Book, c.ID, keep, call.Caller.Name, call.Now)
}

func (d *desk) restoreRow(ctx context.Context, call *Call, book Sheets, id string) (answer.Answer, error) {
	if call.DryRun {
		return answer.Answer{Headline: "Put the deleted row back into the sheet?"}, nil
	}
	there, err := d.store.RestoreSheetRow(ctx, book.Book, id)
	if err != nil {
		return answer.Answer{}, err
	}
	if !there {
		return answer.Answer{}, fleet.Errorf(fleet.Conflict, "That row is in the sheet already.")
	}
	return answer.Answer{Kind: answer.Result, Headline: "The row comes back with the next sync.",
		Choices: []answer.Choice{answer.NewChoice("Sync now", "sheets_sync", map[string]string{})}}, nil
}

// sideWords says whose value stays, and what it is.
func sideWords(c store.SheetClash, side sheet.Side) string {
	col, _ := sheet.ColumnOf(c.Kind, c.Column)
	if side == sheet.SheetSide {
		return col.Show(c.Sheet) + " (the sheet)"
	}
	return col.Show(c.Tower) + " (Watch Tower)"
}

// SheetClashCard is a conflict as everybody reads it. It depends on the
// conflict alone. Telephone numbers stay out of it: a channel has many readers.
func SheetClashCard(c store.SheetClash) answer.Answer {
	col, _ := sheet.ColumnOf(c.Kind, c.Column)
	inSheet, inTower := col.Show(c.Sheet), col.Show(c.Tower)
	if col.Type == sheet.Phone || c.Column == "licence" {
		inSheet, inTower = "a number (see the sheet)", "another number"
	}
	a := answer.Answer{Kind: answer.Result,
		Headline: fmt.Sprintf("Conflict %d: %s of %s %s.", c.ID, col.Header, c.Kind.One(), c.Name),
		Facts:    []answer.Fact{{Label: "In the sheet", Value: inSheet}, {Label: "In Watch Tower", Value: inTower}}}
	settle := func(label string, keep sheet.Side) answer.Choice {
		return answer.NewChoice(label, "sheets_settle", map[string]any{"conflict": strconv.FormatInt(c.ID, 10), "keep": keep})
	}
	a.Facts = append(a.Facts, answer.Fact{Label: "State", Value: clashState(c)})
	if c.Kept != sheet.SheetSide {
		a.Choices = append(a.Choices, settle("Keep the sheet's", sheet.SheetSide))
	}
	if c.Kept != sheet.TowerSide && c.Why != sheet.HasFormula {
		a.Choices = append(a.Choices, settle("Keep Watch Tower's", sheet.TowerSide))
	}
	if !c.Open() && c.Kept == "" {
		a.Choices = nil // newer values have taken its place
	}
	return a
}

func clashState(c store.SheetClash) string {
	by := ""
	if c.SettledBy != "" {
		by = " by " + c.SettledBy
	}
	switch {
	case c.Open() && c.Why == sheet.HasFormula:
		return "open: the sheet computes this cell, so Watch Tower cannot write it"
	case c.Open():
		return "open: both sides stay as they are"
	case c.Kept == "":
		return "settled" + by
	case c.Why == sheet.OursAlone:
		return "Watch Tower keeps this column; the edit in the sheet was put back"
	case c.Kept == sheet.SheetSide:
		return "the sheet's value is kept" + by
	}
	return "Watch Tower's value is kept" + by
}

// ReadSyncResult reads what was kept of a sync.
func ReadSyncResult(raw json.RawMessage) (r SyncResult) {
	if json.Unmarshal(raw, &r) != nil {
		return SyncResult{}
	}
	return r
}
