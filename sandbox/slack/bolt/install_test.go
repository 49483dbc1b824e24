package bolt_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// oldestNode is what Bolt 5 asks for.
const oldestNode = 20

//go:embed package.json
var manifest []byte

//go:embed package-lock.json
var lock []byte

//go:embed app.mjs
var program []byte

// without ends the test: skipped, or failed where Node is required.
func without(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("REQUIRE_NODE") == "1" {
		t.Fatal(why)
	}
	t.Skip(why + "; REQUIRE_NODE=1 makes this a failure")
}

// nodeProgram finds a Node that is new enough.
func nodeProgram(t *testing.T) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		without(t, "node is not installed (Debian: apt install nodejs npm)")
	}
	if _, err := exec.LookPath("npm"); err != nil {
		without(t, "npm is not installed (Debian: apt install npm)")
	}
	said, err := exec.CommandContext(t.Context(), node, "--version").Output()
	if err != nil {
		without(t, "node does not run: "+err.Error())
	}
	major, _, _ := strings.Cut(strings.TrimPrefix(string(said), "v"), ".")
	if n, err := strconv.Atoi(major); err != nil || n < oldestNode {
		without(t, "node "+strings.TrimSpace(string(said))+" is too old: Bolt 5 wants "+strconv.Itoa(oldestNode))
	}
	return node
}

// appFolder holds the app as it is now beside the libraries as they were installed.
func appFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(installed(t), "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "app.mjs"), program, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// installed returns a folder with the libraries. It is named after the lock
// file, so that it is filled once and never changes.
func installed(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir() // a user without a home
	}
	cache = filepath.Join(cache, "watchtower")
	sum := sha256.Sum256(bytes.Join([][]byte{manifest, lock}, nil))
	done := filepath.Join(cache, "bolt-"+hex.EncodeToString(sum[:6]))
	if _, err := os.Stat(done); err == nil {
		return done
	}
	if err := os.MkdirAll(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	fresh, err := os.MkdirTemp(cache, "bolt-new-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(fresh)
	for name, data := range map[string][]byte{"package.json": manifest, "package-lock.json": lock} {
		if err := os.WriteFile(filepath.Join(fresh, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	npmInstall(t, fresh)
	// Another run may have been faster: its folder holds the same.
	if err := os.Rename(fresh, done); err != nil && !errors.Is(err, fs.ErrExist) {
		t.Fatal(err)
	}
	return done
}

// unreachable are npm's words for a registry that does not answer.
var unreachable = regexp.MustCompile(`E(NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|AI_AGAIN|NETUNREACH|HOSTUNREACH|403|407|50[0-9])|network`)

func npmInstall(t *testing.T, dir string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	npm := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1", "--fetch-timeout=20000")
	npm.Dir = dir
	out, err := npm.CombinedOutput()
	switch {
	case err == nil:
	case ctx.Err() != nil || unreachable.Match(out):
		t.Skipf("the npm registry is out of reach, so Slack's libraries cannot be fetched: %v\n%s", err, out)
	default:
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
}
