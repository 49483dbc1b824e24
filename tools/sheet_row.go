package tools

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/store"
)

// sheetRowArgs are the changed cells of one row of a spreadsheet.
type sheetRowArgs struct {
	Book    string     `json:"book"`
	Row     string     `json:"row,omitempty" jsonschema:"id that stands in the row; none for a change that is no sync's"`
	Kind    string     `json:"kind" enum:"drivers,clients,places,trucks,trips"`
	Object  int64      `json:"object,omitempty" jsonschema:"what the row stands for; none makes a new one"`
	Name    string     `json:"name,omitempty" jsonschema:"what people call it"`
	Set     SheetCells `json:"set" jsonschema:"columns that change, and their new values; empty ones are emptied"`
	Was     SheetCells `json:"was,omitempty" jsonschema:"what these columns were when the change was worked out"`
	Agreed  SheetCells `json:"agreed,omitempty" jsonschema:"all that the row says now, for the next sync to compare with"`
	Dropped SheetCells `json:"dropped,omitempty" jsonschema:"what Watch Tower had in columns that both sides changed, and loses"`
}

// SheetCells are cells by their columns. They travel as a list of column=value:
// an empty value says something here, and arguments that are empty are dropped.
type SheetCells []string

// SheetCellsOf lists cells in the order of their columns.
func SheetCellsOf(v sheet.Values) SheetCells {
	out := SheetCells{}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		out = append(out, name+"="+v[name])
	}
	return out
}

func (c SheetCells) values() sheet.Values {
	out := sheet.Values{}
	for _, cell := range c {
		name, text, _ := strings.Cut(cell, "=")
		out[name] = text
	}
	return out
}

// sheetChange is the same with its cells by column.
type sheetChange struct {
	sheetRowArgs
	set, was, agreed, dropped sheet.Values
}

func sheetRow(d *desk) *Tool {
	t := newTool("sheet_row", "Take over the changed cells of one row of the spreadsheet, by the rules of the tool that saves such a row.", d.sheetRow)
	t.Write, t.Internal = true, true
	return t
}

func (d *desk) sheetRow(ctx context.Context, call *Call, args sheetRowArgs) (answer.Answer, error) {
	kind := sheet.Kind(args.Kind)
	in := sheetChange{args, args.Set.values(), args.Was.values(), args.Agreed.values(), args.Dropped.values()}
	for name, text := range in.set {
		if _, ok := sheet.ColumnOf(kind, name); !ok {
			return answer.Answer{}, fleet.Errorf(fleet.Invalid, "A %s has no %q.", kind.One(), clip(name))
		}
		if err := checkText(name, text); err != nil {
			return answer.Answer{}, err
		}
	}
	if call.DryRun {
		return proposed(kind.One() + " " + in.Name), nil
	}
	m := store.SheetTake{Book: in.Book, Row: in.Row, Kind: kind, Object: in.Object, Base: in.agreed, At: call.Now, Clashes: in.clashes(call)}
	takes := map[sheet.Kind]func(context.Context, *Call, store.SheetTake, sheetChange) error{
		sheet.Drivers: d.takeDriver, sheet.Clients: d.takeClient, sheet.Places: d.takePlace, sheet.Trucks: d.takeTruck, sheet.Trips: d.takeTrip,
	}
	if err := takes[kind](ctx, call, m, in); err != nil {
		return answer.Answer{}, err
	}
	return saved("The "+kind.One()+" "+in.Name, in.Object == 0), nil
}

// clashes are what the sheet's policy has Watch Tower give up.
func (in sheetChange) clashes(call *Call) (out []store.SheetClash) {
	for _, name := range slices.Sorted(maps.Keys(in.dropped)) {
		out = append(out, store.SheetClash{Row: in.Row, Kind: sheet.Kind(in.Kind), ObjectID: in.Object, Name: in.Name, At: call.Now,
			Clash: sheet.Clash{Column: name, Sheet: in.set[name], Tower: in.dropped[name], Why: sheet.BothChanged, Kept: sheet.SheetSide}})
	}
	return out
}

// after is the whole row with the changes, once it is certain that the changed
// columns still are what the change was worked out on.
func (in sheetChange) after(now sheet.Values) (sheet.Values, error) {
	out := maps.Clone(now)
	for name, text := range in.set {
		c, _ := sheet.ColumnOf(sheet.Kind(in.Kind), name)
		if was, given := in.was[name]; given && !c.Same(was, now[name]) {
			return nil, &fleet.Error{Kind: fleet.Conflict, Field: store.WasField,
				Message: fmt.Sprintf("%s was changed in Watch Tower at the same moment.", c.Header)}
		}
		out[name] = text
	}
	return out, nil
}

