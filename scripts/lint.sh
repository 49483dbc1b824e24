#!/usr/bin/env bash
# Formatting and linting: gofmt, golangci-lint (pinned in tools.mod, kept out of the program's go.mod), and shellcheck
# where it is installed.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/common.sh"

cd "$root"
unformatted=$(gofmt -l .)
[[ -z $unformatted ]] || die "not formatted, run 'make fmt':
$unformatted"
go tool -modfile=tools.mod golangci-lint run --build-tags nomsgpack
if have shellcheck; then
  shellcheck -x -a scripts/services.sh scripts/demo.sh scripts/test.sh scripts/bench.sh scripts/build.sh scripts/lint.sh .ci/run
else
  say "shellcheck is not installed; the scripts were not checked"
fi
