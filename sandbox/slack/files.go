package slack

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// maxUpload is the largest file the sandbox keeps.
const maxUpload = 64 << 20

// file is an upload, from the moment its URL was asked for.
type file struct {
	ID       string
	Name     string
	Title    string
	Alt      string
	Length   int // announced
	Data     []byte
	Received bool
	Ready    time.Time // from then on blocks may show it; zero until its upload is completed
	Created  int64
	Host     string
	Channels []string
}

func (f *file) mimeType() string {
	if t, _, err := mime.ParseMediaType(mime.TypeByExtension(filepath.Ext(f.Name))); err == nil {
		return t
	}
	t, _, _ := mime.ParseMediaType(http.DetectContentType(f.Data))
	return t
}

// link is url_private, the address that wants the bot's token.
func (f *file) link() string {
	return "http://" + f.Host + "/files/" + f.ID + "/" + url.PathEscape(f.Name)
}

func (f *file) wire() obj {
	kind := strings.TrimPrefix(filepath.Ext(f.Name), ".")
	link := f.link()
	return obj{
		"id": f.ID, "created": f.Created, "timestamp": f.Created, "name": f.Name, "title": f.Title,
		"mimetype": f.mimeType(), "filetype": kind, "pretty_type": strings.ToUpper(kind), "user": botUser,
		"user_team": teamID, "editable": false, "size": len(f.Data), "mode": "hosted", "is_external": false,
		"is_public": true, "public_url_shared": false, "alt_txt": f.Alt, "file_access": "visible",
		"url_private": link, "url_private_download": link, "permalink": link, "channels": f.Channels,
	}
}

func wireFiles(files []*file) []any {
	var out []any
	for _, f := range files {
		out = append(out, f.wire())
	}
	return out
}

func fileUploadURL(c *call) (obj, error) {
	name, length := c.p.str("filename"), c.p.number("length", 0)
	switch {
	case name == "":
		return nil, invalidArguments("missing required field: filename")
	case length <= 0:
		return nil, invalidArguments("missing required field: length")
	case length > maxUpload:
		return nil, fail("file_upload_size_restricted")
	case len([]rune(c.p.str("alt_txt"))) > 1000:
		return nil, fail("alt_txt_too_large")
	}
	f := &file{ID: newID("F", 10), Name: name, Title: name, Alt: c.p.str("alt_txt"), Length: length,
		Host: c.host, Created: c.w.opt.Now().Unix()}
	c.w.files[f.ID] = f
	return obj{"upload_url": "http://" + c.host + "/upload/" + f.ID, "file_id": f.ID}, nil
}

// serveUpload takes the bytes, raw or as the one file of a form.
func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	f := w.files[r.PathValue("id")]
	w.mu.Unlock()
	if f == nil {
		http.Error(rw, "no such upload", http.StatusNotFound)
		return
	}
	wrong := w.goesWrong(callUpload)
	if wrong.instead(rw) {
		return
	}
	data, err := uploadedBytes(rw, r)
	if err != nil {
		http.Error(rw, "cannot read the upload", http.StatusBadRequest)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(data) != f.Length || f.Received {
		http.Error(rw, fmt.Sprintf("announced %d bytes, received %d", f.Length, len(data)), http.StatusBadRequest)
		return
	}
	f.Data, f.Received = data, true
	if wrong.afterwards(rw) {
		return
	}
	_, _ = fmt.Fprintf(rw, "OK - %d", len(data))
}

func uploadedBytes(rw http.ResponseWriter, r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(rw, r.Body, maxUpload+1<<20)
	form, err := r.MultipartReader()
	if err != nil {
		return io.ReadAll(r.Body)
	}
	for {
		part, err := form.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FileName() != "" {
			return io.ReadAll(part)
		}
	}
}

// fileComplete ends an upload and shares the files where asked.
func fileComplete(c *call) (obj, error) {
	list, ok := c.p.list("files")
	if !ok || len(list) == 0 {
		return nil, invalidArguments("missing required field: files [json-pointer:/files]")
	}
	var files []*file
	for _, o := range objects(list) {
		f := c.w.files[text(o, "id")]
		if f == nil || !f.Received {
			return nil, fail("file_not_found")
		}
		if t := text(o, "title"); t != "" {
			f.Title = t
		}
		files = append(files, f)
	}
	to := c.p.words("channels")
	if id := c.p.str("channel_id"); id != "" {
		to = []string{id}
	}
	if err := c.share(files, to); err != nil {
		return nil, err
	}
	for _, f := range files {
		f.Ready = time.Now().Add(c.w.faults.processing)
	}
	return obj{"files": wireFiles(files)}, nil
}

func (c *call) share(files []*file, to []string) error {
	blocks, ok := c.p.list("blocks")
	thread := c.p.str("thread_ts")
	switch {
	case !ok:
		return fail("invalid_blocks_format")
	case len(to) > 100 || (thread != "" && len(to) != 1):
		return fail("invalid_arguments")
	}
	for _, b := range objects(blocks) {
		if text(b, "type") == "markdown" {
			return fail("internal_error") // so does Slack since September 2026
		}
	}
	if lines := c.w.checkMessage(blocks); len(lines) > 0 {
		return fail("invalid_blocks", lines...)
	}
	var places []*channel
	for _, id := range to {
		ch := c.w.channelFor(id)
		if ch == nil || !ch.has(botUser) {
			return fail("channel_not_found")
		}
		places = append(places, ch)
	}
	for _, ch := range places {
		for _, f := range files {
			f.Channels = append(f.Channels, ch.ID)
		}
		c.w.post(&message{
			Channel: ch, User: botUser, BotID: botID, Subtype: "file_share", Text: c.p.str("initial_comment"),
			Blocks: nameBlocks(clone(blocks)), Files: files, ThreadTS: threadOf(ch, thread),
		})
	}
	return nil
}

func fileInfo(c *call) (obj, error) {
	f := c.w.files[c.p.str("file")]
	if f == nil || !f.Received {
		return nil, fail("file_not_found")
	}
	return obj{"file": f.wire(), "comments": []any{}}, nil
}

func (f *file) ready() bool { return !f.Ready.IsZero() && !time.Now().Before(f.Ready) }

// fileReady resolves a slack_file reference of an image block.
func (w *Workspace) fileReady(ref obj) bool {
	if f := w.files[text(ref, "id")]; f != nil {
		return f.ready()
	}
	for _, f := range w.files {
		if f.ready() && text(ref, "url") == f.link() {
			return true
		}
	}
	return false
}

// serveFile is url_private: it wants the bot's token.
func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+w.opt.Tokens.Bot {
		http.Error(rw, "sign in first", http.StatusForbidden)
		return
	}
	w.sendFile(rw, r)
}

func (w *Workspace) sendFile(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	f := w.files[r.PathValue("id")]
	ready := f != nil && f.Received // from here on the bytes never change
	w.mu.Unlock()
	if !ready {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", f.mimeType())
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(rw, r, "", time.Unix(f.Created, 0), strings.NewReader(string(f.Data)))
}
