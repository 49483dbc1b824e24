#!/usr/bin/env bash
# Makes the pictures of the README and the docs again, from the running product.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR
. "$here/common.sh"
# shellcheck source-path=SCRIPTDIR
. "$here/run.sh"

cd "$root"
begin_run screenshot
during "$here/services.sh" ensure go services chromium
start_services --fast
during "$here/build.sh" "$run/bin"
CHROMIUM=$("$here/services.sh" where chromium)
export REQUIRE_SERVICES=1 CHROMIUM WATCHTOWER_BIN=$run/bin/watchtower SANDBOX_BIN=$run/bin/sandbox
during go test -count=1 -tags nomsgpack,screenshot -run TestScreenshots -v ./e2e
