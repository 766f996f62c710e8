"""Serves Gymnasium-style environments over HTTP with the Python standard library alone.

    python3 serve.py --port 5000
    rl train http://127.0.0.1:5000/PythonCartPole-v1

The protocol is described in docs/environment-protocol.md. An environment of your own takes the place of CartPole below.
"""

import argparse
import json
import struct
import sys
import threading
import time
import uuid
from array import array
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from cartpole import CartPole
from lanes import Lanes

ENVIRONMENTS = {CartPole.spec["id"]: CartPole}

BINARY, JSON = "application/octet-stream", "application/json"
MAX_LANES = 4096
MAX_INSTANCES = 64
MAX_BODY_BYTES = 16 << 20
IDLE_SECONDS = 600
MAX_SEED = (1 << 64) - 1
SEED_FIELDS = {"seed": MAX_SEED, "purpose": 255, "agent": (1 << 24) - 1, "first_lane": (1 << 32) - 1}


class Problem(Exception):
    """Ends a request with a problem document (RFC 9457)."""

    def __init__(self, status, code, detail, field=None):
        super().__init__(detail)
        self.status = status
        self.content = {
            "type": f"urn:rlorleans:problem:{code}",
            "title": code,
            "status": status,
            "detail": detail,
            "code": code,
            "errors": [{"field": field, "value": None, "message": detail}] if field else [],
        }


def integer(body, field, default, most, least=0):
    value = body.pop(field, default)
    if type(value) is not int or not least <= value <= most:
        raise Problem(422, "invalid-field", f"{field} must be a whole number from {least} to {most}", field)
    return value


def refuse_unknown(body):
    for field in body:
        raise Problem(422, "invalid-field", f"{field} is unknown", field)


class Instance:
    """One set of lanes. Commands are numbered; the latest one is answered again when it is repeated."""

    def __init__(self, environment, lanes, seed):
        self.id = uuid.uuid4().hex
        self.environment = environment
        self.lanes = Lanes(ENVIRONMENTS[environment], lanes)
        self.seed = seed
        self.sequence = 0
        self.last = None
        self.lock = threading.Lock()
        self.used = time.monotonic()

    def carry_out(self, sequence, command, run):
        """The result of a command, which run() gives unless the command is the latest one once more."""
        if sequence not in (0, self.sequence + 1):
            if sequence == self.sequence and self.last and self.last[0] == command:
                return self.last[1]
            raise Problem(409, "out-of-sequence", f"sequence must be {self.sequence + 1}", "sequence")
        result = run()
        self.sequence += 1
        self.last = (command, result)
        return result

    def check_started(self):
        if not self.lanes.started:
            raise Problem(409, "not-started", "The instance has to be reset or restored before anything else.")

    def describe(self):
        return {
            "instance": self.id,
            "environment": self.lanes.spec,
            "lanes": self.lanes.count,
            "sequence": self.sequence,
            "started": self.lanes.started,
            **self.seed,
        }


