package main

import (
	"strings"
	"testing"
)

// Flags may stand anywhere; none ends up in the question.
func TestAskFlagsAnywhere(t *testing.T) {
	for _, c := range []struct {
		args string
		want askFlags
		text string
	}{
		{"where_is_T-4407", askFlags{role: "admin"}, "where is T-4407"},
		{"--json where_is_T-4407", askFlags{role: "admin", json: true}, "where is T-4407"},
		{"where_is_T-4407 --json", askFlags{role: "admin", json: true}, "where is T-4407"},
		{"where is --as viewer T-4407 --json", askFlags{role: "viewer", json: true}, "where is T-4407"},
		{"where_is_my_truck --as=driver --person Segun_Ojo", askFlags{role: "driver", person: "Segun Ojo"}, "where is my truck"},
		{"--json -- what is --json", askFlags{role: "admin", json: true}, "what is --json"},
		{"trucks near 6.445,-3.365", askFlags{role: "admin"}, "trucks near 6.445,-3.365"},
		{"--confirm 7b1", askFlags{role: "admin", confirm: "7b1"}, ""},
	} {
		args := strings.Fields(c.args)
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "_", " ")
		}
		f, text, err := readAskFlags(args)
		if err != nil || f != c.want || text != c.text {
			t.Errorf("%s: %+v %q %v, want %+v %q", c.args, f, text, err, c.want, c.text)
		}
	}
	for _, bad := range []string{"where is T-4407 --jsn", "", "--json", "where --as"} {
		if f, text, err := readAskFlags(strings.Fields(bad)); err == nil {
			t.Errorf("%q was accepted: %+v %q", bad, f, text)
		}
	}
}
