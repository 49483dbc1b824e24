// Package bot is Watch Tower's face in Slack: the sockets, commands, messages,
// buttons, forms, the Home tab, and the deliveries that jobs and rules leave.
//
// It owns being quick and saying everything once: an envelope is stored and
// acknowledged at once, worked once in effect even across a restart, and
// answered once; Slack's limits and pace; cards that no limit refuses. It
// refuses SQL beyond identity, threads and deliveries, and rights: every click
// and command goes through tools.Registry, which checks them again.
//
// The way of an envelope:
//
//	socket -> [form? open it now] -> append to the stream -> ack
//	stream -> claim by key -> words or assistant -> Registry.Run -> card -> post
//
// Pace, leases and deadlines towards Slack follow the machine's clock; only
// what people read follows Options.Now, which may be simulated.
package bot
