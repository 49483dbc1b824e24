# Runs PostgreSQL and Redis from the programs on this machine; sourced by services.sh.
# shellcheck shell=bash

# service_user prints who runs the servers: PostgreSQL refuses root, and Redis needs no rights either.
service_user() {
  if ((EUID != 0)); then
    id -un
  elif id postgres >/dev/null 2>&1; then
    printf 'postgres\n'
  else
    printf 'nobody\n'
  fi
}

# as_service runs a command as that user, with a small environment and in a folder that user can read.
as_service() (
  local user
  user=$(service_user)
  cd /
  set -- env -i "PATH=$PATH" LC_ALL=C.UTF-8 TZ=UTC "$@"
  if ((EUID != 0)); then
    exec "$@"
  fi
  # Not su or runuser: they stay between us and the server, and outlive a signal by two seconds.
  have setpriv || die "setpriv is missing (package util-linux); PostgreSQL cannot run as root"
  exec setpriv --reuid "$(id -u "$user")" --regid "$(id -g "$user")" --clear-groups "$@"
)

# make_data creates the servers' folder and prints it: in DIR, or in /var/tmp when the service user cannot reach DIR
# (a checkout below /root, say). DIR/where remembers which.
make_data() {
  local dir=$1 data=$1/services
  mkdir -p "$data"
  if ! as_service test -x "$data"; then
    rmdir "$data"
    data=$(mktemp -d /var/tmp/watchtower-services.XXXXXXXX)
  fi
  printf '%s\n' "$data" >"$dir/where"
  chmod 700 "$data"
  ((EUID != 0)) || chown "$(service_user)" "$data"
  printf '%s\n' "$data"
}

native_start() {
  local dir=$1 mode=$2 data password pg redis pg_port redis_port
  password=$(random_word)
  pg=$(find_postgres)
  redis=$(find_redis)
  data=$(make_data "$dir")
  start_redis "$redis" "$data" "$mode" "$password"
  start_postgres "$pg" "$data" "$mode" "$password"
  pg_port=$(cat "$data/postgres.port")
  redis_port=$(cat "$data/redis.port")
  create_database "$pg" "$data" "$pg_port" "$password"
  write_env "$dir" "$pg_port" "$redis_port" "$password"
}

# write_as_service writes standard input to a file that only the service user can read.
# shellcheck disable=SC2016
write_as_service() { as_service sh -c 'umask 077 && cat >"$1"' sh "$1"; }

postgres_settings() {
  local data=$1 mode=$2 socket=$1
  # A Unix socket's path may have 107 bytes, its own name taking 15.
  ((${#data} + 15 < 107)) || socket=
  cat <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$socket'
max_connections = 200
shared_buffers = 256MB
timezone = 'UTC'
log_timezone = 'UTC'
jit = off
CONF
  [[ $mode == durable ]] || printf '%s = off\n' fsync synchronous_commit full_page_writes
}

start_postgres() {
  local pg=$1 data=$2 mode=$3 password=$4 port try
  printf '%s\n' "$password" | write_as_service "$data/password"
  printf '*:*:*:*:%s\n' "$password" | write_as_service "$data/pgpass"
  as_service "$pg/initdb" -D "$data/postgres" -U postgres -A scram-sha-256 --pwfile="$data/password" \
    --locale=C.UTF-8 --encoding=UTF8 --no-sync --no-instructions >"$data/initdb.log" 2>&1 ||
    { tail -5 "$data/initdb.log" >&2 && die "initdb failed"; }
  postgres_settings "$data" "$mode" | as_service tee -a "$data/postgres/postgresql.conf" >/dev/null
  for try in 1 2 3 4 5 6 7 8; do
    port=$(random_port)
    # Fails when another process took the port after we looked; the next try takes another.
    if as_service "$pg/pg_ctl" start -s -w -t 60 -D "$data/postgres" -l "$data/postgres.log" -o "-p $port" >/dev/null 2>&1; then
      printf '%s\n' "$port" >"$data/postgres.port"
      return 0
    fi
    grep -q 'in use' "$data/postgres.log" || break
  done
  tail -5 "$data/postgres.log" >&2
  die "PostgreSQL did not start (try $try)"
}

# create_database gives psql the password in a file: an argument or a variable of env would show in ps.
create_database() {
  local psql=$1/psql data=$2 port=$3 password=$4
  database_sql "$password" |
    as_service PGPASSFILE="$data/pgpass" "$psql" -qX -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$port" -U postgres -d template1 >/dev/null
}

redis_settings() {
  local data=$1 mode=$2 password=$3 port=$4 sync=always
  [[ $mode == durable ]] || sync=no
  # set-proc-title no keeps this file's path in the command line, by which stop knows its own server.
  cat <<CONF
bind 127.0.0.1
port $port
requirepass $password
daemonize yes
set-proc-title no
dir "$data/redis"
pidfile "$data/redis.pid"
logfile "$data/redis.log"
databases 512
save ""
appendonly yes
appendfsync $sync
CONF
}

# redis_answers asks with our password: another server on that port would refuse it.
redis_answers() {
  local reply
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'AUTH %s\r\nPING\r\n' "$2" >&3
  read -r -t 2 reply <&3 && [[ $reply == +OK* ]] && read -r -t 2 reply <&3 && [[ $reply == +PONG* ]]
} 2>/dev/null

start_redis() {
  local redis=$1 data=$2 mode=$3 password=$4 port wait
  as_service mkdir "$data/redis"
  for _ in 1 2 3 4 5 6 7 8; do
    port=$(random_port)
    redis_settings "$data" "$mode" "$password" "$port" | write_as_service "$data/redis.conf"
    as_service "$redis" "$data/redis.conf" >/dev/null || continue
    for ((wait = 0; wait < 50; wait++)); do
      if (redis_answers "$port" "$password"); then
        printf '%s\n' "$port" >"$data/redis.port"
        return 0
      fi
      # The process ends by itself when the port was taken meanwhile.
      grep -q 'Failed listening' "$data/redis.log" 2>/dev/null && break
      sleep 0.1
    done
    stop_server "$data" "$(cat "$data/redis.pid" 2>/dev/null)" TERM
    mv -f "$data/redis.log" "$data/redis.log.1" 2>/dev/null || true
  done
  tail -5 "$data/redis.log.1" >&2 || true
  die "Redis did not start"
}

native_pids() {
  head -1 "$1/postgres/postmaster.pid" 2>/dev/null || true
  cat "$1/redis.pid" 2>/dev/null || true
}

native_alive() {
  local data pid
  data=$(cat "$1/where")
  for pid in $(native_pids "$data"); do
    names_dir "$pid" "$data" && return 0
  done
  return 1
}

# stop_server ends a server of ours, and only ours: its command line must name the data folder.
stop_server() {
  local data=$1 pid=$2 signal=$3
  names_dir "$pid" "$data" || return 0
  kill "-$signal" "$pid" 2>/dev/null || true
  gone "$pid" 100 || { kill -KILL "$pid" 2>/dev/null && gone "$pid" 50; } || true
}

# native_stop ends both at once and removes their data. QUIT is PostgreSQL's immediate stop: a last checkpoint would
# only write what is removed next.
native_stop() {
  local dir=$1 data
  data=$(cat "$dir/where")
  stop_server "$data" "$(head -1 "$data/postgres/postmaster.pid" 2>/dev/null)" QUIT
  stop_server "$data" "$(cat "$data/redis.pid" 2>/dev/null)" KILL
  case $data in
    "$dir/services" | /var/tmp/watchtower-services.*) rm -rf "$data" ;;
    *) die "$dir/where names $data, which is not ours to remove" ;;
  esac
}
