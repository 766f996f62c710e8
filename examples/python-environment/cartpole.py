"""CartPole-v1 in plain Python: the dynamics, rewards and limits of Gymnasium's, after Barto, Sutton and Anderson (1983)."""

import math
import random

GRAVITY = 9.8
POLE_MASS = 0.1
TOTAL_MASS = 1.0 + POLE_MASS
HALF_POLE_LENGTH = 0.5
POLE_MOMENT = POLE_MASS * HALF_POLE_LENGTH
FORCE = 10.0
TIME_STEP = 0.02
ANGLE_LIMIT = 12 * 2 * math.pi / 360
POSITION_LIMIT = 2.4


class CartPole:
    """Gymnasium's interface: reset(seed=…) and step(action). With get_state and set_state it can be saved, too."""

    spec = {
        "id": "PythonCartPole-v1",
        "observation_space": {
            "kind": "box",
            "shape": [4],
            # None: no bound.
            "low": [-2 * POSITION_LIMIT, None, -2 * ANGLE_LIMIT, None],
            "high": [2 * POSITION_LIMIT, None, 2 * ANGLE_LIMIT, None],
        },
        "action_space": {"kind": "discrete", "count": 2},
        "max_episode_steps": 500,
        "reward_threshold": 475,
        "summary": "Balance a pole on a cart by pushing the cart left or right, simulated in Python.",
    }

    def reset(self, seed=None):
        uniform = random.Random(seed).uniform
        self.state = (uniform(-0.05, 0.05), uniform(-0.05, 0.05), uniform(-0.05, 0.05), uniform(-0.05, 0.05))
        return self.state, {}

    def step(self, action):
        x, x_dot, theta, theta_dot = self.state
        sine, cosine = math.sin(theta), math.cos(theta)
        drive = ((FORCE if action == 1 else -FORCE) + POLE_MOMENT * theta_dot * theta_dot * sine) / TOTAL_MASS
        theta_acceleration = (GRAVITY * sine - cosine * drive) / (
            HALF_POLE_LENGTH * (4.0 / 3.0 - POLE_MASS * cosine * cosine / TOTAL_MASS)
        )
        x_acceleration = drive - POLE_MOMENT * theta_acceleration * cosine / TOTAL_MASS
        # Explicit Euler: positions move by the old velocities.
        x += TIME_STEP * x_dot
        theta += TIME_STEP * theta_dot
        self.state = (x, x_dot + TIME_STEP * x_acceleration, theta, theta_dot + TIME_STEP * theta_acceleration)
        fallen = not (-POSITION_LIMIT <= x <= POSITION_LIMIT and -ANGLE_LIMIT <= theta <= ANGLE_LIMIT)
        return self.state, 1.0, fallen, False, {}

    def get_state(self):
        return self.state

    def set_state(self, state):
        self.state = tuple(state)
