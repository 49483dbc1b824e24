package events

import (
	"context"
	"strconv"
	"strings"
)

// minRedis is the oldest major version whose streams behave as we need.
const minRedis = 7

// Server is how the Redis server is set up, as far as durability goes.
type Server struct {
	Version    string
	OldVersion bool
	AppendOnly bool
	Always     bool // appendfsync always: a 2xx survives a power cut
	Keeps      bool // maxmemory-policy noeviction: it refuses rather than forgets
}

// Server asks the server about itself.
func (c *Client) Server(ctx context.Context) (Server, error) {
	info, err := c.rdb.Info(ctx, "server").Result()
	if err != nil {
		return Server{}, wrap(err, "Server")
	}
	var s Server
	for line := range strings.Lines(info) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), "redis_version:"); ok {
			s.Version = v
		}
	}
	major, _, _ := strings.Cut(s.Version, ".")
	n, err := strconv.Atoi(major)
	s.OldVersion = err != nil || n < minRedis
	for name, is := range map[string]func(string){
		"appendonly":       func(v string) { s.AppendOnly = v == "yes" },
		"appendfsync":      func(v string) { s.Always = v == "always" },
		"maxmemory-policy": func(v string) { s.Keeps = v == "noeviction" },
	} {
		got, err := c.rdb.ConfigGet(ctx, name).Result()
		if err != nil {
			return s, wrap(err, "Server")
		}
		is(got[name])
	}
	return s, nil
}
