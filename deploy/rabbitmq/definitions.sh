#!/bin/sh
# Writes the definitions that RabbitMQ loads when it starts: the user, what it may do, and the queues.
# The password comes from RABBITMQ_PASSWORD, or from the file that RABBITMQ_PASSWORD_FILE names, and is written as a
# salted hash. There is no default: without one it stops.
#   definitions.sh > definitions.json
set -eu

user=${RABBITMQ_USER:-pacman}
if [ -z "${RABBITMQ_PASSWORD:-}" ] && [ -n "${RABBITMQ_PASSWORD_FILE:-}" ]; then
    RABBITMQ_PASSWORD=$(head -n 1 "$RABBITMQ_PASSWORD_FILE")
fi
if [ -z "${RABBITMQ_PASSWORD:-}" ]; then
    echo "RABBITMQ_PASSWORD is not set, and there is no default: set it, or RABBITMQ_PASSWORD_FILE, to a password of your own." >&2
    exit 1
fi
case $user in
    *[!A-Za-z0-9_-]*) echo "RABBITMQ_USER '$user' may have letters, digits, '_' and '-'." >&2; exit 1 ;;
esac

# RabbitMQ's form: base64 of a salt of four bytes, and the SHA-256 of salt and password.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
head -c 4 /dev/urandom > "$folder/salt"
printf '%s' "$RABBITMQ_PASSWORD" | cat "$folder/salt" - | openssl dgst -sha256 -binary > "$folder/hash"
hash=$(cat "$folder/salt" "$folder/hash" | base64 | tr -d '\n')

cat <<JSON
{
  "users": [{ "name": "$user", "password_hash": "$hash", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": "monitoring" }],
  "vhosts": [{ "name": "/" }],
  "permissions": [{
    "user": "$user", "vhost": "/",
    "configure": "^HF_upload_queue(\\\\.dead|\\\\.temporary-[0-9a-f]+)?$",
    "write": "^(amq\\\\.default|HF_upload_queue(\\\\.dead|\\\\.temporary-[0-9a-f]+)?)$",
    "read": "^HF_upload_queue(\\\\.dead|\\\\.temporary-[0-9a-f]+)?$"
  }],
  "queues": [
    { "name": "HF_upload_queue.dead", "vhost": "/", "durable": true, "auto_delete": false, "arguments": { "x-queue-type": "quorum" } },
    { "name": "HF_upload_queue", "vhost": "/", "durable": true, "auto_delete": false, "arguments": {
        "x-queue-type": "quorum",
        "x-delivery-limit": 100,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": "HF_upload_queue.dead",
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish" } }
  ]
}
JSON
