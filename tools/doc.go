// Package tools is the one door in for intent. A slash command, a sentence, a
// button, a job and the terminal all end in Registry.Run.
//
// It owns what can be asked and done, one tool per file: role, schema,
// confirmation and audit on every call. It refuses Slack, HTTP and calls to
// models, and a tool cannot format: it returns an answer.Answer.
package tools
