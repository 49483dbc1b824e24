package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"watchtower/answer"
	"watchtower/fleet"
)

// OutKind is a way out other than Slack.
type OutKind string

// The other ways out.
const (
	OutWebhook OutKind = "webhook"
	OutEmail   OutKind = "email"
)

// OutEnded is the phase that stands beside the others: what an alert told of is
// over, whatever people have made of it.
const OutEnded = "ended"

// OutTold is what a target was told of an alert last.
type OutTold struct {
	Kind   OutKind
	Target string
	Phase  string // other than ended
	Ended  bool   // it was told that the alert is over
}

// OutRow is something to be sent to one target. The same key goes to a target
// once, whoever writes it how often.
type OutRow struct {
	Key     string // letters, digits and hyphens: it is signed together with a full stop
	Kind    OutKind
	Target  string
	AlertID int64 // 0 when it is about none
	Phase   string
	Body    []byte
}

const toldOutside = `
SELECT kind, target, coalesce((array_agg(phase ORDER BY id DESC) FILTER (WHERE phase <> '` + OutEnded + `'))[1], ''), bool_or(phase = '` + OutEnded + `')
FROM outgoing WHERE alert_id = $1 GROUP BY kind, target`

// tellOutside writes what is to be sent of an alert, while nobody can change
// it, knowing what each target was told of it last.
func tellOutside(ctx context.Context, tx pgx.Tx, alertID int64, now time.Time, out func([]OutTold) []OutRow) error {
	if out == nil {
		return nil
	}
	rows, err := tx.Query(ctx, toldOutside, alertID)
	if err != nil {
		return err
	}
	told, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t OutTold, err error) {
		err = row.Scan(&t.Kind, &t.Target, &t.Phase, &t.Ended)
		return t, err
	})
	if err != nil {
		return err
	}
	return queueOut(ctx, tx, now, out(told)...)
}

const insertOutgoing = `
INSERT INTO outgoing (key, kind, target, alert_id, phase, body, next_at, created_at)
VALUES ($1, $2, $3, nullif($4::bigint, 0), $5, $6, $7, $7)
ON CONFLICT (key, kind, target) DO NOTHING`

func queueOut(ctx context.Context, q querier, now time.Time, list ...OutRow) error {
	for _, o := range list {
		if _, err := q.Exec(ctx, insertOutgoing, o.Key, o.Kind, o.Target, o.AlertID, o.Phase, o.Body, now); err != nil {
			return err
		}
	}
	return nil
}

// Mail is an e-mail to be sent. Text says all that HTML says.
type Mail struct {
	Key     string     `json:"-"` // the same key goes to an address once; a retry carries the same Message-ID
	To      []string   `json:"-"` // addresses; each gets a mail of its own and sees no other
	Subject string     `json:"subject"`
	Text    string     `json:"text"`
	HTML    string     `json:"html,omitempty"`
	Files   []MailFile `json:"files,omitempty"`
}

// MailFile goes with a mail: attached, or as the picture that the HTML shows by
// <img src="cid:CID">.
type MailFile struct {
	answer.File
	CID string `json:"cid,omitempty"`
}

// maxMail bounds what a mail carries, in bytes: servers take 10 to 35 MB, and
// what is attached grows by a third.
const maxMail = 7 << 20

// QueueMail leaves a mail to be sent to everyone it is for. Leaving it again
// changes nothing.
func (s *Store) QueueMail(ctx context.Context, m Mail, now time.Time) error {
	return wrap(s.inTx(ctx, func(tx pgx.Tx) error { return queueMail(ctx, tx, m, now) }), "QueueMail(%s)", m.Key)
}

// SayAndMail is Say and QueueMail in one, so that neither is without the other.
// Without a channel, or without anybody to mail to, it is the other alone.
func (s *Store) SayAndMail(ctx context.Context, key, channel string, a answer.Answer, m Mail, now time.Time) error {
	return wrap(s.inTx(ctx, func(tx pgx.Tx) error {
		if channel != "" {
			if err := say(ctx, tx, key, Spot{Channel: channel}, LaneUnasked, a, now); err != nil {
				return err
			}
		}
		return queueMail(ctx, tx, m, now)
	}), "SayAndMail(%s)", key)
}

func queueMail(ctx context.Context, q querier, m Mail, now time.Time) error {
	rows, err := m.rows()
	if err != nil {
		return err
	}
	return queueOut(ctx, q, now, rows...)
}

func (m Mail) rows() ([]OutRow, error) {
	if len(m.To) == 0 {
		return []OutRow{}, nil
	}
	body, err := m.Body()
	if err != nil {
		return nil, err
	}
	rows := make([]OutRow, len(m.To))
	for i, to := range m.To {
		rows[i] = OutRow{Key: m.Key, Kind: OutEmail, Target: to, Body: body}
	}
	return rows, nil
}

// Body is the mail as it is kept until it is sent.
func (m Mail) Body() ([]byte, error) {
	size := len(m.Text) + len(m.HTML)
	for _, f := range m.Files {
		size += len(f.Data)
	}
	if size > maxMail {
		return nil, fleet.Errorf(fleet.Invalid, "The mail %q is too large: %d MB, at most %d go.", m.Subject, size>>20, maxMail>>20)
	}
	body, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("mail %s: %w", m.Key, err)
	}
	return body, nil
}

// MailOf reads a kept mail back.
func MailOf(o Outgoing) (Mail, error) {
	m := Mail{Key: o.Key, To: []string{o.Target}}
	if err := json.Unmarshal(o.Body, &m); err != nil {
		return m, fleet.Errorf(fleet.Invalid, "the mail %s cannot be read", o.Key)
	}
	return m, nil
}
