// Package migrations holds the numbered SQL that builds the database, embedded
// in the binary. It owns the schema's history and refuses everything else:
// package store applies it.
package migrations

import "embed"

// Files are the migrations, NNNN_name.sql, in order. They only go forward in
// production; the way down exists for tests.
//
//go:embed *.sql
var Files embed.FS
