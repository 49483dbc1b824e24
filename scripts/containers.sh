# Runs PostgreSQL and Redis as containers where the machine has none but a Docker engine answers; sourced by services.sh.
# shellcheck shell=bash

containers() { docker compose --file "$root/scripts/containers.yaml" --project-name "$1" "${@:2}"; }

# container_port prints the host's port that Docker chose for a service.
container_port() { containers "$1" port "$2" "$3" | sed 's/.*://'; }

containers_start() {
  local dir=$1 project password pg_port redis_port
  project=watchtower-$(random_word | cut -c1-12)
  password=$(random_word)
  printf 'compose:%s\n' "$project" >"$dir/where"
  export SERVICES_PASSWORD=$password
  containers "$project" up --detach --wait --quiet-pull >&2 || die "the containers did not start"
  pg_port=$(container_port "$project" postgres 5432)
  redis_port=$(container_port "$project" redis 6379)
  database_sql "$password" | containers "$project" exec -T postgres psql -qX -v ON_ERROR_STOP=1 -U postgres -d template1 >/dev/null
  write_env "$dir" "$pg_port" "$redis_port" "$password"
}

containers_alive() {
  local project
  project=$(cat "$1/where")
  [[ -n $(docker ps --quiet --filter "label=com.docker.compose.project=${project#compose:}" 2>/dev/null) ]]
}

containers_stop() {
  local project
  project=$(cat "$1/where")
  SERVICES_PASSWORD=unused containers "${project#compose:}" down --volumes --timeout 5 >/dev/null 2>&1 ||
    say "docker compose could not remove project ${project#compose:}"
}
