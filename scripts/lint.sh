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
  # The files that are only sourced have no execute bit; -a follows into them.
  find scripts -name '*.sh' -perm -u+x -exec shellcheck -x -a {} + && shellcheck .ci/run
else
  say "shellcheck is not installed; the scripts were not checked"
fi
