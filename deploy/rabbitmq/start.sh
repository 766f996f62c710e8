#!/bin/sh
# The container's command: definitions from the environment, then the server.
set -eu
sh /etc/rabbitmq/setup/definitions.sh > /var/lib/rabbitmq/definitions.json
chmod 600 /var/lib/rabbitmq/definitions.json
mkdir -p /etc/rabbitmq/conf.d
{ cat /etc/rabbitmq/setup/rabbitmq.conf; echo "load_definitions = /var/lib/rabbitmq/definitions.json"; } > /etc/rabbitmq/conf.d/90-pipeline.conf
cp /etc/rabbitmq/setup/enabled_plugins /etc/rabbitmq/enabled_plugins
exec docker-entrypoint.sh rabbitmq-server
