package tools

import (
	"context"
	"fmt"

	"watchtower/answer"
	"watchtower/fleet"
)

type truckSaveArgs struct {
	Plate         string `json:"plate"`
	IMEI          string `json:"imei,omitempty" jsonschema:"of the tracker in the truck"`
	Make          string `json:"make,omitempty"`
	Model         string `json:"model,omitempty"`
	ContainerSize int    `json:"container_size,omitempty" jsonschema:"largest container it carries, 20 or 40"`
	Driver        string `json:"driver,omitempty" jsonschema:"usual driver"`
	Active        *bool  `json:"active,omitempty" jsonschema:"false when the truck is sold or broken"`
}

func truckSave(d *desk) *Tool {
	t := newTool("truck_save", "Add a truck or update one, found by plate.", d.truckSave)
	t.Write = true
	return t
}

func (d *desk) truckSave(ctx context.Context, call *Call, in truckSaveArgs) (answer.Answer, error) {
	if n := len(fleet.Key(in.Plate)); n < 3 || n > 16 {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "plate", Message: fmt.Sprintf("%q does not look like a plate: 3 to 16 letters and digits.", in.Plate)}
	}
	if in.ContainerSize != 0 && in.ContainerSize != 20 && in.ContainerSize != 40 {
		return answer.Answer{}, &fleet.Error{Kind: fleet.Invalid, Field: "container_size", Message: "A truck carries 20 or 40 ft containers."}
	}
	truck := fleet.Truck{Plate: squeeze(in.Plate), IMEI: in.IMEI, Make: in.Make, Model: in.Model, ContainerSize: in.ContainerSize, Active: isTrue(in.Active)}
	if in.Driver != "" {
		n, err := d.store.FindDriver(ctx, in.Driver)
		if err != nil {
			return answer.Answer{}, err
		}
		truck.DriverID, truck.Driver = n.ID, n.Name
	}
	facts := []answer.Fact{{Label: "Make", Value: squeeze(in.Make + " " + in.Model)}, {Label: "Driver", Value: truck.Driver}}
	if call.DryRun {
		return proposed("truck "+truck.Plate, facts...), nil
	}
	created, err := d.store.SaveTruck(ctx, truck)
	return saved("Truck "+truck.Plate, created, facts...), err
}
