#!/usr/bin/env python3
"""Reads HF_upload_queue and decodes each shard: a worker in another language, up to the point where it would store them.

    protoc --python_out=. --proto_path=../../Grains.Interfaces/Uploads episode_shard.proto
    python3 worker.py --count 1     # passwords from REDIS_PASSWORD and RABBITMQ_PASSWORD
"""
import argparse, array, json, os
import pika, redis, zstandard
from episode_shard_pb2 import EpisodeShard

MAX_UNPACKED_BYTES = 512 << 20

arguments = argparse.ArgumentParser()
arguments.add_argument("--redis", default="localhost:6379")
arguments.add_argument("--rabbitmq", default="localhost:5672")
arguments.add_argument("--user", default="pacman")
arguments.add_argument("--count", type=int, default=1, help="messages to read")
arguments.add_argument("--take", action="store_true", help="acknowledge, as a worker does that has stored the episodes")
options = arguments.parse_args()

host, port = options.redis.split(":")
staging = redis.Redis(host, int(port), password=os.environ["REDIS_PASSWORD"])
host, port = options.rabbitmq.split(":")
credentials = pika.PlainCredentials(options.user, os.environ["RABBITMQ_PASSWORD"])
connection = pika.BlockingConnection(pika.ConnectionParameters(host, int(port), credentials=credentials))
channel = connection.channel()


def rows(episode, size):
    """The observations: whole rows, or, of large ones, what differs from the row before."""
    values, segments = array.array("f", episode.observations), iter(array.array("i", episode.observation_segments))
    if not episode.observation_segments:
        return [values[i:i + size] for i in range(0, len(values), size)]
    row, result, used = array.array("f", bytes(4 * size)), [], 0
    for count in segments:
        for _ in range(count):
            start, length = next(segments), next(segments)
            row[start:start + length] = values[used:used + length]
            used += length
        result.append(row[:])
    return result


for method, _, body in channel.consume("HF_upload_queue", inactivity_timeout=30):
    if method is None:
        raise SystemExit("no message came within 30 seconds")
    for key in json.loads(body):
        content = zstandard.ZstdDecompressor().decompress(staging.get(key), max_output_size=MAX_UNPACKED_BYTES)
        shard = EpisodeShard.FromString(content)
        for episode in shard.episodes:
            rewards = array.array("f", episode.rewards)
            observations = rows(episode, shard.observation_size)
            assert len(observations) == episode.length + 1
            print(json.dumps({"id": episode.id, "length": episode.length, "return": sum(rewards), "terminated": episode.terminated, "last": sum(observations[-1])}))
        if options.take:
            staging.pipeline().set(key + ":receipt", '{"failure":null}', ex=7 * 86400).delete(key).execute()
    if options.take:
        channel.basic_ack(method.delivery_tag)
    options.count -= 1
    if options.count == 0:
        break
connection.close()
