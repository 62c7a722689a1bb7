"""Pi by drawing random points: an ordinary Ray program, with nothing in it that knows of Narcine.

    python examples/pi.py                    on stock Ray
    npx narcine run -- python examples/pi.py on Narcine

Each task draws points in the unit square and returns the share that fell into the quarter circle, as an exact
fraction. The share tends to pi / 4.
"""

import argparse
import json
import random
import sys
import time
from fractions import Fraction

import ray

POINTS_PER_TASK = 1_000_000
TASKS = 40


@ray.remote
def share_in_circle(points: int) -> Fraction:
    inside = 0
    for _ in range(points):
        x = random.random()
        y = random.random()
        if x * x + y * y <= 1.0:
            inside += 1
    return Fraction(inside, points)


def show_progress(done: int, total: int, seconds: float) -> None:
    """One line that is drawn over itself in a terminal; in a file, a line for each quarter."""
    width = 30
    filled = width * done // total
    line = f"[{'#' * filled}{'.' * (width - filled)}] {done}/{total} tasks, {seconds:.1f} s"
    if sys.stderr.isatty():
        sys.stderr.write("\r" + line + ("\n" if done == total else ""))
    elif done % max(1, total // 4) == 0:
        sys.stderr.write(line + "\n")
    sys.stderr.flush()


def estimate(tasks: int, points: int) -> tuple[float, float]:
    """Pi, and the seconds from the first task's submission to the last result."""
    started = time.perf_counter()
    waiting = [share_in_circle.remote(points) for _ in range(tasks)]
    shares = []
    while waiting:
        ready, waiting = ray.wait(waiting)
        shares += ray.get(ready)
        show_progress(len(shares), tasks, time.perf_counter() - started)
    return float(4 * sum(shares) / len(shares)), time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", type=int, default=TASKS)
    parser.add_argument("--points", type=int, default=POINTS_PER_TASK, help="points that each task draws")
    parser.add_argument("--json", metavar="FILE", help="also write the result there")
    options = parser.parse_args()

    started = time.perf_counter()
    ray.init()
    ready = time.perf_counter() - started
    pi, seconds = estimate(options.tasks, options.points)
    ray.shutdown()
    print(f"pi is about {pi:.6f} ({options.tasks} tasks of {options.points:,} points in {seconds:.1f} s)")
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"pi": pi, "taskSeconds": seconds, "initSeconds": ready}, file)


if __name__ == "__main__":
    main()
