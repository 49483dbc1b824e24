# Finds what Watch Tower needs on this machine, and installs what is missing; sourced by services.sh.
# Nothing that already runs is touched, and nothing that apt brings is left running.
# shellcheck shell=bash

min_postgres=15
min_redis=7
min_node=20

# find_postgres prints the folder of the newest PostgreSQL programs that come with PostGIS.
find_postgres() {
  local dir version share best='' best_version=0
  for dir in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin "$(dirname "$(command -v postgres || true)")"; do
    [[ -x $dir/postgres && -x $dir/initdb && -x $dir/psql ]] || continue
    version=$("$dir/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    share=/usr/share/postgresql/$version
    [[ -x $dir/pg_config ]] && share=$("$dir/pg_config" --sharedir)
    [[ -f $share/extension/postgis.control && -f $share/extension/btree_gist.control ]] || continue
    ((version >= min_postgres && version > best_version)) && best=$dir best_version=$version
  done
  [[ -n $best ]] && printf '%s\n' "$best"
}

# find_redis prints the path of a Redis (or its fork Valkey) that is new enough.
find_redis() {
  local name version
  for name in redis-server valkey-server; do
    have "$name" || continue
    version=$("$name" --version | sed 's/.*v=\([0-9]*\).*/\1/')
    [[ $version =~ ^[0-9]+$ ]] && ((version >= min_redis)) && command -v "$name" && return 0
  done
  return 1
}

# find_chromium prints the browser's path; CHROMIUM names one that is elsewhere.
find_chromium() {
  local name
  for name in "${CHROMIUM:-chromium}" chromium chromium-browser google-chrome google-chrome-stable headless-shell; do
    # Ubuntu's chromium-browser may be a shell script that only advertises the snap.
    have "$name" && "$name" --version >/dev/null 2>&1 && command -v "$name" && return 0
  done
  return 1
}

docker_answers() { have docker && timeout 10 docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1; }

# as_root runs a command as root, or fails when this user may not become root without a password.
as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

can_apt() { have apt-get && { ((EUID == 0)) || { have sudo && sudo -n true 2>/dev/null; }; }; }

# apt_install installs packages without starting what they bring: a policy-rc.d that forbids service starts, and a
# drop-in that stops Debian from creating its "main" cluster, both only while apt runs and only if we put them there.
apt_install() {
  local policy=/usr/sbin/policy-rc.d dropin=/etc/postgresql-common/createcluster.d/watchtower.conf ours='' status=0
  say "installing: $*"
  if [[ ! -e $policy ]]; then
    ours=yes
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  as_root mkdir -p "${dropin%/*}"
  printf 'create_main_cluster = false\n' | as_root tee "$dropin" >/dev/null
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "$@" >&2 || status=$?
  as_root rm -f "$dropin"
  [[ -z $ours ]] || as_root rm -f "$policy"
  return "$status"
}

apt_updated=
apt_update() {
  [[ -z $apt_updated ]] || return 0
  as_root apt-get update -q -o DPkg::Lock::Timeout=300 >&2 || say "apt-get update failed; going on with the lists at hand"
  apt_updated=yes
}

# newest_postgis prints the highest NN of the postgresql-NN-postgis-3 packages that apt offers.
newest_postgis() { apt-cache pkgnames postgresql- | sed -n 's/^postgresql-\([0-9]*\)-postgis-3$/\1/p' | sort -n | tail -1; }

install_postgres() {
  local version
  apt_update
  version=$(newest_postgis)
  ((${version:-0} >= min_postgres)) || return 1
  apt_install "postgresql-$version" "postgresql-$version-postgis-3"
}

# install_any tries package names in turn: they differ between Debian and Ubuntu, and between years.
install_any() {
  local name
  apt_update
  for name in "$@"; do
    # madison, not show: a name that another package only provides does not count.
    [[ -n $(apt-cache madison "$name" 2>/dev/null) ]] && apt_install "$name" && return 0
  done
  return 1
}

# ensure_services leaves PostgreSQL with PostGIS and Redis on the machine, or a Docker engine to run them, or says what to do.
ensure_services() {
  if can_apt; then
    find_postgres >/dev/null || install_postgres || true
    find_redis >/dev/null || install_any redis-server valkey-server || true
  fi
  find_postgres >/dev/null && find_redis >/dev/null && return 0
  docker_answers && return 0
  find_postgres >/dev/null || say "missing: PostgreSQL $min_postgres or newer with PostGIS 3 (Debian: postgresql-15 postgresql-15-postgis-3; older releases: https://apt.postgresql.org)"
  find_redis >/dev/null || say "missing: Redis $min_redis or newer (Debian: redis-server)"
  die "install what is named above, or start a Docker engine with the compose plugin, then run this again"
}

ensure_curl() {
  have curl && return 0
  { can_apt && install_any curl && have curl; } || die "missing: curl"
}

# ensure_chromium does not ask apt for Ubuntu's chromium-browser: it only holds a pointer to a snap.
ensure_chromium() {
  find_chromium >/dev/null && return 0
  { can_apt && install_any chromium && find_chromium >/dev/null; } ||
    die "missing: Chromium or Google Chrome, for the browser test (Debian: apt install chromium; Ubuntu: https://www.google.com/chrome; or CHROMIUM=/path/to/it)"
}

# node_version prints the major version of the Node that would run, 0 when there is none to run.
node_version() {
  local version
  have node && have npm && version=$(node --version 2>/dev/null) || version=0
  version=${version#v}
  printf '%s\n' "${version%%.*}"
}

# ensure_node goes on without: only the proof with Slack's own client libraries wants Node, and says so when it is skipped.
ensure_node() {
  (($(node_version) >= min_node)) && return 0
  can_apt && { apt_update && apt_install nodejs npm || true; }
  (($(node_version) >= min_node)) || say "no Node $min_node with npm: the test with Slack's own client libraries is skipped (https://nodejs.org)"
}

# ensure_go checks the version that go.mod asks for; an older go fetches the right one itself unless told not to.
ensure_go() {
  have go || die "missing: Go $(sed -n 's/^go //p' "$root/go.mod") or newer, see https://go.dev/dl"
  (cd "$root" && go list -m >/dev/null) || die "this Go cannot build the project; install Go $(sed -n 's/^go //p' "$root/go.mod") or newer"
}

# ensure_geodesy gets GeographicLib's GeodSolve, which the proof of our distances is held against.
ensure_geodesy() {
  have GeodSolve && return 0
  { can_apt && install_any geographiclib-tools && have GeodSolve; } || die "missing: GeodSolve (Debian: apt install geographiclib-tools)"
}
