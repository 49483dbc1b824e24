package webhook

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/sync/semaphore"

	"watchtower/events"
	"watchtower/loconav"
	"watchtower/store"
)

const (
	defaultPath    = "/webhooks/loconav"
	defaultMaxBody = 1 << 20
	// minWeight is what even the smallest request costs while it is in hand, and
	// what one costs that has sent nothing yet; inFlight over it bounds the
	// requests, inFlight itself their bodies.
	minWeight = 16 << 10
	inFlight  = 64 << 20
)

// Options set up a Receiver.
type Options struct {
	Proof   Proof
	Sources Sources
	Path    string // default /webhooks/loconav
	MaxBody int64  // bytes, also after inflating; default 1 MiB
	Source  string // name of this source; default loconav
	Shards  int    // of the ingest stream; default 1
	Events  *events.Client
	Store   *store.Store // where facts wait while Redis is away; nil for nowhere
	Now     func() time.Time
	Log     *slog.Logger
	Observe func(name string, value float64) // metrics; may be nil
}

// Receiver is the door for LocoNav's pushes.
type Receiver struct {
	o      Options
	room   *semaphore.Weighted
	keeper *keeper
	engine *gin.Engine
}

// release keeps gin from writing to the standard output on its own.
var release = sync.OnceFunc(func() { gin.SetMode(gin.ReleaseMode) })

// New builds the receiver. It refuses to start when nothing is set up by which
// a push could prove where it comes from.
func New(o Options) (*Receiver, error) {
	o.Proof = o.Proof.withDefaults()
	if err := o.Proof.check(); err != nil {
		return nil, err
	}
	if o.Path == "" {
		o.Path = defaultPath
	}
	if o.MaxBody <= 0 {
		o.MaxBody = defaultMaxBody
	}
	if o.Source == "" {
		o.Source = "loconav"
	}
	o.Shards = max(o.Shards, 1)
	if o.Observe == nil {
		o.Observe = func(string, float64) {}
	}
	r := &Receiver{o: o, room: semaphore.NewWeighted(max(inFlight, 4*o.MaxBody)), keeper: newKeeper(o)}
	r.routes()
	return r, nil
}

// Handler serves the webhook's routes.
func (r *Receiver) Handler() http.Handler { return r.engine }

func (r *Receiver) routes() {
	release()
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.Use(gin.CustomRecoveryWithWriter(io.Discard, func(c *gin.Context, fault any) {
		r.o.Log.Error("webhook panicked", "fault", fault)
		refuse(c, http.StatusServiceUnavailable, "try again later")
	}))
	path := strings.TrimSuffix(r.o.Path, "/")
	e.POST(path, r.receive)
	if r.o.Proof.PathToken != "" {
		e.POST(path+"/:token", r.receive)
	}
	e.NoRoute(func(c *gin.Context) { refuse(c, http.StatusNotFound, "there is nothing here") })
	e.NoMethod(func(c *gin.Context) { refuse(c, http.StatusMethodNotAllowed, "send a POST") })
	r.engine = e
}

// receive takes one push: room, proof, body, facts, durability, answer.
func (r *Receiver) receive(c *gin.Context) {
	started := time.Now()
	if !r.o.Sources.allowed(c.Request) {
		r.stranger(c, "webhook_not_allowed")
		return
	}
	if c.Request.ContentLength > r.o.MaxBody {
		r.tooLarge(c)
		return
	}
	held := &hold{room: r.room}
	defer held.release()
	if !held.grow(minWeight) {
		r.shed(c)
		return
	}
	body, ok := r.authentic(c, held)
	if !ok {
		return
	}
	facts, ok := r.facts(c, body, held)
	if !ok {
		return
	}
	if err := r.keeper.keep(c.Request.Context(), facts); err != nil {
		r.o.Log.Error("push could not be kept", "facts", len(facts), "error", err)
		r.o.Observe("webhook_unavailable", 1)
		r.later(c, 5, "storage is away")
		return
	}
	r.o.Observe("webhook_accepted", 1)
	r.o.Observe("webhook_facts", float64(len(facts)))
	r.o.Observe("webhook_accept_seconds", time.Since(started).Seconds())
	c.Data(http.StatusAccepted, "application/json", append(strconv.AppendInt([]byte(`{"accepted":`), int64(len(facts)), 10), '}'))
}

// facts unpacks and splits a body, and answers where that is too much. A body
// that breaks in the unpacking is kept as it came beside what came out of it.
func (r *Receiver) facts(c *gin.Context, body []byte, held *hold) (facts [][]byte, ok bool) {
	if !strings.EqualFold(c.GetHeader("Content-Encoding"), "gzip") {
		return cut(loconav.Split(body)), true
	}
	if !held.grow(held.n + r.o.MaxBody) {
		r.shed(c)
		return nil, false
	}
	out, whole, err := inflate(body, r.o.MaxBody)
	if err != nil {
		r.tooLarge(c)
		return nil, false
	}
	facts = loconav.Split(out)
	if !whole {
		facts = append(facts, body)
	}
	return cut(facts), true
}

// authentic gives the body of a push whose sender is proven, and answers the
// others. A body is read only when a proof can still come from it.
func (r *Receiver) authentic(c *gin.Context, held *hold) ([]byte, bool) {
	known := r.o.Proof.beforeBody(c.Param("token"), c.Request.Header)
	if !known && !r.o.Proof.maySign(c.Request.Header) {
		r.stranger(c, "webhook_unauthorized")
		return nil, false
	}
	body, err := readBody(c.Request, r.o.MaxBody, held)
	switch {
	case errors.Is(err, errTooLarge):
		r.tooLarge(c)
		return nil, false
	case errors.Is(err, errNoRoom):
		c.Header("Connection", "close") // the rest of the body is not read
		r.shed(c)
		return nil, false
	case err != nil:
		r.o.Observe("webhook_broken", 1)
		refuse(c, http.StatusBadRequest, "the body did not arrive whole")
		return nil, false
	case !known && !r.o.Proof.signed(c.Request.Header, body):
		r.stranger(c, "webhook_unauthorized")
		return nil, false
	}
	return body, true
}

// stranger turns a push away. Whichever proof it lacks, the answer is the same.
func (r *Receiver) stranger(c *gin.Context, counter string) {
	r.o.Observe(counter, 1)
	c.Header("Connection", "close")
	refuse(c, http.StatusUnauthorized, "the sender is not proven")
}

func (r *Receiver) tooLarge(c *gin.Context) {
	r.o.Observe("webhook_too_large", 1)
	c.Header("Connection", "close") // the rest of the body is not read
	refuse(c, http.StatusRequestEntityTooLarge, "at most "+strconv.FormatInt(r.o.MaxBody, 10)+" bytes are taken")
}

func (r *Receiver) shed(c *gin.Context) {
	r.o.Observe("webhook_shed", 1)
	r.later(c, 1, "too many pushes at once")
}

func (r *Receiver) later(c *gin.Context, seconds int, why string) {
	c.Header("Retry-After", strconv.Itoa(seconds))
	refuse(c, http.StatusServiceUnavailable, why)
}

func refuse(c *gin.Context, status int, why string) {
	c.AbortWithStatusJSON(status, map[string]string{"error": why})
}
