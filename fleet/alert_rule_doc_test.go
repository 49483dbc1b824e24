package fleet_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"watchtower/fleet"
)

var updateDocs = flag.Bool("update", false, "write the table of alert rules in docs/architecture.md")

// The table of alert rules in docs/architecture.md is what the code says.
func TestTheDocsTellTheRules(t *testing.T) {
	const file, begin, end = "../docs/architecture.md", "<!-- alert rules: written by go test ./fleet -run Docs -update -->\n", "<!-- end of alert rules -->"
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(raw), begin)
	was, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatal("the table's marks are gone")
	}
	want := ruleTable()
	if was == want {
		return
	}
	if !*updateDocs {
		t.Fatal("the table differs from fleet.RuleSorts; run go test ./fleet -run Docs -update")
	}
	if err := os.WriteFile(file, []byte(before+begin+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// ruleTable is every sort with its figures; those without come last, in a line.
func ruleTable() string {
	var b strings.Builder
	var bare []string
	b.WriteString("| alert | tells when | figure | default | range | source |\n|---|---|---|---|---|---|\n")
	for _, s := range fleet.RuleSorts() {
		if len(s.Params) == 0 {
			bare = append(bare, s.Kind.Words()+" ("+string(s.Severity)+")")
			continue
		}
		name, about := s.Kind.Words()+", "+string(s.Severity), s.About
		for _, p := range s.Params {
			fmt.Fprintf(&b, "| %s | %s | `%s` | %s | %s to %s | %s |\n", name, about, p.Name, p.Say(p.Default), p.Say(p.Min), p.Say(p.Max), p.Source)
			name, about = "", ""
		}
	}
	b.WriteString("\nWithout figures, as LocoNav tells of them: " + strings.Join(bare, ", ") + ".\n")
	return b.String()
}
