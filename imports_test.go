package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// level is how far right a package stands in docs/architecture.md: it may
// import packages of a higher level, never of its own or a lower one.
var level = map[string]int{
	"watchtower": 0,
	"bot":        1, "webhook": 1, "jobs": 1,
	"assistant": 2,
	"tools":     3,
	"store":     4, "events": 4, "loconav": 4, "geocode": 4, "routing": 4,
	"answer": 5,
	"fleet":  6, "migrations": 6,
}

// home is the one package that may import a third-party module.
var home = map[string]string{
	"github.com/slack-go/slack":         "bot",
	"github.com/sashabaranov/go-openai": "assistant",
	"github.com/failsafe-go":            "assistant",
	"github.com/jackc/pgx":              "store",
	"github.com/twpayne":                "store",
	"github.com/pressly/goose":          "store",
	"github.com/peterldowns/pgtestdb":   "store",
	"github.com/redis/go-redis":         "events",
	"github.com/gin-gonic/gin":          "webhook",
	"github.com/go-co-op/gocron":        "jobs",
	"google.golang.org/api":             "jobs",
	"github.com/wneessen/go-mail":       "jobs",
	"github.com/google/jsonschema-go":   "tools",
	"github.com/prometheus":             "watchtower",
	"github.com/caarlos0/env":           "watchtower",
	"github.com/gorilla/websocket":      "sandbox",
	"github.com/go-analyze/charts":      "answer",
	"github.com/fogleman/gg":            "answer",
	"github.com/golang/freetype":        "answer",
	"github.com/xuri/excelize":          "answer",
	"golang.org/x/image":                "answer",
}

// mayAlso are the exceptions, each with its reason.
var mayAlso = map[string]string{
	"assistant github.com/google/jsonschema-go": "a tool's schema is handed to the model in strict form",
	"bot github.com/gorilla/websocket":          "slack-go takes its dialer, and the watch for deaf sockets needs the connection",
}

// TestImports holds the code against the table of docs/architecture.md. Test
// files may import anything: they see the whole from outside.
func TestImports(t *testing.T) {
	seen := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != "." {
			return skipOr(err)
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || testHelper(path) {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		seen++
		for _, spec := range file.Imports {
			target, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if fault := judge(owner(path), target); fault != "" {
				t.Errorf("%s imports %s: %s", path, target, fault)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 50 {
		t.Errorf("only %d files were read; the test looks in the wrong place", seen)
	}
}

func skipOr(err error) error {
	if err != nil {
		return err
	}
	return fs.SkipDir
}

// testHelper says whether a package exists for tests alone.
func testHelper(path string) bool {
	return strings.Contains(path, "storetest/") || strings.Contains(path, "eventstest/") || strings.Contains(path, "sheetstest/") || strings.Contains(path, "mailtest/") || strings.HasPrefix(path, "bench/")
}

// owner is the top folder that a file belongs to.
func owner(path string) string {
	top, _, found := strings.Cut(filepath.ToSlash(path), "/")
	if !found {
		return "watchtower"
	}
	return top
}

func judge(from, target string) string {
	ours, inside := strings.CutPrefix(target, "watchtower/")
	if from == "sandbox" {
		if inside && !strings.HasPrefix(ours, "sandbox") {
			return "the sandbox is the outside world and imports nothing of ours"
		}
		return ""
	}
	if inside {
		to, _, _ := strings.Cut(ours, "/")
		if to == from {
			return ""
		}
		a, known := level[from]
		b, knownTo := level[to]
		if !known || !knownTo || b <= a {
			return from + " may not import " + to
		}
		return ""
	}
	for module, where := range home {
		if strings.HasPrefix(target, module) && where != from && mayAlso[from+" "+module] == "" {
			return module + " lives in " + where
		}
	}
	if from == "fleet" && strings.Contains(strings.Split(target, "/")[0], ".") {
		return "fleet imports the standard library alone"
	}
	return ""
}

func TestJudgeFindsEveryWrongArrow(t *testing.T) {
	wrong := [][2]string{{"bot", "watchtower/webhook"}, {"store", "watchtower/tools"}, {"tools", "github.com/slack-go/slack"},
		{"fleet", "github.com/google/go-cmp/cmp"}, {"sandbox", "watchtower/fleet"}, {"events", "watchtower/store"}}
	for _, w := range wrong {
		if judge(w[0], w[1]) == "" {
			t.Errorf("%s -> %s passed", w[0], w[1])
		}
	}
	right := [][2]string{{"bot", "watchtower/tools"}, {"store", "watchtower/migrations"}, {"bot", "github.com/slack-go/slack/socketmode"}, {"fleet", "time"}}
	for _, r := range right {
		if fault := judge(r[0], r[1]); fault != "" {
			t.Errorf("%s -> %s: %s", r[0], r[1], fault)
		}
	}
}
