# Shared by the scripts of this folder; sourced, never run.
# shellcheck shell=bash

# shellcheck disable=SC2034
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

say() { printf '%s\n' "$*" >&2; }

die() {
  say "error: $*"
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# started_at prints when a live process began, so that a reused pid is never taken for the old process.
# Field 22 of stat; the name in field 2 may hold blanks, so everything up to its ")" is cut off first.
started_at() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  # A zombie has ended; only its parent has not looked yet.
  [[ $1 != Z ]] || return 1
  printf '%s\n' "${20}"
}

# names_dir says whether a live process has DIR in its command line: the proof that it is ours to stop.
names_dir() {
  [[ -r /proc/$1/cmdline ]] || return 1
  local pid=$1 dir=$2
  [[ $pid =~ ^[0-9]+$ && $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") == *"$dir/"* ]]
}

# gone waits up to $2 tenths of a second for a process to end. A zombie counts as ended.
gone() {
  local pid=$1 tenths=$2 state
  while ((tenths-- > 0)); do
    state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$pid/status" 2>/dev/null) || true
    [[ -z $state || $state == Z ]] && return 0
    sleep 0.1
  done
  return 1
}

# port_taken asks by connecting. The answer may be old a moment later, so whoever binds must be ready to try another.
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# random_port prints a port nobody listens on, below Linux's ephemeral range (32768 up), where it could be
# taken by any outgoing connection between this choice and the bind.
random_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    port_taken "$port" || break
  done
  printf '%s\n' "$port"
}

# random_word prints 32 hex digits from the kernel.
random_word() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }
