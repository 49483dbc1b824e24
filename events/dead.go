package events

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"watchtower/fleet"
)

// DeadLetter is an entry that could not be handled, with its original fields.
type DeadLetter struct {
	ID     string
	Stream string
	Group  string
	Entry  string // id of the original entry
	Reason string
	Tries  int64
	At     time.Time // when it was put aside, by Redis's clock
	Fields map[string]string
}

// bury puts an entry aside and acknowledges it. Two lives of a consumer may
// bury it twice; none may lose it.
func (k *consumer) bury(ctx context.Context, e Entry, tries int64, cause error) error {
	original, err := json.Marshal(e.Fields)
	if err != nil {
		return wrap(err, "bury(%s)", e.ID)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), k.g.Time)
	defer cancel()
	if k.TellDead != nil {
		d := DeadLetter{Stream: k.g.Stream, Group: k.g.Name, Entry: e.ID, Reason: cause.Error(), Tries: tries, Fields: e.Fields}
		if err := k.TellDead(ctx, d); err != nil {
			return wrap(err, "bury(%s)", e.ID)
		}
	}
	err = k.rdb.XAdd(ctx, &redis.XAddArgs{Stream: StreamDead, Values: []string{
		"stream", k.g.Stream, "group", k.g.Name, "entry", e.ID,
		"reason", cause.Error(), "tries", strconv.FormatInt(tries, 10), "original", string(original),
	}}).Err()
	if err != nil {
		return wrap(err, "bury(%s)", e.ID)
	}
	k.log.Error("entry put aside", "stream", k.g.Stream, "entry", e.ID, "tries", tries, "error", cause)
	return k.ack(ctx, []string{e.ID})
}

// Dead lists the newest dead letters, at most n.
func (c *Client) Dead(ctx context.Context, n int) ([]DeadLetter, error) {
	messages, err := c.rdb.XRevRangeN(ctx, StreamDead, "+", "-", int64(n)).Result()
	if err != nil {
		return nil, wrap(err, "Dead")
	}
	out := make([]DeadLetter, len(messages))
	for i, m := range messages {
		out[i] = deadLetter(m)
	}
	return out, nil
}

// DeadCount is how many dead letters wait for a person.
func (c *Client) DeadCount(ctx context.Context) (int64, error) {
	n, err := c.rdb.XLen(ctx, StreamDead).Result()
	return n, wrap(err, "DeadCount")
}

// DeadByID is one dead letter.
func (c *Client) DeadByID(ctx context.Context, id string) (DeadLetter, error) {
	messages, err := c.rdb.XRange(ctx, StreamDead, id, id).Result()
	if err != nil {
		return DeadLetter{}, notAnID(err, id, "DeadByID")
	}
	if len(messages) == 0 {
		return DeadLetter{}, noSuchLetter(id)
	}
	return deadLetter(messages[0]), nil
}

// ReplayDead gives a dead letter back to its stream as a new entry, for every
// group of it, and takes it off the list.
func (c *Client) ReplayDead(ctx context.Context, id string) error {
	d, err := c.DeadByID(ctx, id)
	if err != nil {
		return err
	}
	if len(d.Fields) == 0 || d.Stream == "" {
		return fleet.Errorf(fleet.Invalid, "Dead letter %s has no original to replay; drop it instead.", id)
	}
	if _, err := c.Append(ctx, d.Stream, d.Fields); err != nil {
		return err
	}
	return c.DropDead(ctx, id)
}

// ReplayAllDead gives back every dead letter that lies there now, oldest first.
// Those without an original stay.
func (c *Client) ReplayAllDead(ctx context.Context) (replayed int, err error) {
	newest, err := c.Dead(ctx, 1)
	if err != nil || len(newest) == 0 {
		return 0, err
	}
	for from := "-"; ; {
		messages, err := c.rdb.XRangeN(ctx, StreamDead, from, newest[0].ID, 100).Result()
		if err != nil || len(messages) == 0 {
			return replayed, wrap(err, "ReplayAllDead")
		}
		for _, m := range messages {
			err := c.ReplayDead(ctx, m.ID)
			switch fleet.KindOf(err) {
			case "":
				replayed++
			case fleet.Invalid, fleet.NotFound: // no original, or settled by somebody else meanwhile
			default:
				return replayed, err
			}
		}
		from = "(" + messages[len(messages)-1].ID
	}
}

// DropDead takes a dead letter off the list for good.
func (c *Client) DropDead(ctx context.Context, id string) error {
	n, err := c.rdb.XDel(ctx, StreamDead, id).Result()
	if err != nil {
		return notAnID(err, id, "DropDead")
	}
	if n == 0 {
		return noSuchLetter(id)
	}
	return nil
}

func noSuchLetter(id string) error {
	return fleet.Errorf(fleet.NotFound, "There is no dead letter %s. List them again: one may have been replayed meanwhile.", id)
}

func notAnID(err error, id, verb string) error {
	if strings.Contains(err.Error(), "Invalid stream ID") {
		return noSuchLetter(id)
	}
	return wrap(err, verb)
}

func deadLetter(m redis.XMessage) DeadLetter {
	f := fields(m)
	d := DeadLetter{ID: m.ID, Stream: f["stream"], Group: f["group"], Entry: f["entry"], Reason: f["reason"]}
	d.Tries, _ = strconv.ParseInt(f["tries"], 10, 64) // written by bury
	ms, _, _ := strings.Cut(m.ID, "-")
	if n, err := strconv.ParseInt(ms, 10, 64); err == nil {
		d.At = time.UnixMilli(n).UTC()
	}
	if json.Unmarshal([]byte(f["original"]), &d.Fields) != nil {
		d.Fields = nil // listed all the same, so that a person can drop it
	}
	return d
}
