package store

import (
	"fmt"
	"strings"
)

// conditions gathers what a query asks for into one WHERE, with numbered
// arguments.
type conditions struct {
	parts []string
	args  []any
}

// add joins a condition: each %s of format stands for the argument in its
// place, %[1]s for the first one again. Only fixed texts go into format.
func (c *conditions) add(format string, values ...any) {
	marks := make([]any, len(values))
	for i, v := range values {
		c.args = append(c.args, v)
		marks[i] = fmt.Sprintf("$%d", len(c.args))
	}
	c.parts = append(c.parts, fmt.Sprintf(format, marks...))
}

// where is the clause, "" without conditions.
func (c *conditions) where() (string, []any) {
	if len(c.parts) == 0 {
		return "", nil
	}
	return "\nWHERE " + strings.Join(c.parts, "\n  AND "), c.args
}
