// Package page is the browser side of the sandbox workspace: one hand-written
// page, embedded, that shows channels, threads, modals and the Home tab the
// way people know them, and lets one type and click as any of its people.
//
// It talks only to the control API on its own origin. It refuses to keep
// anything of the workspace: what it shows it has fetched, and a reload shows
// the same again. It loads nothing from any other host, and its content policy
// lets it run nothing that is not embedded here.
package page

import (
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed static
var static embed.FS

// policy allows the page's own files and nothing else. Pictures may also come
// from https hosts, because a card can show one by its address.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: https:; " +
	"connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// types names the content types by file ending: the machine's own table may
// lack them, and a module served as plain text does not run.
var types = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

// Handler serves the page at / and its files beside it.
func Handler() http.Handler {
	files, err := fs.Sub(static, "static")
	if err != nil {
		panic(err) // the name is fixed above; embed would not have built
	}
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		name := path.Clean(r.URL.Path)
		if name == "/" {
			name = "/index.html"
		}
		kind, known := types[path.Ext(name)]
		if info, err := fs.Stat(files, strings.TrimPrefix(name, "/")); err != nil || info.IsDir() || !known {
			http.NotFound(w, r)
			return
		}
		head := w.Header()
		head.Set("Content-Type", kind)
		head.Set("Content-Security-Policy", policy)
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cache-Control", "no-cache") // a rebuilt sandbox must not meet yesterday's page
		server.ServeHTTP(w, r)
	})
}
