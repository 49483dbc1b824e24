// Package model is an OpenAI server that answers by script: the Responses API
// and chat completions, streamed or whole, with the real event names, error
// bodies and schema rules.
//
// It owns the wire format and a list of rules that turn everyday questions into
// tool calls. It refuses to know what the tools do: it reads their names and
// schemas from the request, as a model would, and never sees the product.
package model
