package jobs

import (
	"context"

	"watchtower/jobs/sheets"
)

// sheetEvery is how often the spreadsheet is synced unasked; whoever asks is
// served within seconds.
const sheetEvery = sheets.Every

func (j *Jobs) sheetLoop(ctx context.Context) {
	j.o.Sheets.Loop(ctx, func(err error) { j.wentRound(ctx, "sheets", err) })
}
