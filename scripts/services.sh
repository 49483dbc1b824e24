#!/usr/bin/env bash
# Private PostgreSQL (with PostGIS) and Redis for one run of the demo or the tests.
#
#   services.sh ensure [curl|chromium|go|node|geodesy]...   find or install what is needed
#   services.sh start DIR [--fast] [--owner PID]
#   services.sh stop DIR                       stop what start began, and remove its data
#   services.sh stop-all                       the same for every run in .run/
#   services.sh where chromium                 print the browser's path
#
# start writes DIR/env (shell syntax, mode 600). --fast is for tests: no fsync, data may be lost if the machine stops.
# --owner names the process this run belongs to: once it is gone, the next start clears the run away.
# Everything listens on 127.0.0.1 only, behind random passwords, and runs as a user who is not root.
set -euo pipefail
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR
. "$here/common.sh"
# shellcheck source-path=SCRIPTDIR
. "$here/install.sh"
# shellcheck source-path=SCRIPTDIR
. "$here/native.sh"
# shellcheck source-path=SCRIPTDIR
. "$here/containers.sh"

# The caller's own PostgreSQL and Redis settings must not lead us to another server.
unset "${!PG@}" REDISCLI_AUTH

usage() {
  sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

ensure() {
  mkdir -p "$root/.run"
  # One at a time: two runs started together must not both call apt.
  exec 9>"$root/.run/ensure.lock"
  flock 9
  ((${#})) || set -- services
  local what
  for what in "$@"; do
    case $what in
      services | curl | chromium | go | node | geodesy) "ensure_$what" ;;
      *) usage ;;
    esac
  done
  exec 9>&-
}

# own records the process a run belongs to, with its start time.
own() { printf '%s %s\n' "$2" "$(started_at "$2")" >"$1/owner"; }

# owner_pid prints the live owner of a run, if there is one.
owner_pid() {
  local pid began
  read -r pid began 2>/dev/null <"$1/owner" || return 1
  [[ $(started_at "$pid") == "$began" ]] && printf '%s\n' "$pid"
}

# dead says that a run was begun and has ended without clearing up: its owner is gone, or it has none and nothing runs.
dead() {
  if owner_pid "$1" >/dev/null; then
    return 1
  fi
  [[ -f $1/owner ]] || { [[ -f $1/where ]] && ! alive "$1"; }
}

alive() {
  case $(cat "$1/where") in
    compose:*) containers_alive "$1" ;;
    *) native_alive "$1" ;;
  esac
}

clear_dead_runs() {
  local dir
  for dir in "$1"/*/; do
    dir=${dir%/}
    dead "$dir" || continue
    say "clearing up after an earlier run: $dir"
    stop "$dir"
    rm -rf "$dir"
  done
}

start() {
  local dir='' mode=durable owner=''
  while (($#)); do
    case $1 in
      --fast) mode=fast ;;
      --owner) owner=${2:?--owner needs a pid} && shift ;;
      -*) usage ;;
      *) dir=$1 ;;
    esac
    shift
  done
  [[ -n $dir ]] || usage
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd -P)
  [[ ! -f $dir/where ]] || die "$dir already holds services; stop them first"
  # Until the servers run, this process owns the run, so that another start does not take it for a dead one.
  own "$dir" "${owner:-$$}"
  clear_dead_runs "$(dirname "$dir")"
  # Read by the exit trap, which outlives this function.
  starting=$dir
  trap '[[ -z $starting ]] || stop "$starting"' EXIT
  if find_postgres >/dev/null && find_redis >/dev/null; then
    native_start "$dir" "$mode"
  elif docker_answers; then
    containers_start "$dir"
  else
    die "no PostgreSQL with PostGIS and Redis here; run: scripts/services.sh ensure"
  fi
  [[ -n $owner ]] || rm -f "$dir/owner"
  starting=
}

# database_sql makes the role and the database of Watch Tower. The extensions go into the template first, so that this
# database and every other already hold them, and the role needs no superuser's rights.
database_sql() {
  printf 'create extension if not exists %s;\n' postgis btree_gist pg_trgm
  printf "create role watchtower login createdb password '%s';\n" "$1"
  printf 'create database watchtower owner watchtower;\n'
}

# write_env takes DIR, PostgreSQL's port, Redis's port and the one password all share. The program gets a plain role; the
# tests get the superuser, because the library that copies test databases marks its template in pg_database.
write_env() {
  local dir=$1 server="$4@127.0.0.1:$2/watchtower?sslmode=disable" redis="redis://:$4@127.0.0.1:$3/0"
  (
    umask 077
    printf "export %s='%s'\n" DATABASE_URL "postgres://watchtower:$server" REDIS_URL "$redis" \
      WATCHTOWER_TEST_POSTGRES "postgres://postgres:$server" WATCHTOWER_TEST_REDIS "$redis" >"$dir/env"
  )
}

# stop_programs stops what the demo left behind when it was killed: every DIR/NAME.pid whose process names DIR.
stop_programs() {
  local file pid
  for file in "$1"/*.pid; do
    [[ -f $file ]] || continue
    pid=$(cat "$file")
    if names_dir "$pid" "$1"; then
      kill -TERM "$pid" 2>/dev/null || true
      gone "$pid" 100 || kill -KILL "$pid" 2>/dev/null || true
    fi
    rm -f "$file"
  done
}

stop() {
  local dir
  dir=$(cd "$1" 2>/dev/null && pwd -P) || return 0
  stop_programs "$dir"
  if [[ -f $dir/where ]]; then
    case $(cat "$dir/where") in
      compose:*) containers_stop "$dir" ;;
      *) native_stop "$dir" ;;
    esac
  fi
  rm -f "$dir/where" "$dir/env" "$dir/owner"
  rmdir "$dir" 2>/dev/null || true
}

# stop_all asks each run's own script to end first: it knows the order. What is left is stopped here.
stop_all() {
  local dir pid
  for dir in "$root"/.run/*/; do
    dir=${dir%/}
    [[ -f $dir/owner || -f $dir/where ]] || continue
    if pid=$(owner_pid "$dir"); then
      kill -TERM "$pid" 2>/dev/null || true
      gone "$pid" 400 || say "run $dir: its script (pid $pid) did not end; stopping its services anyway"
    fi
    stop "$dir"
    rm -rf "$dir"
    say "stopped $dir"
  done
}

case ${1-} in
  ensure) shift && ensure "$@" ;;
  start) shift && start "$@" ;;
  stop) [[ $# == 2 ]] || usage && stop "$2" ;;
  stop-all) stop_all ;;
  where) [[ ${2-} == chromium ]] || usage && find_chromium ;;
  *) usage ;;
esac
