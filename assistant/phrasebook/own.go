package phrasebook

import "watchtower/fleet"

// OwnedBy says whether arguments ask about nothing but one driver's own truck,
// trip or name. It lets a question about others be refused before any tool
// exists for it; the tools check rights by themselves.
func (l *Lexicon) OwnedBy(driver string, args map[string]any) bool {
	if args["self"] == true {
		return true
	}
	same := func(name string) bool { return name != "" && fleet.Key(name) == fleet.Key(driver) }
	named := false
	for _, k := range []string{"truck", "near_truck", "driver", "trip_id"} {
		v, ok := args[k].(string)
		if !ok {
			continue
		}
		named = true
		owner := map[string]string{"driver": v, "trip_id": l.crewOf[v].driver}[k]
		if k == "truck" || k == "near_truck" {
			owner = l.driverOf[v]
		}
		if !same(owner) {
			return false
		}
	}
	_, many := args["trucks"]
	return named && !many
}
