#!/usr/bin/env bash
# Runs the tests on private services: test.sh test|check|prove.
#   test   go vet and every test; the servers run without fsync
#   check  formatting, linting and every test under the race detector
#   prove  the long proofs (kills, soaks, simulated months), on durable servers; each has its own time limit
# PKG=./store/... narrows it, ARGS="-run Name -v" is handed to go test.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR
. "$here/common.sh"
# shellcheck source-path=SCRIPTDIR
. "$here/run.sh"

mode=${1:-test}
packages=${PKG:-./...}
read -r -a args <<<"${ARGS-}"
cd "$root"

case $mode in
  test) flags=(-timeout 15m) services=(--fast) ;;
  check) flags=(-race -timeout 20m) services=(--fast) ;;
  prove) flags=(-tags "nomsgpack,prove" -run Prove -timeout 3h -v) services=() ;;
  *) die "test.sh test|check|prove" ;;
esac
[[ $mode == prove ]] || flags+=(-tags nomsgpack)

# Settings of your own, a key of OpenAI above all, must not reach the programs under test.
unset "${!OPENAI_@}" "${!SLACK_@}" "${!WEBHOOK_@}" "${!LOCONAV_@}" "${!WATCHTOWER_@}" "${!SANDBOX_@}"

begin_run "$mode"
during "$here/services.sh" ensure go services chromium node
[[ $mode != check ]] || during "$here/lint.sh"
[[ $mode != prove ]] || during "$here/services.sh" ensure geodesy
start_services ${services[@]+"${services[@]}"}
during "$here/build.sh" "$run/bin"

# Without this a test whose server is missing would be skipped, and the run would look green.
export REQUIRE_SERVICES=1
CHROMIUM=$("$here/services.sh" where chromium)
export CHROMIUM WATCHTOWER_BIN=$run/bin/watchtower SANDBOX_BIN=$run/bin/sandbox

# shellcheck disable=SC2086
during go vet -tags nomsgpack $packages
during go vet -tags nomsgpack,prove ./prove # `make test` runs none of the long proofs, but they must build
# shellcheck disable=SC2086
during go test -count=1 "${flags[@]}" ${args[@]+"${args[@]}"} $packages
