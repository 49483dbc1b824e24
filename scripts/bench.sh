#!/usr/bin/env bash
# Runs the benchmarks of ./bench on private, durable services. BENCH=area chooses one; BENCH_FULL=1 takes the time
# to give stable figures.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR
. "$here/common.sh"
# shellcheck source-path=SCRIPTDIR
. "$here/run.sh"
# shellcheck source-path=SCRIPTDIR
. "$here/install.sh"
# shellcheck source-path=SCRIPTDIR
. "$here/native.sh"

# keep_commit_times makes PostgreSQL remember when each transaction was committed: the bench measures up to there.
keep_commit_times() {
  local data
  data=$(cat "$run/where")
  [[ $data != compose:* ]] || die "the bench needs PostgreSQL on this machine, not in a container"
  printf 'track_commit_timestamp = on\n' | as_service tee -a "$data/postgres/postgresql.conf" >/dev/null
  as_service "$(find_postgres)/pg_ctl" restart -s -w -t 60 -D "$data/postgres" -l "$data/postgres.log" >/dev/null
}

cd "$root"
begin_run bench
during "$here/services.sh" ensure go services
# shellcheck disable=SC2119
start_services
keep_commit_times
during "$here/build.sh" "$run/bin"
export BENCH=${BENCH-} BENCH_FULL=${BENCH_FULL-} BENCH_DIR=$run
export WATCHTOWER_BIN=$run/bin/watchtower SANDBOX_BIN=$run/bin/sandbox
during go run -tags nomsgpack ./bench
