# The demo's addresses and the environments of its two programs; sourced by demo.sh.
# shellcheck shell=bash

sandbox= webhook= admin= locks= clock=

# lock_folder holds one lock file per port, for all checkouts of this user: two demos that start together may both find
# a port free, but only one gets its lock.
lock_folder() {
  local dir=${TMPDIR:-/tmp}/watchtower-ports.$UID
  mkdir -m 700 "$dir" 2>/dev/null || [[ -O $dir && ! -L $dir ]] || dir=$root/.run/ports
  mkdir -p "$dir"
  printf '%s\n' "$dir"
}

# claim_port sets $1 to the first free address from host:port upwards, and keeps its lock until the demo ends.
claim_port() {
  local -n chosen=$1
  local host=${2%:*} port=${2##*:} lock
  [[ $port =~ ^[0-9]+$ ]] || die "not an address with a port: $2"
  for ((; port < 65536; port++)); do
    exec {lock}>>"$locks/$port"
    if flock -n "$lock" && ! port_taken "$port"; then
      # shellcheck disable=SC2034
      chosen=$host:$port
      [[ $2 == "$host:$port" ]] || say "$2 is taken; using $host:$port"
      return 0
    fi
    exec {lock}>&-
  done
  die "no free port from $2 upwards"
}

choose_ports_and_clock() {
  locks=$(lock_folder)
  claim_port webhook "${WEBHOOK_ADDR:-127.0.0.1:8080}"
  claim_port admin "${ADMIN_ADDR:-127.0.0.1:8081}"
  claim_port sandbox "${SANDBOX_ADDR:-127.0.0.1:8090}"
  clock=$(clock_settings)
}

# setting KEY VALUE prints one line that a shell reads back as it was.
setting() { printf '%s=%q\n' "$1" "$2"; }

# clock_settings gives all programs one clock, counted from one instant: the sandbox runs twice, to write its data and
# to serve, and must build the same fleet both times; and time may run faster.
clock_settings() {
  local speed=${DEMO_SPEED:-1} now
  [[ $speed =~ ^[1-9][0-9]*$ ]] || die "DEMO_SPEED must be a whole number, 1 or more; it is '$speed'"
  now=$(date +%s)
  setting WATCHTOWER_CLOCK "$(date -u -d "@$now" +%Y-%m-%dT%H:%M:%SZ)x$speed"
  setting WATCHTOWER_CLOCK_ANCHOR "${now}000"
}

sandbox_settings() {
  local key
  setting SANDBOX_ADDR "$sandbox"
  setting SANDBOX_MANIFEST "$root/manifest.yml"
  setting SANDBOX_WEBHOOK_URL "http://$webhook/webhooks/loconav"
  setting SANDBOX_WEBHOOK_SECRET sandbox-secret
  setting SANDBOX_SHEETS_KEY "$run/data/service-account.json"
  for key in SANDBOX_SEED SANDBOX_TRUCKS SANDBOX_INTERVAL SANDBOX_LIFE; do
    [[ -z ${!key-} ]] || setting "$key" "${!key}"
  done
}

watchtower_settings() {
  setting DATABASE_URL "$DATABASE_URL"
  setting REDIS_URL "$REDIS_URL"
  setting SLACK_API_URL "http://$sandbox/api/"
  setting SLACK_BOT_TOKEN xoxb-sandbox
  setting SLACK_APP_TOKEN xapp-sandbox
  setting WEBHOOK_ADDR "$webhook"
  setting WEBHOOK_HMAC_SECRETS sandbox-secret
  setting ADMIN_ADDR "$admin"
  setting DISPATCH_CHANNEL C0DISPATCH
  setting OPS_CHANNEL C0OPSALERTS
  setting REPORTS_CHANNEL C0REPORTS
  setting WATCHTOWER_PEOPLE 'U0DISPATCH=dispatcher,U0MANAGER=manager,U0ADMIN=admin,U0DRIVER=driver:Moses Okafor'
  setting WATCHTOWER_GEOCODER_URL "http://$sandbox/nominatim/search"
  setting LOG_LEVEL "${LOG_LEVEL:-info}"
  setting SHEETS_ID sandbox-fleet
  setting SHEETS_KEY_FILE "$run/data/service-account.json"
  setting SHEETS_ENDPOINT "http://$sandbox/"
  case ${DEMO_MODEL:-phrasebook} in
    phrasebook) ;;
    openai)
      setting OPENAI_API_KEY sk-sandbox
      setting OPENAI_BASE_URL "http://$sandbox/openai/v1"
      ;;
    *) die "DEMO_MODEL is openai or phrasebook; it is '$DEMO_MODEL'" ;;
  esac
}

# write_settings NAME writes RUN/NAME.env from NAME_settings, on the demo's clock.
write_settings() {
  (
    umask 077
    { printf '%s\n' "$clock" && "$1_settings"; } >"$run/$1.env"
  )
}
