package store

import (
	"context"
	"regexp"
	"strings"

	"watchtower/fleet"
)

// truckLabel is what a truck is called where several may share its plate: then
// the IMEI tells them apart, and the label can be typed back.
const truckLabel = `
    t.plate || CASE WHEN EXISTS (SELECT FROM trucks o WHERE o.key = t.key AND o.active = t.active AND o.id <> t.id)
        THEN coalesce((SELECT ', IMEI ' || min(i.value) FROM truck_identifiers i
                       WHERE i.truck_id = t.id AND i.kind = 'imei' AND upper_inf(i.valid)), '')
        ELSE '' END`

// A truck is called what people call it, then what its tracker sends now.
const truckExactly = `
WITH found AS (
    SELECT id, CASE WHEN active THEN 1 ELSE 3 END AS rank FROM trucks WHERE key = $1
    UNION ALL
    SELECT k.id, CASE WHEN k.active THEN 2 ELSE 4 END
    FROM truck_identifiers i JOIN trucks k ON k.id = i.truck_id
    WHERE i.kind IN ('plate', 'imei') AND i.value = $1 AND upper_inf(i.valid) AND NOT i.shared
)
SELECT DISTINCT t.id,` + truckLabel + `
FROM found f JOIN trucks t ON t.id = f.id
WHERE f.rank = (SELECT min(rank) FROM found)
ORDER BY t.id
LIMIT 6`

const truckFormerly = `
SELECT DISTINCT t.id, t.plate, true, t.active
FROM truck_identifiers i JOIN trucks t ON t.id = i.truck_id
WHERE i.kind IN ('plate', 'imei') AND i.value = $1 AND NOT i.shared
ORDER BY 4 DESC, t.plate
LIMIT $2`

const truckByPart = `
WITH best AS (
    SELECT id, key LIKE $1 || '%' AS begins FROM trucks
    WHERE key LIKE '%' || $1 || '%' ORDER BY active DESC, 2 DESC, key LIMIT $2
)
SELECT t.id,` + truckLabel + `, b.begins, t.active
FROM best b JOIN trucks t ON t.id = b.id
ORDER BY t.active DESC, b.begins DESC, t.key`

// Only where no plate that people use holds the part.
const truckBySentPart = `
SELECT t.id,` + truckLabel + `, bool_or(i.value LIKE $1 || '%'), t.active
FROM truck_identifiers i JOIN trucks t ON t.id = i.truck_id
WHERE i.kind = 'plate' AND i.value LIKE '%' || $1 || '%' AND upper_inf(i.valid) AND NOT i.shared
GROUP BY t.id
ORDER BY t.active DESC, 3 DESC, t.key
LIMIT $2`

// O read as 0 and I as 1.
const truckByLookalike = `
SELECT t.id,` + truckLabel + `, true, t.active
FROM trucks t
WHERE translate(t.key, 'OI', '01') = translate($1, 'OI', '01')
ORDER BY t.active DESC, t.key
LIMIT $2`

var truckFinder = finder{
	what:    "truck",
	exact:   truckExactly,
	guesses: []string{truckFormerly, truckByPart, truckBySentPart, truckByLookalike},
	similar: `
SELECT plate FROM trucks WHERE key % $1 AND active
ORDER BY similarity(key, $1) DESC, abs(length(key) - length($1)), key LIMIT 3`,
	// Plates that none is like: the neighbours in the list.
	distant: `
SELECT plate FROM (
    (SELECT plate, key FROM trucks WHERE active AND key >= $1 ORDER BY key LIMIT 3)
    UNION ALL
    (SELECT plate, key FROM trucks WHERE active AND key < $1 ORDER BY key DESC LIMIT 3)
) near
ORDER BY similarity(key, $1) DESC, abs(length(key) - length($1)), key LIMIT 3`,
}

const truckOfTracker = `
SELECT t.id,` + truckLabel + `
FROM truck_identifiers i JOIN trucks t ON t.id = i.truck_id
WHERE i.kind = 'imei' AND i.value = $1 AND upper_inf(i.valid)`

const truckOfPlateAndTracker = `
SELECT t.id,` + truckLabel + `
FROM trucks t JOIN truck_identifiers i ON i.truck_id = t.id
WHERE t.key = $1 AND i.kind = 'imei' AND i.value LIKE '%' || $2 AND upper_inf(i.valid)
ORDER BY t.active DESC, t.id
LIMIT 6`

// withIMEI is how a truck of a shared plate is named: the plate, then the IMEI
// or its end.
var withIMEI = regexp.MustCompile(`(?i)^(.*?)[\s,(]*\bIMEI\b\W*([0-9]{3,17})\W*$`)

// FindTruck resolves a plate, a fragment of one, an IMEI, or a plate with one.
func (s *Store) FindTruck(ctx context.Context, text string, m Match) (Named, error) {
	n, err := s.findByIMEI(ctx, text)
	if err != nil || n.ID != 0 {
		return n, wrap(err, "FindTruck(%q)", text)
	}
	return s.find(ctx, truckFinder, text, m)
}

// findByIMEI gives no truck when the text names none by its tracker.
func (s *Store) findByIMEI(ctx context.Context, text string) (Named, error) {
	parts := withIMEI.FindStringSubmatch(strings.TrimSpace(text))
	if parts == nil {
		return Named{}, nil
	}
	var found []Named
	var err error
	if plate := fleet.Key(parts[1]); plate == "" {
		found, err = s.named(ctx, truckOfTracker, parts[2])
	} else {
		found, err = s.named(ctx, truckOfPlateAndTracker, plate, parts[2])
	}
	if err != nil || len(found) == 0 {
		return Named{}, err
	}
	if len(found) > 1 {
		return Named{}, truckFinder.which(text, found)
	}
	return found[0], nil
}
