#!/usr/bin/env bash
# Builds bin/watchtower and bin/sandbox. With a folder as argument, also copies them there: a run keeps its own copy,
# so that a later build cannot change a program that is about to start, and its command line names the run.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/common.sh"

cd "$root"
mkdir -p .run bin
# Two builds at once would write the same file.
exec 9>.run/build.lock
flock 9

version=${VERSION:-$(git describe --tags --always --dirty 2>/dev/null || echo dev)}
export CGO_ENABLED=0
# nomsgpack leaves out a codec of gin that nothing here uses: 7 MB. buildvcs=false: git may refuse a checkout that
# belongs to another user, and the version is given above.
build=(go build -buildvcs=false -tags nomsgpack -trimpath)
"${build[@]}" -ldflags "-s -w -X main.version=$version" -o bin/watchtower .
"${build[@]}" -ldflags "-s -w" -o bin/sandbox ./sandbox

if (($#)); then
  mkdir -p "$1"
  cp bin/watchtower bin/sandbox "$1/"
fi
