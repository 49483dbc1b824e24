package sheet

import (
	"strings"

	"watchtower/fleet"
)

// TruckValues is a truck as a row.
func TruckValues(t fleet.Truck) Values {
	return Values{"plate": squeeze(t.Plate), "imei": t.IMEI, "make": strings.TrimSpace(t.Make), "model": strings.TrimSpace(t.Model),
		"container_size": NumberText(float64(t.ContainerSize)), "driver": squeeze(t.Driver), "active": yesNo(t.Active)}
}

// DriverValues is a driver as a row.
func DriverValues(d fleet.Driver) Values {
	return Values{"name": squeeze(d.Name), "phone": phone(d.Phone), "licence": strings.TrimSpace(d.Licence), "active": yesNo(d.Active)}
}

// ClientValues is a client as a row.
func ClientValues(c fleet.Client) Values {
	return Values{"name": squeeze(c.Name), "contact": strings.TrimSpace(c.Contact), "phone": phone(c.Phone)}
}

// PlaceValues is a place as a row. A coordinate of 0 is a coordinate.
func PlaceValues(p fleet.Place) Values {
	aliases := Column{Type: List}.list(strings.Join(p.Aliases, "|"))
	return Values{"name": squeeze(p.Name), "kind": p.Kind, "latitude": decimal(p.Center.Lat), "longitude": decimal(p.Center.Lon),
		"radius_m": decimal(p.RadiusM), "aliases": aliases}
}

// TripValues is a trip as a row.
func TripValues(t fleet.Trip) Values {
	p, i := t.Papers, t.Issued
	v := Values{"ref": squeeze(t.Ref), "truck": squeeze(t.Truck), "driver": squeeze(t.Driver), "client": squeeze(t.Client),
		"origin": squeeze(t.Origin), "destination": squeeze(t.Destination), "stops": Column{Type: Refers}.list(strings.Join(t.Stops, "|")),
		"start": MomentText(t.Start), "status": t.Status.Words(), "container": fleet.Key(t.Container),
		"container_size": NumberText(float64(t.ContainerSize)), "cargo": strings.TrimSpace(t.Cargo), "waybill": strings.TrimSpace(t.Waybill),
		"consignee": strings.TrimSpace(p.Consignee), "motor_boy": strings.TrimSpace(p.MotorBoy), "tdo": strings.TrimSpace(p.TDO),
		"call_up": strings.TrimSpace(p.CallUp), "weight_t": NumberText(float64(p.WeightKg) / 1000), "interchange": strings.TrimSpace(p.Interchange),
		"empty_return": squeeze(t.Return), "diesel_l": NumberText(i.DieselL), "diesel_naira": NumberText(float64(i.DieselNaira)),
		"allowance_naira": NumberText(float64(i.AllowanceNaira)), "reason": strings.TrimSpace(t.Reason)}
	for n, at := range t.Times.List() {
		v[fleet.MilestoneNames[n]+"_at"] = MomentText(*at)
	}
	return v
}
