package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

const (
	sendEvery = 5 * time.Second
	sendMost  = 20               // reports that are looked up at once
	sendTime  = 5 * time.Minute  // for one round
	sendLate  = 6 * time.Hour    // later than this a report is not sent any more
	sendTry   = 15 * time.Minute // one that goes wrong on our side is made again and again for so long
)

// sendReports sends people the reports that they subscribed to, each made as
// that person, so that a role decides what is in it. One that cannot be made now
// is tried again in the next round, and keeps nobody else waiting; what is our
// fault and lasts is told instead.
func (j *Jobs) sendReports(ctx context.Context) error {
	var faults []error
	for after := int64(0); ctx.Err() == nil; {
		due, err := j.o.Store.DueSubscriptions(ctx, j.o.Now(), after, sendMost)
		for _, x := range due {
			faults, after = append(faults, j.sendReport(ctx, x)), x.ID
		}
		if err != nil || len(due) < sendMost {
			return errors.Join(append(faults, err)...)
		}
	}
	return errors.Join(faults...)
}

func (j *Jobs) sendReport(ctx context.Context, x store.DueSubscription) error {
	now := j.o.Now()
	next := x.Rhythm.Next(now)
	log := j.o.Log.With("person", x.PersonID, "report", x.Rhythm.Every)
	if x.Slack == "" || now.Sub(x.Next) > sendLate {
		log.Info("a subscribed report was not sent", "due", fleet.FormatTime(x.Next))
		return j.o.Store.SendSubscription(ctx, x, next, nil, now)
	}
	args, err := subscribedArgs(x.Subscription)
	if err != nil {
		return err
	}
	a, err := j.o.Run(ctx, x.To, fleet.ViaJob, "report", args)
	switch kind := fleet.KindOf(err); {
	case err == nil:
	case ctx.Err() != nil, kind == fleet.Unavailable, kind == fleet.Internal && now.Sub(x.Next) < sendTry:
		return err
	default:
		log.Warn("a subscribed report cannot be made", "error", err)
		a = answer.FromError(err)
		a.Notes = append(a.Notes, "You subscribed to this report; /report subscriptions shows and ends them.")
	}
	return j.o.Store.SendSubscription(ctx, x, next, &a, now)
}

// subscribedArgs are the arguments of the report tool.
func subscribedArgs(x store.Subscription) (json.RawMessage, error) {
	args := map[string]any{}
	if err := json.Unmarshal(x.Slice, &args); err != nil {
		return nil, err
	}
	from, to := x.Rhythm.Days(x.Next)
	args["full"], args["period"] = true, map[string]string{"from": from.String(), "to": (to - 1).String()}
	return json.Marshal(args)
}
