package tools

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

const (
	listedAudit = 30
	mostAudit   = 100
)

type auditListArgs struct {
	Person string `json:"person,omitempty" jsonschema:"a Slack user or a name"`
	Tool   string `json:"tool,omitempty" jsonschema:"a tool, like trip_update"`
	TripID string `json:"trip_id,omitempty" jsonschema:"what was done to this trip"`
	Period Period `json:"period,omitzero"`
	Limit  int    `json:"limit,omitempty" jsonschema:"how many to list, at most 100"`
	Offset int    `json:"offset,omitempty" jsonschema:"how many to pass over, for the next page"`
}

func auditList(d *desk) *Tool {
	return newTool("audit_list", "Who changed what and when, who looked at phone numbers, and who was refused.", d.auditList)
}

func (d *desk) auditList(ctx context.Context, call *Call, in auditListArgs) (answer.Answer, error) {
	q := store.AuditQuery{Tool: in.Tool, TripRef: squeeze(in.TripID), Limit: listedAudit, Offset: max(0, in.Offset)}
	if in.Limit > 0 {
		q.Limit = min(in.Limit, mostAudit)
	}
	if in.Tool != "" && d.named(in.Tool) == nil {
		return answer.Answer{}, &fleet.Error{Kind: fleet.NotFound, Field: "tool", Message: fmt.Sprintf("There is no tool called %q.", clip(in.Tool)), Choices: closest(in.Tool, toolNames())}
	}
	if in.Person != "" {
		n, err := d.store.FindPerson(ctx, in.Person, store.Loose)
		if err != nil {
			return answer.Answer{}, err
		}
		q.PersonID = n.ID
	}
	if !in.Period.IsZero() {
		w, err := in.Period.Window(call.Now)
		if err != nil {
			return answer.Answer{}, err
		}
		q.Window = &w
	}
	rows, total, err := d.store.AuditList(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	a := answer.Answer{Kind: answer.Result, Headline: auditHeadline(total), Window: q.Window}
	if total == 0 {
		return a, nil
	}
	a.Table = &answer.Table{Columns: []string{"When", "Who", "Role", "Via", "What", "With", "Outcome"}, More: max(0, total-q.Offset-len(rows))}
	for _, r := range rows {
		a.Table.Rows = append(a.Table.Rows, []string{r.At.In(fleet.WAT).Format("2 Jan 15:04"), r.Caller.Name, string(r.Caller.Role), string(r.Via), r.Tool, auditArgs(r.Args), r.Outcome})
	}
	in.Offset = 0 // even when all are listed: a card may show fewer of them
	a.Page = answer.NewPage("audit_list", in, q.Offset, q.Limit, total)
	return a, nil
}

func auditHeadline(total int) string {
	switch total {
	case 0:
		return "Nothing like that is in the audit."
	case 1:
		return "1 entry in the audit."
	}
	return fmt.Sprintf("%d entries in the audit, newest first.", total)
}

// toolNames are the tools that the permission table knows.
func toolNames() []string {
	var out []string
	for name := range rights {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// phoneCell is a number among the cells of a row of the spreadsheet.
var phoneCell = regexp.MustCompile(`phone=[+\d]+`)

// auditArgs are the arguments in a few words. Telephone numbers stay out: the
// audit says who looked at them, it does not show them again.
func auditArgs(raw json.RawMessage) string {
	var m map[string]any
	if json.Unmarshal(raw, &m) != nil {
		return ""
	}
	var words []string
	for k, v := range m {
		if k == "phone" {
			v = "…"
		}
		words = append(words, phoneCell.ReplaceAllString(fmt.Sprintf("%s=%v", k, v), "phone=…"))
	}
	slices.Sort(words)
	return clipReason(strings.Join(words, ", "))
}