func (d *desk) takeDriver(ctx context.Context, _ *Call, m store.SheetTake, in sheetChange) error {
	return d.store.TakeDriver(ctx, m, func(x *fleet.Driver) error {
		v, err := in.after(sheet.DriverValues(*x))
		if err != nil {
			return err
		}
		if err := checkName(v["name"]); err != nil {
			return err
		}
		phone, err := phoneE164(v["phone"])
		x.Name, x.Phone, x.Licence, x.Active = squeeze(v["name"]), phone, v["licence"], v["active"] != "no"
		return err
	})
}

func (d *desk) takeClient(ctx context.Context, _ *Call, m store.SheetTake, in sheetChange) error {
	return d.store.TakeClient(ctx, m, func(x *fleet.Client) error {
		v, err := in.after(sheet.ClientValues(*x))
		if err != nil {
			return err
		}
		if err := checkName(v["name"]); err != nil {
			return err
		}
		phone, err := phoneE164(v["phone"])
		x.Name, x.Contact, x.Phone = squeeze(v["name"]), v["contact"], phone
		return err
	})
}

func (d *desk) takePlace(ctx context.Context, _ *Call, m store.SheetTake, in sheetChange) error {
	return d.store.TakePlace(ctx, m, func(x *fleet.Place) error {
		was := sheet.PlaceValues(*x)
		v, err := in.after(was)
		if err != nil {
			return err
		}
		moved := v["latitude"] != was["latitude"] || v["longitude"] != was["longitude"] || v["radius_m"] != was["radius_m"]
		if moved && x.Outline != nil {
			return &fleet.Error{Kind: fleet.Conflict, Field: "latitude", Message: "This place has an outline; change that where it was drawn."}
		}
		if m.Object == 0 && (in.set["latitude"] == "" || in.set["longitude"] == "") {
			return &fleet.Error{Kind: fleet.Invalid, Field: "latitude", Message: "A new place needs a latitude and a longitude."}
		}
		for _, f := range []struct {
			name string
			into *float64
		}{{"latitude", &x.Center.Lat}, {"longitude", &x.Center.Lon}, {"radius_m", &x.RadiusM}} {
			if !moved || v[f.name] == was[f.name] && m.Object != 0 {
				continue // what is not changed keeps all its digits
			}
			if *f.into, err = strconv.ParseFloat(v[f.name], 64); err != nil {
				return &fleet.Error{Kind: fleet.Invalid, Field: f.name, Message: "A place needs a latitude, a longitude and a radius, all numbers.", Err: err}
			}
		}
		x.Name, x.Kind, x.Aliases = squeeze(v["name"]), v["kind"], parts(v["aliases"])
		if !slices.Contains(fleet.PlaceKinds[:], x.Kind) {
			return &fleet.Error{Kind: fleet.Invalid, Field: "kind", Message: "A place's kind is one of: " + strings.Join(fleet.PlaceKinds[:], ", ") + "."}
		}
		return checkPlace(*x)
	})
}

// parts splits a list of names.
func parts(text string) (out []string) {
	for part := range strings.SplitSeq(text, "|") {
		if part = squeeze(part); fleet.Key(part) != "" {
			out = append(out, part)
		}
	}
	return out
}

func (d *desk) takeTruck(ctx context.Context, call *Call, m store.SheetTake, in sheetChange) error {
	driver := store.Named{}
	if name := in.set["driver"]; name != "" {
		var err error
		if driver, err = d.store.FindDriver(ctx, name, store.Exact); err != nil {
			return inField(err, "driver")
		}
	}
	return d.store.TakeTruck(ctx, m, func(x *fleet.Truck) error {
		was := sheet.TruckValues(*x)
		v, err := in.after(was)
		if err != nil {
			return err
		}
		if err := checkPlate(v["plate"]); err != nil {
			return err
		}
		size, err := strconv.Atoi(orZeroText(v["container_size"]))
		if err != nil || size != 0 && size != 20 && size != 40 {
			return &fleet.Error{Kind: fleet.Invalid, Field: "container_size", Message: "A truck carries 20 or 40 ft containers."}
		}
		imei, err := readIMEI(v["imei"])
		if err != nil {
			return err
		}
		if imei == "" && was["imei"] != "" {
			return &fleet.Error{Kind: fleet.Invalid, Field: "imei", Message: "A truck keeps its tracker until another one is named. Enter the new IMEI."}
		}
		if _, set := in.set["driver"]; set {
			x.DriverID, x.Driver = driver.ID, driver.Name
		}
		x.Plate, x.IMEI, x.Make, x.Model, x.ContainerSize, x.Active = squeeze(v["plate"]), imei, v["make"], v["model"], size, v["active"] != "no"
		return nil
	}, call.Now)
}

func orZeroText(s string) string {
	if s == "" {
		return "0"
	}
	return s
}
