// Package webhook takes in what LocoNav pushes: it verifies the sender, caps
// the body, splits it into facts, makes them durable and only then answers
// 2xx; and it consumes the durable facts into the store.
//
// It owns the authentic sender, the size cap and the rule that load is shed
// before memory grows. It refuses Slack and answers, and it never drops what
// is authentic: a fact that cannot be read is kept as a reject with its reason.
package webhook
