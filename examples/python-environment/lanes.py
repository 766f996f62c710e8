"""N copies of a Gymnasium-style environment, stepped together, with time limit and autoreset."""

import json
from array import array

TERMINATED, TRUNCATED = 1, 2
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


class Lanes:
    def __init__(self, environment_class, count):
        self.spec = environment_class.spec
        self.environments = [environment_class() for _ in range(count)]
        self.count = count
        self.episodes = [0] * count
        self.steps = [0] * count
        self.started = False
        self.can_save = hasattr(environment_class, "get_state") and hasattr(environment_class, "set_state")
        actions = self.spec["action_space"]
        self.discrete = actions["count"] if actions["kind"] == "discrete" else None
        self.action_size = 1
        for extent in actions.get("shape", []):
            self.action_size *= extent

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
        observation, _ = self.environments[lane].reset(seed=episode_seed(self.seed, lane, episode))
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
        limit = self.spec["max_episode_steps"]
        steps, size, discrete = self.steps, self.action_size, self.discrete is not None
        for lane, environment in enumerate(self.environments):
            action = int(actions[lane]) if discrete else actions[lane * size : (lane + 1) * size]
            observation, reward, terminated, truncated, info = environment.step(action)
            rewards.append(reward)
            if "return" in info:
                returns.append(info["return"])
            step = steps[lane] = steps[lane] + 1
            if terminated or truncated or step >= limit:
                flags[lane] = (TERMINATED if terminated else 0) | (TRUNCATED if truncated or step >= limit else 0)
                finals.extend(observation)
                observation = self.reset_lane(lane, self.episodes[lane] + 1)
            observations.extend(observation)
        return observations, rewards, flags, finals, returns if len(returns) == self.count else array("d")

    def save(self):
        states = [environment.get_state() for environment in self.environments]
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
        for environment, state in zip(self.environments, states):
            environment.set_state(state)
        self.episodes, self.steps, self.seed, self.started = episodes, steps, seed, True
