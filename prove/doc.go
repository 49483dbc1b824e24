// Package prove holds the long proofs that `make prove` runs: real processes of
// the built program, on a private PostgreSQL and Redis each, killed and cut off
// in the middle of their work. It owns no logic, and each proof has a time
// limit of its own.
package prove
