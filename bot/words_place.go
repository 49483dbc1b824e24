package bot

import (
	"slices"
	"strings"

	"watchtower/fleet"
)

const placeExample = `/tower place add "Ibafo depot" at 6.7420,3.4200 300m`

// parsePlace reads: place add NAME here|at PLATE|at LAT,LON [300m] [KIND] [aka OTHER, NAMES].
func parsePlace(text string) (call, error) {
	verb, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	if !slices.Contains([]string{"add", "save", "new", "move"}, strings.ToLower(verb)) {
		return call{}, fleet.Errorf(fleet.Invalid, "I can add a place or move one: %s. Instead of coordinates: at T-4407, or here for the truck you asked about last.", placeExample)
	}
	p := &placeWords{args: map[string]any{}}
	p.read(strings.TrimSpace(rest))
	if p.err != nil {
		return call{}, p.err
	}
	if p.args["name"] == nil {
		return call{}, &fleet.Error{Kind: fleet.Invalid, Field: "name", Message: "What is the place called? For example: " + placeExample}
	}
	if p.args["at"] == nil && p.args["here"] == nil {
		return call{}, &fleet.Error{Kind: fleet.Invalid, Field: "at", Message: "Where is it? Say at and coordinates, at and a truck that stands there, or here. For example: " + placeExample}
	}
	return call{Tool: "place_save", Args: p.args}, nil
}

// placeWords takes the words after add apart.
type placeWords struct {
	args map[string]any
	err  error
}

func (p *placeWords) read(text string) {
	if name, rest, ok := strings.Cut(strings.TrimPrefix(text, `"`), `"`); ok && strings.HasPrefix(text, `"`) {
		p.set("name", name)
		text = rest
	}
	words := strings.Fields(text)
	var name []string
	for i := 0; i < len(words) && p.err == nil; {
		low := strings.ToLower(words[i])
		switch {
		case low == "here":
			p.args["here"], i = true, i+1
		case low == "at" && i+1 < len(words):
			i = p.at(words, i+1)
		case low == "aka" || low == "alias":
			p.aliases(strings.Join(words[i+1:], " "))
			i = len(words)
		case p.placed() && p.size(words[i:]):
			i += p.sizeWords(words[i:])
		case p.placed() && slices.Contains(fleet.PlaceKinds[:], low):
			p.args["kind"], i = low, i+1
		case p.placed():
			p.err = unknownWord("/tower place add", words[i], fleet.PlaceKinds[:], strings.TrimPrefix(placeExample, "/tower place add "))
		default:
			name, i = append(name, words[i]), i+1
		}
	}
	if p.args["name"] == nil {
		p.set("name", strings.Join(name, " "))
	} else if len(name) > 0 && p.err == nil {
		p.err = fleet.Errorf(fleet.Invalid, "I do not understand %q after the name. For example: %s", clip(strings.Join(name, " "), maxQuote), placeExample)
	}
}

func (p *placeWords) set(name, value string) {
	if value = strings.TrimSpace(value); value != "" {
		p.args[name] = value
	}
}

// placed says whether it is known where: what follows is size and kind.
func (p *placeWords) placed() bool { return p.args["at"] != nil || p.args["here"] != nil }

// at takes coordinates in one word or two, or a plate.
func (p *placeWords) at(words []string, i int) int {
	if i+1 < len(words) {
		both := strings.TrimSuffix(words[i], ",") + "," + words[i+1]
		if _, ok := fleet.ParsePoint(both); ok && !strings.Contains(strings.TrimSuffix(words[i], ","), ",") {
			p.args["at"] = both
			return i + 2
		}
	}
	if plate, rest := takePlate(words[i:]); plate != "" {
		p.args["at"] = plate
		return len(words) - len(rest)
	}
	p.args["at"] = words[i]
	return i + 1
}

// size reads 300m, 2km, or "2 km".
func (p *placeWords) size(words []string) bool {
	km, err := fleet.ParseDistance(strings.Join(words[:p.sizeWords(words)], ""))
	if err != nil || !digits.MatchString(words[0]) {
		return false
	}
	p.args["radius_m"] = km * 1000
	return true
}

func (p *placeWords) sizeWords(words []string) int {
	if len(words) > 1 && isNumber(words[0]) && slices.Contains([]string{"m", "km", "metres", "meters", "miles", "mi"}, strings.ToLower(words[1])) {
		return 2
	}
	return 1
}

func (p *placeWords) aliases(text string) {
	var list []string
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.Trim(name, ` "`); name != "" {
			list = append(list, name)
		}
	}
	if len(list) > 0 {
		p.args["aliases"] = list
	}
}
