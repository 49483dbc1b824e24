package phrasebook

import (
	"encoding/json"
	"maps"
	"slices"
)

// Remember is the memory that the thread has after a sentence was understood so.
// Small talk and refusals leave what was there.
func (u Understanding) Remember(old Memory) Memory {
	if u.Tool == "" && u.Intent != Ambiguous {
		return old
	}
	return Memory{Intent: u.Intent, Args: u.Args, Missing: u.Missing, Half: u.Half}
}

// MemoryOf is the memory after a call that a model chose.
func MemoryOf(tool string, args json.RawMessage, missing []string, old Memory) Memory {
	for _, in := range slices.Sorted(maps.Keys(allSpecs())) {
		sp := specOf(in)
		if sp.tool != tool {
			continue
		}
		m := Memory{Intent: in, Missing: missing}
		if json.Unmarshal(args, &m.Args) == nil {
			return m
		}
	}
	return old
}
