#!/usr/bin/env bash
# Runs the benchmarks of ./bench on private, durable services. BENCH=area chooses one; BENCH_FULL=1 takes the time
# to give stable figures.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR
. "$here/common.sh"
# shellcheck source-path=SCRIPTDIR
. "$here/run.sh"

cd "$root"
begin_run bench
during "$here/services.sh" ensure go services
# shellcheck disable=SC2119
start_services
during "$here/build.sh" "$run/bin"
export BENCH=${BENCH-} BENCH_FULL=${BENCH_FULL-} BENCH_DIR=$run
export WATCHTOWER_BIN=$run/bin/watchtower SANDBOX_BIN=$run/bin/sandbox
during go run -tags nomsgpack ./bench
