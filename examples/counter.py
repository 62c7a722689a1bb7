"""What examples/counter.mjs calls."""

import random


class Counter:
    def __init__(self, start: int, *, step: int = 1):
        self.value = start
        self.step = step

    def increment(self, by: int | None = None) -> int:
        self.value += self.step if by is None else by
        return self.value


def share_in_circle(seed: int, points: int) -> float:
    draw = random.Random(seed).random
    return sum(draw() ** 2 + draw() ** 2 <= 1.0 for _ in range(points)) / points


def countdown(start: int):
    for number in range(start, 0, -1):
        yield number
