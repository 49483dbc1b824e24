#!/usr/bin/env bash
# The demo: the product against a simulated fleet and a Slack workspace in a browser tab. Stays in the foreground,
# prints `ready <url>` when the first answer has come, and stops everything on Ctrl-C.
#   DEMO_SPEED=10       the shared clock runs ten times as fast
#   DEMO_MODEL=openai   answers through the sandbox's OpenAI server, instead of the built-in phrasebook
#   SANDBOX_ADDR, WEBHOOK_ADDR, ADMIN_ADDR   where to listen; a taken port falls to the next free one
#   SANDBOX_TRUCKS, SANDBOX_SEED, SANDBOX_INTERVAL, SANDBOX_LIFE   the simulated fleet
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR
. "$here/common.sh"
# shellcheck source-path=SCRIPTDIR
. "$here/run.sh"
# shellcheck source-path=SCRIPTDIR
. "$here/demo_env.sh"

history_days=14
pids=()

step() { printf '[%3ds] %s\n' "$SECONDS" "$*"; }

# fail shows the end of the log that tells why.
fail() {
  local log=$1
  shift
  [[ ! -s $log ]] || { say "--- the last lines of ${log##*/}:" && tail -20 "$log" >&2; }
  die "$*"
}

http() { curl --noproxy '*' -sS -o /dev/null -f "$@"; }

post() { http --max-time "$1" -X POST -H 'Content-Type: application/json' -d "$3" "http://$sandbox$2"; }

# launch NAME COMMAND... starts a program in the background, with only the variables of RUN/NAME.env. It gets its own
# process group: Ctrl-C must reach this script alone, which ends the programs in order.
launch() {
  local name=$1
  shift
  set -m
  with_env "$name" "$@" >>"$run/$name.log" 2>&1 </dev/null &
  set +m
  pids+=("$!")
  printf '%s\n' "$!" >"$run/$name.pid"
}

# with_env becomes the command (call it in the background) in a small environment: an OPENAI_API_KEY or a SLACK_ token of your shell must not leak in.
with_env() {
  local name=$1 pairs=() names key
  shift
  set -a
  # shellcheck disable=SC1090
  . "$run/$name.env"
  set +a
  mapfile -t names < <(sed -n 's/^\([A-Z_]*\)=.*/\1/p' "$run/$name.env")
  for key in "${names[@]}"; do pairs+=("$key=${!key}"); done
  exec env -i "PATH=$PATH" "HOME=${HOME:-/}" "${pairs[@]}" "$@"
}

running() {
  local pid
  pid=$(cat "$run/$1.pid")
  ! gone "$pid" 1
}

# until_true SECONDS PROGRAM WHAT COMMAND... polls, and gives up early when the program has ended.
until_true() {
  local deadline=$((SECONDS + $1)) program=$2 what=$3
  shift 3
  until "$@" 2>/dev/null; do
    running "$program" || fail "$run/$program.log" "$program ended before $what"
    ((SECONDS < deadline)) || fail "$run/$program.log" "waited too long: $what"
    sleep 0.2
  done
}

# end_programs is called by end_run: the product first, so that it can say goodbye to a Slack that still answers.
# shellcheck disable=SC2317
end_programs() {
  local name pid
  [[ ! -f $run/watchtower.pid ]] || step "stopping"
  for name in watchtower sandbox; do
    pid=$(cat "$run/$name.pid" 2>/dev/null) || continue
    names_dir "$pid" "$run" || continue
    kill -TERM "$pid" 2>/dev/null || true
    gone "$pid" 270 || kill -KILL "$pid" 2>/dev/null || true
  done
}

# start_sandbox takes the address from the sandbox itself, which moves on when a port was taken meanwhile.
start_sandbox() {
  write_settings sandbox
  during with_env sandbox "$run/bin/sandbox" data "$run/data" >"$run/sandbox.log" 2>&1 ||
    fail "$run/sandbox.log" "the sandbox could not write its data"
  launch sandbox "$run/bin/sandbox" serve
  until_true 20 sandbox "it listened" grep -q '^sandbox http://' "$run/sandbox.log"
  sandbox=$(sed -n 's|^sandbox http://||p' "$run/sandbox.log")
}

start_product() {
  local what
  write_settings watchtower
  during with_env watchtower "$run/bin/watchtower" migrate >"$run/migrate.log" 2>&1 ||
    fail "$run/migrate.log" "the database could not be prepared"
  for what in drivers clients places trucks trips; do
    during with_env watchtower "$run/bin/watchtower" import "$what" "$run/data/$what.csv" >"$run/import.log" 2>&1 ||
      fail "$run/import.log" "$what could not be imported"
  done
  during with_env watchtower "$run/bin/watchtower" sheets setup >"$run/sheets.log" 2>&1 ||
    fail "$run/sheets.log" "the sheet could not be set up"
  launch watchtower "$run/bin/watchtower" serve
  until_true 30 watchtower "it was ready" http "http://$admin/readyz"
}

fill_history() {
  during post 900 /control/history "{\"days\":$history_days}" || fail "$run/sandbox.log" "the past days could not be pushed"
  until_true 600 watchtower "the past days were applied" http "http://$admin/readyz?caught_up=1"
}

# shellcheck disable=SC2317
answered() {
  curl --noproxy '*' -fsS "http://$sandbox/control/messages?channel=dispatch" | grep -Eq '"user": *"U0WATCHTOWER"|"bot_id": *"B0'
}

first_answer() {
  post 10 /control/command '{"as":"dispatcher","channel":"dispatch","command":"/trucks-near","text":"Apapa 10km"}' ||
    fail "$run/sandbox.log" "the first question could not be asked"
  until_true 30 watchtower "the first answer came" answered
}

where_to_look() {
  cat <<TEXT

  Slack workspace   http://$sandbox/      open it in a browser; you are a dispatcher there
  Google Sheet      http://$sandbox/sheets/      edit a cell, then /tower sheets sync
  Try               /trucks-near Apapa 10km        /fleet        /tower help
                    @Watch Tower trucks near Mile 2    @Watch Tower list the trips of today
  LocoNav webhook   http://$webhook/webhooks/loconav
  Control by HTTP   http://$sandbox/control/messages?channel=dispatch   (docs/operations.md)
  Health            http://$admin/readyz   http://$admin/metrics
  Logs              $run/watchtower.log
                    $run/sandbox.log
  Ctrl-C stops everything.

TEXT
}

begin_run demo
step "looking for Go, PostgreSQL, Redis and curl"
during "$here/services.sh" ensure go services curl
step "building (the first time takes minutes, later ones seconds)"
during "$here/build.sh" "$run/bin"
step "starting PostgreSQL and Redis"
# shellcheck disable=SC2119
start_services
choose_ports_and_clock
step "starting the sandbox on $sandbox"
start_sandbox
step "importing trucks, drivers, clients, places and trips"
start_product
step "telling the product about the last $history_days days"
fill_history
post 10 /control/fleet/start '{}' || fail "$run/sandbox.log" "the fleet did not start"
step "asking the first question"
first_answer
step "answered"
where_to_look
printf 'ready http://%s/\n' "$sandbox"

# From here on Ctrl-C is the way the demo is meant to end.
trap 'exit 0' INT TERM
wait -n "${pids[@]}" || true
running watchtower || fail "$run/watchtower.log" "watchtower ended"
fail "$run/sandbox.log" "the sandbox ended"
