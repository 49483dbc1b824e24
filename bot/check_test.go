package bot

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"gopkg.in/yaml.v3"
)

func TestNeededScopesAreTheManifests(t *testing.T) {
	raw, err := os.ReadFile("../manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	var m slack.Manifest
	if err := yaml.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m.OAuthConfig.Scopes.Bot, neededScopes); diff != "" {
		t.Error(diff)
	}
}

func TestMissingScopesAreNamed(t *testing.T) {
	f := checkScopes(strings.Join(neededScopes[1:], ", "))
	if !strings.Contains(f.Fix, neededScopes[0]) || strings.Contains(f.Fix, neededScopes[1]) {
		t.Errorf("%+v", f)
	}
	if f := checkScopes(strings.Join(neededScopes, ",")); f.Fix != "" {
		t.Errorf("all granted, and still: %+v", f)
	}
}
