package bot

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"watchtower/fleet"
	"watchtower/store"
)

const formTrip = "trip"

// tripForm creates a trip. Names that came with the command are looked up
// first: what means one thing stands in its input, what means several is
// offered there.
func tripForm() form {
	return form{name: formTrip, tool: "trip_create", title: "New trip", submit: "Create",
		fetches: func(args fields) bool {
			for _, name := range namedInputs {
				if args[name] != nil && args[name] != "" {
					return true
				}
			}
			return args["stops"] != nil
		},
		load: func(ctx context.Context, b *Bot, _ fleet.Caller, d *draft) error { return b.lookUp(ctx, d) },
		draw: func(d *draft, now time.Time) []slack.Block {
			day, clock := dayAndHour(d.text("start"))
			if day == "" {
				day = now.In(fleet.WAT).AddDate(0, 0, 1).Format(time.DateOnly)
			}
			return tripInputs(d, day, clock, "Empty: the truck's own driver")
		},
		read: func(in fields, _ *formState, now time.Time) (fields, error) {
			if err := readStart(in); err != nil {
				return nil, err
			}
			if in["start"] == nil {
				return nil, startMissing()
			}
			readSize(in)
			return in, readPapers(in, now)
		},
	}
}

// tripInputs are the inputs that a new trip and an edited one share.
func tripInputs(d *draft, day, clock, noDriver string) []slack.Block {
	size, _ := d.args["container_size"].(int)
	if f, ok := d.args["container_size"].(float64); ok { // came through JSON
		size = int(f)
	}
	if s := d.text("container_size"); s != "" { // came out of the input
		size, _ = strconv.Atoi(s)
	}
	inputs := []slack.Block{
		searchInput(field{name: "truck", label: "Truck", hint: "Type part of the plate"}, d.text("truck")),
		searchInput(field{name: "origin", label: "From", hint: "Where it loads"}, d.text("origin")),
		searchInput(field{name: "destination", label: "To", hint: "Where it delivers"}, d.text("destination")),
		dateInput(field{name: "date", label: "Day of departure"}, day),
		timeInput(field{name: "time", label: "Hour of departure (WAT)"}, clock),
		severalInput(field{name: "stops", label: "Stops on the way", hint: "In the order they come", optional: true}, texts(d.args["stops"])),
		searchInput(field{name: "driver", label: "Driver", hint: noDriver, optional: true}, d.text("driver")),
		searchInput(field{name: "client", label: "Client", hint: "Whose load it is", optional: true}, d.text("client")),
		textInput(field{name: "container", label: "Container", hint: "4 letters and 7 digits, like TCNU3877560", optional: true}, d.text("container")),
		chooseInput(field{name: "container_size", label: "Container size", hint: "20 or 40 ft", optional: true}, strconv.Itoa(size),
			[2]string{"20", "20 ft"}, [2]string{"40", "40 ft"}),
		textInput(field{name: "cargo", label: "Cargo", hint: "What is carried", optional: true}, d.text("cargo")),
		textInput(field{name: "waybill", label: "Waybill", hint: "Like WB-90417", optional: true}, d.text("waybill")),
	}
	if !d.state.More {
		return append(inputs, moreDetails())
	}
	return append(inputs, paperInputs(d)...)
}

// readStart makes one start of the day and the hour.
func readStart(in fields) error {
	start, err := joinMoment(in, "date", "time", "start", "Give the day and the hour of departure.")
	if err == nil && start != "" {
		in["start"] = start
	}
	return err
}

func startMissing() error {
	return &fleet.Error{Kind: fleet.Invalid, Field: "start", Message: "Give the day and the hour of departure."}
}

func readSize(in fields) {
	if s, ok := in["container_size"].(string); ok {
		in["container_size"], _ = strconv.Atoi(s) // one of our two options
	}
}

// namedInputs hold one name of the fleet each.
var namedInputs = []string{"truck", "origin", "destination", "driver", "client", "empty_return"}

// lookUp puts the full names into a form. What is not clear leaves its input
// empty, says so above the inputs, and is what the type-ahead begins with.
func (b *Bot) lookUp(ctx context.Context, d *draft) error {
	find := b.finders()
	for _, name := range namedInputs {
		text := d.text(name)
		if text == "" {
			continue
		}
		full, err := d.resolve(ctx, name, text, find[name])
		if err != nil {
			return err
		}
		d.args[name] = full
	}
	var stops []string
	for _, text := range texts(d.args["stops"]) {
		full, err := d.resolve(ctx, "stops", text, b.Store.FindPlace)
		if err != nil {
			return err
		}
		if full != "" {
			stops = append(stops, full)
		}
	}
	d.args["stops"] = stops
	return nil
}

type finder func(context.Context, string, store.Match) (store.Named, error)

// finders resolve what somebody typed, by input.
func (b *Bot) finders() map[string]finder {
	return map[string]finder{"truck": b.Store.FindTruck, "driver": b.Store.FindDriver, "client": b.Store.FindClient,
		"origin": b.Store.FindPlace, "destination": b.Store.FindPlace, "empty_return": b.Store.FindPlace, "place": b.Store.FindPlace}
}

// resolve is the full name of what was typed, "" when it is not clear.
func (d *draft) resolve(ctx context.Context, input, text string, find finder) (string, error) {
	n, err := find(ctx, text, store.Loose)
	e, ok := errors.AsType[*fleet.Error](err)
	switch {
	case err == nil:
		return n.Name, nil
	case !ok || e.Kind != fleet.Ambiguous && e.Kind != fleet.NotFound && e.Kind != fleet.Invalid:
		return "", err
	}
	note := shortQuotes(e.Message)
	if len(e.Choices) > 0 && !strings.Contains(note, "Did you mean") {
		if e.Kind != fleet.Ambiguous {
			note += " Did you mean " + strings.Join(e.Choices, ", ") + "?"
		} else {
			note += " " + strings.Join(e.Choices, ", ") + "."
		}
	}
	d.notes = append(d.notes, note)
	if d.state.Seek == nil {
		d.state.Seek = map[string]string{}
	}
	d.state.Seek[input] = text
	if e.Kind != fleet.Ambiguous && len(e.Choices) > 0 {
		d.state.Seek[input] = e.Choices[0] // nothing holds the text; the nearest name is found
	}
	return "", nil
}
