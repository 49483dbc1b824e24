package slack

import (
	"math"
	"time"
)

// pace holds an app to Slack's published limits: so many calls a minute per
// method, and about one post a second per channel.
type pace struct {
	buckets map[string]*bucket
}

// bucket refills evenly; a full one lets a short burst through.
type bucket struct {
	left float64
	at   time.Time
}

const (
	postBurst   = 4   // posts at once in one channel
	postsMinute = 300 // in the whole workspace
)

// perMinute is a method's tier. Zero: no limit is published that a small app could reach.
func perMinute(method string) int {
	switch method {
	case "chat.postMessage":
		return postsMinute
	case "conversations.list", "users.list", "chat.startStream", "chat.stopStream":
		return 20
	case "chat.update", "chat.delete", "chat.unfurl", "conversations.history", "conversations.replies",
		"conversations.info", "conversations.open", "apps.connections.open", "reactions.add", "team.info":
		return 50
	case "chat.postEphemeral", "chat.appendStream", "views.open", "views.push", "views.update", "views.publish",
		"assistant.threads.setSuggestedPrompts", "assistant.threads.setTitle", "users.info", "conversations.members",
		"files.getUploadURLExternal", "files.completeUploadExternal", "files.info":
		return 100
	}
	return 0
}

// take counts a call. Above zero it is refused, and may come again after so many seconds.
func (p *pace) take(method, channel string, now time.Time) int {
	if p == nil {
		return 0
	}
	if method == "chat.postMessage" {
		if wait := p.draw("in "+channel, 1, postBurst, now); wait > 0 {
			return wait
		}
	}
	n := perMinute(method)
	if n == 0 {
		return 0
	}
	return p.draw(method, float64(n)/60, float64(n), now)
}

// draw takes one from a bucket that gains rate per second and holds most.
func (p *pace) draw(name string, rate, most float64, now time.Time) int {
	b := p.buckets[name]
	if b == nil {
		b = &bucket{left: most, at: now}
		p.buckets[name] = b
	}
	b.left = min(most, b.left+rate*now.Sub(b.at).Seconds())
	b.at = now
	if b.left < 1 {
		return int(math.Ceil((1 - b.left) / rate))
	}
	b.left--
	return 0
}