class Service:
    def __init__(self):
        self.instances = {}
        self.lock = threading.Lock()

    def create(self, body):
        environment = body.pop("environment", None)
        lanes = integer(body, "lanes", 1, MAX_LANES, least=1)
        seed = {field: integer(body, field, 1 if field == "purpose" else 0, most) for field, most in SEED_FIELDS.items()}
        refuse_unknown(body)
        if environment not in ENVIRONMENTS:
            raise Problem(404, "unknown-environment", f"environment must be one of {', '.join(ENVIRONMENTS)}", "environment")
        with self.lock:
            oldest = time.monotonic() - IDLE_SECONDS
            self.instances = {id: each for id, each in self.instances.items() if each.used > oldest}
            if len(self.instances) >= MAX_INSTANCES:
                raise Problem(429, "limit-reached", f"There are {MAX_INSTANCES} instances already.")
            instance = Instance(environment, lanes, seed)
            self.instances[instance.id] = instance
        return instance

    def get(self, id):
        instance = self.instances.get(id)
        if instance is None:
            raise Problem(404, "unknown-instance", f"There is no instance '{id[:64]}'.", "instance")
        instance.used = time.monotonic()
        return instance

    def close(self, id):
        with self.lock:
            if self.instances.pop(id, None) is None:
                raise Problem(404, "unknown-instance", f"There is no instance '{id[:64]}'.", "instance")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keep-alive
    disable_nagle_algorithm = True
    timeout = 120
    service = Service()

    def do_GET(self):
        self.answer()

    do_POST = do_PUT = do_DELETE = do_GET

    def answer(self):
        try:
            body = self.read_body()
            url = urlsplit(self.path)
            status, kind, content = self.route([unquote(part) for part in url.path.split("/")[1:]], parse_qs(url.query), body)
        except Problem as problem:
            status, kind, content = problem.status, "application/problem+json", json.dumps(problem.content).encode()
            self.close_connection = self.close_connection or status == 413
        except Exception as error:  # The simulator failed: its lanes have to be reset, and the service goes on.
            problem = Problem(500, "environment-failed", f"{type(error).__name__}: {error}")
            status, kind, content = 500, "application/problem+json", json.dumps(problem.content).encode()
        # One write: two would go out as two packets.
        close = "Connection: close\r\n" if self.close_connection else ""
        head = f"HTTP/1.1 {status} \r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n{close}\r\n"
        self.wfile.write(head.encode("latin-1") + content)

    def read_body(self):
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            raise Problem(400, "malformed-body", "Content-Length must say how long the body is.", "Content-Length")
        if int(length) > MAX_BODY_BYTES:
            raise Problem(413, "body-too-large", f"The body must have at most {MAX_BODY_BYTES} bytes.", "body")
        return self.rfile.read(int(length))

    def route(self, path, query, body):
        method = self.command
        match method, path:
            case "POST", ["instances", id, "step"]:
                return self.step(self.service.get(id), body)
            case "GET", ["health"]:
                return self.json({"status": "healthy", "instances": len(self.service.instances)})
            case "GET", ["environments"]:
                return self.json({"environments": [each.spec for each in ENVIRONMENTS.values()]})
            case "GET", ["environments", *id]:
                if "/".join(id) not in ENVIRONMENTS:
                    raise Problem(404, "unknown-environment", f"There is no such environment; served are {', '.join(ENVIRONMENTS)}.", "environment")
                return self.json(ENVIRONMENTS["/".join(id)].spec)
            case "POST", ["instances"]:
                return self.json(self.service.create(self.fields(body)).describe(), 201)
            case "GET", ["instances", id]:
                return self.json(self.service.get(id).describe())
            case "DELETE", ["instances", id]:
                self.service.close(id)
                return 204, JSON, b""
            case "POST", ["instances", id, "reset"]:
                return self.reset(self.service.get(id), self.fields(body))
            case "POST", ["instances", id, "lanes", lane, "reset"]:
                return self.reset_lane(self.service.get(id), lane, self.fields(body))
            case "GET", ["instances", id, "aborted"]:
                instance = self.service.get(id)
                with instance.lock:
                    lanes = [{"lane": lane, "reason": reason} for lane, reason in sorted(instance.lanes.failures.items())]
                    return self.json({"sequence": instance.sequence, "lanes": lanes})
            case "GET", ["instances", id, "snapshot"]:
                instance = self.service.get(id)
                with instance.lock:
                    instance.check_started()
                    self.check_can_save(instance)
                    return 200, BINARY, instance.lanes.save()
            case "PUT", ["instances", id, "snapshot"]:
                return self.restore(self.service.get(id), query, body)
            case "GET", ["instances", id, "states"]:
                raise Problem(501, "not-supported", "This service does not stream states.")
        raise Problem(404, "unknown-path", f"There is nothing at {method} {self.path[:64]}.", "path")

    def reset(self, instance, body):
        sequence = integer(body, "sequence", 0, MAX_SEED)
        seed = {field: integer(body, field, instance.seed[field], most) for field, most in SEED_FIELDS.items()}
        count = instance.lanes.count
        episodes = body.pop("episodes", [0] * count)
        if type(episodes) is not list or len(episodes) != count or not all(type(each) is int and 0 <= each < 1 << 32 for each in episodes):
            raise Problem(422, "invalid-field", f"episodes must be an array of {count} whole numbers", "episodes")
        refuse_unknown(body)
        with instance.lock:
            observations = instance.carry_out(sequence, ("reset", seed, episodes), lambda: instance.lanes.reset(seed, episodes))
            instance.seed = seed
            if self.wants_binary():
                return 200, BINARY, struct.pack("<Q", instance.sequence) + little(observations).tobytes()
            return self.json({"sequence": instance.sequence, "observations": rows(observations, count), "episodes": instance.lanes.episodes})

    def reset_lane(self, instance, text, body):
        if not text.isdecimal() or int(text) >= instance.lanes.count:
            raise Problem(404, "unknown-lane", f"The lanes are 0 to {instance.lanes.count - 1}.", "lane")
        lane, sequence = int(text), integer(body, "sequence", 0, MAX_SEED)
        episode = integer(body, "episode", None, (1 << 32) - 1)
        refuse_unknown(body)
        with instance.lock:
            instance.check_started()
            observation = instance.carry_out(
                sequence, ("reset_lane", lane, episode), lambda: array("f", instance.lanes.reset_lane(lane, episode))
            )
            if self.wants_binary():
                return 200, BINARY, struct.pack("<Q", instance.sequence) + little(observation).tobytes()
            return self.json({"sequence": instance.sequence, "episode": episode, "observation": list(observation)})

    def step(self, instance, body):
        lanes = instance.lanes
        sequence, actions = self.read_actions(lanes, body)
        with instance.lock:
            instance.check_started()
            lane = lanes.foreign_action(actions)
            if lane is not None:
                raise Problem(422, "invalid-field", f"actions[{lane}] is not in the action space", f"actions[{lane}]")
            observations, rewards, flags, finals, returns = instance.carry_out(sequence, actions, lambda: lanes.step(actions))
            if self.wants_binary():
                padding = bytes(-lanes.count % 4)
                head = struct.pack("<Q", instance.sequence)
                parts = [head, little(observations), little(rewards), flags, padding, little(finals)]
                if "returns=float64" in self.headers.get("Accept", ""):
                    parts.append(little(returns))
                return 200, BINARY, b"".join(parts)
            final_rows = iter(rows(finals, sum(1 for flag in flags if flag & 3)))
            return self.json(
                {
                    "sequence": instance.sequence,
                    "observations": rows(observations, lanes.count),
                    "rewards": list(rewards),
                    **({"returns": list(returns)} if returns else {}),
                    "terminated": [bool(flag & 1) for flag in flags],
                    "truncated": [bool(flag & 2) for flag in flags],
                    "aborted": [bool(flag & 4) for flag in flags],
                    "final_observations": [next(final_rows) if flag & 3 else None for flag in flags],
                    "episodes": lanes.episodes,
                }
            )

    def read_actions(self, lanes, body):
        count = lanes.count * lanes.action_size
        if self.headers.get_content_type() == BINARY:
            if len(body) != 8 + 4 * count:
                raise Problem(400, "malformed-body", f"The body must have {8 + 4 * count} bytes, not {len(body)}.", "body")
            actions = array("f")
            actions.frombytes(memoryview(body)[8:])
            return struct.unpack_from("<Q", body)[0], little(actions)
        fields = self.fields(body)
        sequence = integer(fields, "sequence", 0, MAX_SEED)
        given = fields.pop("actions", None)
        refuse_unknown(fields)
        if type(given) is not list or len(given) != lanes.count:
            raise Problem(422, "invalid-field", f"actions must be an array of {lanes.count} actions", "actions")
        flat = [number for action in given for number in (action if type(action) is list else [action])]
        if len(flat) != count or not all(type(number) in (int, float) and abs(number) < 1e38 for number in flat):
            raise Problem(422, "invalid-field", f"actions must have {count} numbers", "actions")
        return sequence, array("f", flat)

    def restore(self, instance, query, body):
        text = query.get("sequence", ["0"])[0]
        if not text.isdecimal():
            raise Problem(422, "invalid-field", "sequence must be a whole number", "sequence")
        with instance.lock:
            self.check_can_save(instance)
            try:
                instance.carry_out(int(text), ("restore", body), lambda: instance.lanes.restore(body))
            except ValueError as error:
                raise Problem(422, "invalid-field", str(error), "body") from error
            return self.json({"sequence": instance.sequence, "episodes": instance.lanes.episodes})

    def fields(self, body):
        if body and self.headers.get_content_type() != JSON:
            raise Problem(415, "unsupported-media-type", f"The content type must be {JSON}.", "Content-Type")
        try:
            fields = json.loads(body or b"{}")
        except (ValueError, RecursionError) as error:
            raise Problem(400, "malformed-body", f"The body is no JSON: {error}", "body") from error
        if type(fields) is not dict:
            raise Problem(400, "malformed-body", "The body must be a JSON object.", "body")
        return fields

    def wants_binary(self):
        return BINARY in self.headers.get("Accept", "")

    @staticmethod
    def check_can_save(instance):
        if not instance.lanes.can_save:
            raise Problem(501, "not-supported", "This environment cannot be saved: it has no get_state and set_state.")

    @staticmethod
    def json(content, status=200):
        return status, JSON, json.dumps(content).encode()

    def log_message(self, format, *args):
        pass  # A line a step would cost more than the step.


def little(values):
    """Little-endian numbers, on any machine."""
    if sys.byteorder == "big":
        values = array(values.typecode, values)
        values.byteswap()
    return values


def rows(values, count):
    size = len(values) // count if count else 0
    return [list(values[row * size : (row + 1) * size]) for row in range(count)]


def main():
    parser = argparse.ArgumentParser(description="Serves environments over HTTP.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5000, help="0 takes a free one")
    arguments = parser.parse_args()
    server = ThreadingHTTPServer((arguments.host, arguments.port), Handler)
    server.daemon_threads = True
    host, port = server.server_address[:2]
    for id in ENVIRONMENTS:
        print(f"http://{host}:{port}/{id}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
