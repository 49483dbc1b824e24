package bot

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"watchtower/fleet"
)

const formTripEdit = "trip_edit"

// tripEditForm shows a trip as it stands and sends what was changed in it, so
// that somebody else's change of another part is not undone.
func tripEditForm() form {
	return form{name: formTripEdit, tool: "trip_edit", title: "Edit trip", submit: "Save", renews: true, moved: tripMoved,
		load: func(ctx context.Context, b *Bot, c fleet.Caller, d *draft) error {
			t, err := b.tripOfForm(ctx, c, d)
			if err != nil {
				return err
			}
			d.notes = append(d.notes, tripLine(t))
			d.args = tripFields(t)
			d.state.Base = tripFields(t)
			return nil
		},
		draw: func(d *draft, _ time.Time) []slack.Block {
			day, clock := dayAndHour(d.text("start"))
			return tripInputs(d, day, clock, "Nobody yet")
		},
		read: func(in fields, st *formState, now time.Time) (fields, error) {
			if err := readStart(in); err != nil {
				return nil, err
			}
			out := changedFields(st.Base, in)
			if !st.More {
				keepPapers(out)
			}
			if len(out) == 0 {
				return nil, noInput("Nothing is changed yet. Change something, or press Cancel.")
			}
			readSize(out)
			return out, readPapers(out, now)
		},
	}
}

// tripFields are the values of a trip as the inputs hold them.
func tripFields(t fleet.Trip) fields {
	out := fields{}
	for name, v := range map[string]string{"truck": t.Truck, "driver": t.Driver, "client": t.Client, "origin": t.Origin, "destination": t.Destination,
		"container": t.Container, "cargo": t.Cargo, "waybill": t.Waybill, "start": t.Start.In(fleet.WAT).Format(time.RFC3339)} {
		if v != "" {
			out[name] = v
		}
	}
	if len(t.Stops) > 0 {
		out["stops"] = t.Stops
	}
	maps.Copy(out, paperFields(t))
	if t.ContainerSize != 0 {
		out["container_size"] = t.ContainerSize
	}
	return out
}

// emptied are the inputs that may be left empty; trip_edit is told which were.
var emptied = append([]string{"driver", "client", "stops", "container", "container_size", "cargo", "waybill"}, paperNames...)

// changedFields are the entries that differ from what a form began with.
func changedFields(base, in fields) fields {
	out := fields{}
	var clear []string
	for _, name := range append([]string{"truck", "origin", "destination", "start"}, emptied...) {
		was, now := asEntered(name, base[name]), asEntered(name, in[name])
		switch {
		case slices.Equal(was, now):
		case len(now) > 0:
			out[name] = in[name]
		case slices.Contains(emptied, name):
			clear = append(clear, name)
		}
	}
	if len(clear) > 0 {
		out["clear"] = clear
	}
	return out
}

// asEntered is a value as an input gives it back. Cut texts compare as cut.
func asEntered(name string, v any) []string {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		if name == "start" {
			if t, err := time.Parse(time.RFC3339, v); err == nil {
				v = t.UTC().Truncate(time.Minute).Format(time.RFC3339)
			}
		}
		return []string{clip(v, 100)}
	case int:
		return []string{strconv.Itoa(v)}
	case float64:
		return []string{strconv.Itoa(int(v))}
	}
	return texts(v)
}
