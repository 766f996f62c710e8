#!/usr/bin/env bash
# Real servers for the tests: Redis and RabbitMQ on free ports of 127.0.0.1, with passwords of their own.
#   services.sh start FOLDER    installs what is missing, starts both, writes FOLDER/environment for the tests
#   services.sh stop FOLDER     stops what was started there
#   services.sh redis|rabbitmq stop|start FOLDER    one of them, on the same port and data
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
deploy=$(cd "$here/../../deploy" && pwd)
rabbitmq_bin=/usr/lib/rabbitmq/bin # beside Debian's wrappers, which insist on the user rabbitmq and systemd's folders

fail() { echo "services: $1" >&2; exit 1; }

install_missing() {
    if command -v redis-server >/dev/null && [ -x "$rabbitmq_bin/rabbitmq-server" ]; then return; fi
    command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ] || fail "redis-server and rabbitmq-server are missing, and only root can install them with apt-get"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -q && apt-get install -yq --no-install-recommends redis-server rabbitmq-server python3-pika python3-redis python3-zstandard python3-protobuf protobuf-compiler; } >"$folder/apt.log" 2>&1 \
        || fail "apt-get could not install the servers: $(tail -n 1 "$folder/apt.log")"
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
secret() { head -c 18 /dev/urandom | base64 | tr '+/' 'ab'; }

wait_for() { # NAME COMMAND...
    local name=$1 i
    shift
    for ((i = 0; i < 600; i++)); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.2
    done
    fail "$name did not answer in time; its log is in $folder"
}

rabbit_environment() {
    export HOME=$folder/rabbitmq
    export RABBITMQ_NODENAME=rl-$RABBITMQ_PORT@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$RABBITMQ_PORT
    export RABBITMQ_DIST_PORT=$RABBITMQ_DIST ERL_EPMD_PORT=$RABBITMQ_EPMD ERL_EPMD_ADDRESS=127.0.0.1
    export RABBITMQ_MNESIA_BASE=$folder/rabbitmq/data RABBITMQ_LOG_BASE=$folder/rabbitmq/log RABBITMQ_PID_FILE=$folder/rabbitmq/pid
    export RABBITMQ_CONFIG_FILE=$folder/rabbitmq/rabbitmq.conf RABBITMQ_ENABLED_PLUGINS_FILE=$folder/rabbitmq/enabled_plugins
    export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
    export RABBITMQ_CONF_ENV_FILE=/dev/null
}

start_redis() {
    (cd "$folder/redis" && exec setsid redis-server ./redis.conf) >>"$folder/redis/redis.log" 2>&1 </dev/null &
    echo $! >"$folder/redis/pid"
    wait_for Redis env REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli -p "$REDIS_PORT" ping
}

start_rabbitmq() {
    (rabbit_environment && exec setsid "$rabbitmq_bin/rabbitmq-server") >>"$folder/rabbitmq/console.log" 2>&1 </dev/null &
    (rabbit_environment && wait_for RabbitMQ "$rabbitmq_bin/rabbitmqctl" await_startup --timeout 120)
}

stop_redis() {
    REDISCLI_AUTH=$REDIS_PASSWORD redis-cli -p "$REDIS_PORT" shutdown >/dev/null 2>&1 || true
    wait_gone "$(cat "$folder/redis/pid" 2>/dev/null || true)"
}

stop_rabbitmq() {
    local pid
    pid=$(cat "$folder/rabbitmq/pid" 2>/dev/null || true)
    (rabbit_environment && "$rabbitmq_bin/rabbitmqctl" shutdown >/dev/null 2>&1) || { [ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true; }
    wait_gone "$pid"
}

wait_gone() {
    local i
    [ -n "$1" ] || return 0
    for ((i = 0; i < 150; i++)); do kill -0 "$1" 2>/dev/null || return 0; sleep 0.2; done
    kill -9 "$1" 2>/dev/null || true
}

start() {
    mkdir -p "$folder/redis" "$folder/rabbitmq"
    chmod 700 "$folder"
    install_missing
    REDIS_PORT=$(free_port) REDIS_PASSWORD=$(secret) RABBITMQ_PORT=$(free_port) RABBITMQ_DIST=$(free_port) RABBITMQ_EPMD=$(free_port) RABBITMQ_PASSWORD=$(secret)
    cat >"$folder/environment" <<ENV
export RL_TEST_SERVICES=$folder RL_TEST_REDIS=127.0.0.1:$REDIS_PORT RL_TEST_RABBITMQ=amqp://pacman@127.0.0.1:$RABBITMQ_PORT
export REDIS_PASSWORD=$REDIS_PASSWORD RABBITMQ_PASSWORD=$RABBITMQ_PASSWORD
REDIS_PORT=$REDIS_PORT RABBITMQ_PORT=$RABBITMQ_PORT RABBITMQ_DIST=$RABBITMQ_DIST RABBITMQ_EPMD=$RABBITMQ_EPMD
ENV
    { cat "$deploy/redis/redis.conf"; printf 'bind 127.0.0.1\nport %s\nrequirepass %s\nmaxmemory 512mb\ndaemonize no\n' "$REDIS_PORT" "$REDIS_PASSWORD"; } >"$folder/redis/redis.conf"
    RABBITMQ_PASSWORD=$RABBITMQ_PASSWORD sh "$deploy/rabbitmq/definitions.sh" >"$folder/rabbitmq/definitions.json"
    { cat "$deploy/rabbitmq/rabbitmq.conf"; echo "load_definitions = $folder/rabbitmq/definitions.json"; echo "disk_free_limit.absolute = 50MB"; } >"$folder/rabbitmq/rabbitmq.conf"
    echo "[]." >"$folder/rabbitmq/enabled_plugins" # the management page would take a port of its own
    start_redis
    start_rabbitmq
}

stop() {
    stop_redis
    stop_rabbitmq
    (rabbit_environment && epmd -kill >/dev/null 2>&1) || true
}

usage() { fail "start FOLDER, stop FOLDER, or redis|rabbitmq start|stop FOLDER"; }

case ${1:-} in
    start) [ $# -eq 2 ] || usage; mkdir -p "$2"; folder=$(cd "$2" && pwd); start ;;
    stop) [ $# -eq 2 ] || usage; folder=$(cd "$2" && pwd); source "$folder/environment"; stop ;;
    redis | rabbitmq) [ $# -eq 3 ] || usage; folder=$(cd "$3" && pwd); source "$folder/environment"; "${2}_$1" ;;
    *) usage ;;
esac
