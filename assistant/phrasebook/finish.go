package phrasebook

import "slices"

// finish works out what is missing. Nothing that a write needs is ever guessed.
func (s sentence) finish(u *Understanding) {
	sp := specOf(u.Intent)
	u.Tool, u.Write = sp.tool, sp.write
	need := func(arg string) {
		if _, ok := u.Args[arg]; !ok && !slices.Contains(u.Missing, arg) {
			u.Missing = append(u.Missing, arg)
		}
	}
	u.Missing = slices.DeleteFunc(u.Missing, func(m string) bool { _, ok := u.Args[m]; return ok && m != "start" })
	switch u.Intent {
	case CreateTrip:
		for _, arg := range []string{"truck", "origin", "destination", "start"} {
			need(arg)
		}
		inOrder(u.Missing)
	case UpdateTrip:
		s.needForUpdate(u, need)
	case TrucksNear:
		if u.Args["near_truck"] == nil && !slices.Contains(u.Missing, "near_truck") {
			need("place")
		}
	case Geofence:
		need("place")
	case Ranking:
		need("metric")
	case Compare:
		if u.Args["trucks"] == nil {
			need("metric")
			need("compare_with")
		}
	default:
		s.needForDuty(u, need)
		if sp.needs != "" && !named(u.Args, sp.targets) && u.Args["availability"] == nil && len(u.Missing) == 0 && !s.listsDrivers(u) {
			need(sp.needs)
		}
	}
}

// listsDrivers says whether all drivers are asked for, and none by name.
func (s sentence) listsDrivers(u *Understanding) bool {
	return u.Intent == DriverLookup && plural.MatchString(s.plain) && s.mem.Intent == ""
}

// named says whether any of the arguments that can name the subject is there.
func named(args map[string]any, targets []string) bool {
	return slices.ContainsFunc(targets, func(k string) bool { _, ok := args[k]; return ok })
}

func (s sentence) needForUpdate(u *Understanding, need func(string)) {
	need("action")
	switch u.Args["action"] {
	case "reschedule":
		need("start")
	case "change_driver":
		need("driver")
	case "change_truck":
		need("truck")
		if u.Args["trip_id"] == nil && u.Args["waybill"] == nil && u.Args["container"] == nil {
			need("trip_id")
		}
		return
	case "add_stop":
		need("place")
	}
	if !hasTripName(u.Args) && !slices.Contains(u.Missing, "truck") {
		need("trip_id")
	}
}

// inOrder sorts what a new trip lacks the way people say it.
func inOrder(missing []string) {
	order := []string{"truck", "origin", "destination", "start"}
	slices.SortStableFunc(missing, func(a, b string) int { return rankIn(order, a) - rankIn(order, b) })
}

func rankIn(order []string, w string) int {
	if i := slices.Index(order, w); i >= 0 {
		return i
	}
	return len(order)
}
