package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/redis/go-redis/v9"
)

// The limit of accepting: gin, HMAC and pipelined XADD and nothing else, as a
// process of its own beside the same generator.

// bareArg is the argument that makes this program the bare server.
const bareArg = "bare-accept"

// waiting is one body on its way into the stream.
type waiting struct {
	body []byte
	done chan error
}

func serveBare(addr string) error {
	opts, err := redis.ParseURL(os.Getenv("REDIS_URL"))
	if err != nil {
		return err
	}
	rdb := redis.NewClient(opts)
	queue := make(chan waiting, 512)
	go writeBare(rdb, queue)
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.POST("/webhooks/loconav", func(c *gin.Context) {
		body, err := io.ReadAll(c.Request.Body)
		if err != nil || !bareSigned(body, c.GetHeader("X-LocoNav-Signature")) {
			c.Status(http.StatusUnauthorized)
			return
		}
		w := waiting{body, make(chan error, 1)}
		queue <- w
		if <-w.done != nil {
			c.Status(http.StatusServiceUnavailable)
			return
		}
		c.Data(http.StatusAccepted, "application/json", []byte(`{"accepted":1}`))
	})
	return (&http.Server{Addr: addr, Handler: e}).ListenAndServe()
}

func bareSigned(body []byte, header string) bool {
	given, err := hex.DecodeString(strings.TrimPrefix(header, "sha256="))
	mac := hmac.New(sha256.New, []byte(benchSecret))
	mac.Write(body)
	return err == nil && hmac.Equal(mac.Sum(nil), given)
}

// writeBare sends what has gathered while the last round trip was under way.
func writeBare(rdb *redis.Client, queue chan waiting) {
	ctx := context.Background()
	for first := range queue {
		group := []waiting{first}
		for more := true; more && len(group) < 512; {
			select {
			case w := <-queue:
				group = append(group, w)
			default:
				more = false
			}
		}
		pipe := rdb.Pipeline()
		for _, w := range group {
			pipe.XAdd(ctx, &redis.XAddArgs{Stream: ingestStream, Values: []any{"body", w.body}})
		}
		_, err := pipe.Exec(ctx)
		for _, w := range group {
			w.done <- err
		}
	}
}

// startBare runs this program again as the bare server.
func startBare(ctx context.Context, redisURL string) (*product, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	addr := freeAddr(ctx)
	cmd := exec.CommandContext(ctx, self, bareArg, addr)
	cmd.Env, cmd.Stderr = append(os.Environ(), "REDIS_URL="+redisURL), os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &product{cmd: cmd, addr: addr}
	for range 200 {
		if w, err := dial(ctx, addr); err == nil {
			return p, w.conn.Close()
		}
		if pause(ctx, poll) != nil {
			break
		}
	}
	p.stop()
	return nil, fmt.Errorf("the bare server did not start")
}
