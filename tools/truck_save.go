package tools

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

type truckSaveArgs struct {
	Plate         string `json:"plate"`
	IMEI          string `json:"imei,omitempty" jsonschema:"of the tracker in the truck"`
	Make          string `json:"make,omitempty"`
	Model         string `json:"model,omitempty"`
	ContainerSize int    `json:"container_size,omitempty" jsonschema:"largest container it carries, 20 or 40"`
	Driver        string `json:"driver,omitempty" jsonschema:"usual driver"`
	Group         string `json:"group,omitempty" jsonschema:"group of trucks that alert rules may be made for, like tankers; none takes the truck out of its group"`
	Active        *bool  `json:"active,omitempty" jsonschema:"false when the truck is sold or broken"`
}

func truckSave(d *desk) *Tool {
	t := newTool("truck_save", "Add a truck or update one, found by plate.", d.truckSave)
	t.Write = true
	return t
}

func (d *desk) truckSave(ctx context.Context, call *Call, in truckSaveArgs) (answer.Answer, error) {
	if err := checkPlate(in.Plate); err != nil {
		return answer.Answer{}, err
	}
	if in.ContainerSize != 0 && in.ContainerSize != 20 && in.ContainerSize != 40 {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "container_size", Message: "A truck carries 20 or 40 ft containers."}
	}
	imei, err := readIMEI(in.IMEI)
	if err != nil {
		return answer.Answer{}, err
	}
	group, err := readGroup(in.Group)
	if err != nil {
		return answer.Answer{}, err
	}
	truck := store.TruckEdit{Plate: squeeze(in.Plate), IMEI: imei, Make: in.Make, Model: in.Model, ContainerSize: in.ContainerSize, Active: in.Active, Group: group}
	if in.Driver != "" {
		n, err := d.store.FindDriver(ctx, in.Driver, call.match())
		if err != nil {
			return answer.Answer{}, err
		}
		truck.DriverID, in.Driver = n.ID, n.Name
	}
	facts := []answer.Fact{{Label: "Make", Value: squeeze(in.Make + " " + in.Model)}, {Label: "Driver", Value: in.Driver}, {Label: "Group", Value: group}, {Label: "IMEI", Value: imei}}
	if call.DryRun {
		return proposed("truck "+truck.Plate, facts...), call.Pin(in)
	}
	created, err := d.store.SaveTruck(ctx, truck, call.Now)
	return saved("Truck "+truck.Plate, created, facts...), err
}

// readGroup takes the name of a group of trucks.
func readGroup(s string) (string, error) {
	group := squeeze(s)
	switch n := len(fleet.Key(group)); {
	case strings.EqualFold(group, store.NoGroup):
		return store.NoGroup, nil
	case group != "" && (n < 2 || len(group) > 40):
		return "", &fleet.Error{Kind: fleet.Invalid, Field: "group", Message: "A group's name has 2 to 40 letters or digits, like tankers."}
	}
	return group, nil
}

func checkPlate(plate string) error {
	if n := len(fleet.Key(plate)); n < 3 || n > 16 {
		return &fleet.Error{Kind: fleet.Invalid, Field: "plate", Message: fmt.Sprintf("%q does not look like a plate: 3 to 16 letters and digits.", plate)}
	}
	return nil
}

// imeiDigits: an IMEI has 15 digits, 14 without the check digit, 16 or 17 with
// a version; some trackers send a serial number of 10 in its place.
var imeiDigits = regexp.MustCompile(`^[0-9]{10,17}$`)

// readIMEI takes a number as people write it, and refuses what a spreadsheet
// made of it: a rounded IMEI would be another tracker's.
func readIMEI(s string) (string, error) {
	digits := strings.NewReplacer(" ", "", "-", "", "/", "").Replace(s)
	if digits == "" || imeiDigits.MatchString(digits) {
		return digits, nil
	}
	msg := fmt.Sprintf("%q is not an IMEI: it has 15 digits, and is on the tracker.", s)
	if strings.ContainsAny(digits, "eE.,") {
		msg = fmt.Sprintf("%q is not an IMEI: a spreadsheet has made a number of it and lost digits. Format the column as text and enter all 15 digits again.", s)
	}
	return "", &fleet.Error{Kind: fleet.Invalid, Field: "imei", Message: msg}
}
