"""N copies of a Gymnasium-style environment, stepped together, with time limit and autoreset."""

import json
import math
import os
import sys
import traceback
from array import array

TERMINATED, TRUNCATED, ABORTED = 1, 2, 4
MASK = (1 << 64) - 1


def episode_seed(seed, lane, episode):
    """The seed of one episode: a function of where it belongs and of nothing else, so that it can be played again."""
    mixed = 0
    for part in (seed["seed"], seed["purpose"], seed["agent"], seed["first_lane"] + lane, episode):
        # The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
        mixed = (mixed + part + 0x9E3779B97F4A7C15) & MASK
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        mixed ^= mixed >> 31
    return mixed


def size_of(space):
    """How many numbers an element of a space has."""
    return len(space["counts"]) if space["kind"] == "multi_discrete" else math.prod(space.get("shape", []))


def describe(error):
    """An exception and where it was raised, in a sentence."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({place.name}, {os.path.basename(place.filename)} line {place.lineno})"


class Lanes:
    def __init__(self, environment_class, count):
        self.spec = environment_class.spec
        self.create = environment_class
        # None where an environment has failed, until its lane is reset.
        self.environments = [environment_class() for _ in range(count)]
        # What those have failed of, by lane.
        self.failures = {}
        self.count = count
        self.episodes = [0] * count
        self.steps = [0] * count
        self.started = False
        self.can_save = hasattr(environment_class, "get_state") and hasattr(environment_class, "set_state")
        actions = self.spec["action_space"]
        self.discrete = actions["count"] if actions["kind"] == "discrete" else None
        self.action_size = size_of(actions)
        self.observation_size = size_of(self.spec["observation_space"])
        self.has_returns = False

    def reset(self, seed, episodes):
        """First observations of all lanes, one after the other."""
        self.seed = seed
        self.started = True
        observations = array("f")
        for lane in range(self.count):
            observations.extend(self.reset_lane(lane, episodes[lane]))
        return observations

    def reset_lane(self, lane, episode):
        self.episodes[lane] = episode
        self.steps[lane] = 0
        if self.environments[lane] is None:
            self.environments[lane] = self.create()
        observation, _ = self.environments[lane].reset(seed=episode_seed(self.seed, lane, episode))
        self.failures.pop(lane, None)
        return self.checked(observation)

    def checked(self, observation):
        if len(observation) != self.observation_size:
            raise ValueError(f"an observation has {len(observation)} numbers where the spec says {self.observation_size}")
        return observation

    def foreign_action(self, actions):
        """The first lane whose action the environment does not have, or None."""
        if self.discrete is None:
            space, size = self.spec["action_space"], self.action_size
            for name, outside in (("low", lambda value, bound: not value >= bound), ("high", lambda value, bound: not value <= bound)):
                bounds = space[name] if isinstance(space[name], list) else [space[name]] * size
                for i, value in enumerate(actions):
                    if value != value or (bounds[i % size] is not None and outside(value, bounds[i % size])):
                        return i // size
            return None
        allowed = set(range(self.discrete))
        if allowed.issuperset(actions):
            return None
        return next(lane for lane, action in enumerate(actions) if action not in allowed)

    def step(self, actions):
        """Observations, rewards, flags, the final observations of the lanes that ended, and returns where the info has them.

        An environment whose rewards are not those that it is to be judged by (clipped ones, say) gives the sum of the latter
        so far in the episode as info["return"], in every step.
        """
        observations, rewards, finals, returns = array("f"), array("f"), array("f"), array("d")
        flags = bytearray(self.count)
        for lane in range(self.count):
            flags[lane], observation, reward, final, total = self.try_step(lane, actions)
            observations.extend(observation)
            rewards.append(reward)
            finals.extend(final)
            returns.append(total)
        return observations, rewards, flags, finals, returns if self.has_returns else array("d")

    def try_step(self, lane, actions):
        """Flags, observation, reward, final observation and return of one lane. A failure costs that lane only, until it is reset."""
        if self.environments[lane] is not None:
            try:
                return self.step_lane(lane, actions)
            except Exception as error:
                print(f"lane {lane} of {self.spec['id']} failed:", file=sys.stderr)
                traceback.print_exc()
                self.environments[lane] = None
                self.failures[lane] = describe(error)
        return ABORTED, [0] * self.observation_size, 0, (), 0

    def step_lane(self, lane, actions):
        size = self.action_size
        action = actions[lane * size : (lane + 1) * size] if self.discrete is None else int(actions[lane])
        observation, reward, terminated, truncated, info = self.environments[lane].step(action)
        self.checked(observation)
        self.has_returns = self.has_returns or "return" in info
        self.steps[lane] += 1
        flags, final = TERMINATED if terminated else 0, ()
        if truncated or self.steps[lane] >= self.spec["max_episode_steps"]:
            flags |= TRUNCATED
        if flags:
            final, observation = observation, self.reset_lane(lane, self.episodes[lane] + 1)
        return flags, observation, reward, final, info.get("return", 0)

    def save(self):
        states = [None if environment is None else environment.get_state() for environment in self.environments]
        content = {"id": self.spec["id"], "seed": self.seed, "episodes": self.episodes, "steps": self.steps, "states": states}
        return json.dumps(content).encode()

    def restore(self, snapshot):
        """Raises ValueError, and changes nothing, when the snapshot is not one of this environment and number of lanes."""
        try:
            content = json.loads(snapshot)
            episodes, steps, states, seed = (content[name] for name in ("episodes", "steps", "states", "seed"))
            fits = content["id"] == self.spec["id"] and len(episodes) == len(steps) == len(states) == self.count
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError("the snapshot cannot be read") from error
        if not fits:
            raise ValueError("the snapshot is of another environment or number of lanes")
        for lane, state in enumerate(states):
            if state is not None and self.environments[lane] is None:
                self.environments[lane] = self.create()
            if state is not None:
                self.environments[lane].set_state(state)
            else:
                self.environments[lane] = None
        self.failures = {lane: "it had failed when it was saved" for lane, state in enumerate(states) if state is None}
        self.episodes, self.steps, self.seed, self.started = episodes, steps, seed, True
