# One run with its own folder in .run/ and its own services, for the scripts that source this.
# Whatever way the script ends, what it began is stopped and its folder removed.
# shellcheck shell=bash

# begin_run NAME creates the folder, in $run.
begin_run() {
  run=$root/.run/$1-$$
  mkdir -p "$run"
  trap 'end_run $?' EXIT
  # Ctrl-C reaches us, and not the programs in the background: they are ended in order by end_run.
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

# start_services takes --fast for tests. Its environment is loaded into this script.
# shellcheck disable=SC2120
start_services() {
  during "$root/scripts/services.sh" start "$run" --owner $$ "$@"
  # shellcheck disable=SC1091
  . "$run/env"
}

# during runs a command so that a signal to this script is handled at once, not when the command has ended; the
# command has its own process group, so that its children end with it.
during() {
  local status=0
  set -m
  "$@" </dev/null &
  current=$!
  set +m
  wait "$current" || status=$?
  current=
  return "$status"
}

current=
end_run() {
  trap '' INT TERM HUP
  if [[ -n $current ]]; then
    kill -TERM -- "-$current" 2>/dev/null || true
    gone "$current" 100 || kill -KILL -- "-$current" 2>/dev/null || true
  fi
  if declare -F end_programs >/dev/null; then end_programs; fi
  "$root/scripts/services.sh" stop "$run" || true
  rm -rf "$run"
  exit "$1"
}
