package main

import (
	"context"
	"fmt"
	"io"
)

func doctor(ctx context.Context, _ []string, out io.Writer) error {
	_, err := fmt.Fprintln(out, "x")
	return err
}
