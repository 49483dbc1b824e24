package main

import (
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// The shell reads .env.example as operations.md says, with every line that is
// commented out in use, and gives the program what the lines mean.
func TestExampleCanBeSourced(t *testing.T) {
	text, err := os.ReadFile(".env.example")
	if err != nil {
		t.Fatal(err)
	}
	all := regexp.MustCompile(`(?m)^# ?([A-Z_]+=)`).ReplaceAllString(string(text), "$1")
	cmd := exec.CommandContext(t.Context(), "sh", "-euc", "set -a; . /dev/stdin; set +a; env")
	cmd.Stdin, cmd.Env = strings.NewReader(all), []string{"PATH=" + os.Getenv("PATH")}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got := map[string]string{}
	for line := range strings.SplitSeq(string(out), "\n") {
		key, value, _ := strings.Cut(line, "=")
		got[key] = value
	}
	for f := range reflect.TypeFor[Config]().Fields() {
		key, want := f.Tag.Get("env"), f.Tag.Get("envDefault")
		if value, ok := got[key]; !ok || want != "" && value != want {
			t.Errorf("%s is %q, want %q", key, value, want)
		}
	}
	if people, err := (Config{People: got["WATCHTOWER_PEOPLE"]}).people(); err != nil || people["U0456"].Driver != "Moses Okafor" {
		t.Errorf("people %v %v from %q", people, err, got["WATCHTOWER_PEOPLE"])
	}
}

// Whatever compose.yaml cannot do without has its line in .env.example.
func TestExampleHoldsWhatComposeNeeds(t *testing.T) {
	compose, err := os.ReadFile("compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile(".env.example")
	if err != nil {
		t.Fatal(err)
	}
	needed := regexp.MustCompile(`\$\{([A-Z_]+):\?`).FindAllStringSubmatch(string(compose), -1)
	if len(needed) == 0 {
		t.Error("compose.yaml needs nothing any more; drop this test")
	}
	for _, n := range needed {
		if !strings.Contains(string(example), "\n"+n[1]+"=") {
			t.Errorf(".env.example lacks %s", n[1])
		}
	}
}
