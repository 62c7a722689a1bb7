"""Python calls an actor in TypeScript whose CPU-bound methods run on threads (typescript-threads.mjs)."""

import facts
import narcine
import numpy
import pyarrow
import ray
from ray.exceptions import CrossLanguageError

LARGE = 300_000


def cruncher(**options):
    return narcine.ts_actor("typescript-threads:Cruncher").options(max_concurrency=3, **options).remote(7)


def message_of(ref):
    try:
        ray.get(ref, timeout=30)
    except CrossLanguageError as error:
        return str(error).split("\n")[1]
    return None


def threads():
    actor = cruncher()
    first, second = sorted(ray.get([actor.spin.remote(1_000) for _ in range(2)]))
    pid, _, _ = ray.get(actor.pid.remote())
    never = [actor.never.remote() for _ in range(3)]
    ray.wait(never, timeout=0.5)
    for ref in never:
        ray.cancel(ref)
    cancelled = [facts.raised(lambda ref=ref: ray.get(ref, timeout=30))["type"] for ref in never]
    seen = {
        "at_the_same_time": second[0] < first[1],
        "sum": ray.get(actor.sum.remote(b"\1" * LARGE)),
        "by_reference": ray.get(actor.sum.remote(ray.put(b"\1" * LARGE))),
        "grown": ray.get(actor.grow.remote(b"x" * LARGE)) == b"\1" * (2 * LARGE),
        "rows": ray.get(actor.rows.remote(pyarrow.table({"x": numpy.arange(1_000)}))),
        "pair": ray.get(actor.pair.options(num_returns=2).remote()),
        "thrown": message_of(actor.fail.remote("because")),
        "exit": message_of(actor.exit.remote()),
        "ref": message_of(actor.rows.remote({"ref": ray.put(1)})),
        "cancelled": cancelled,
        "same_process": ray.get(actor.pid.remote())[0] == pid,
    }
    last = actor.never.remote()
    ray.wait([last], timeout=0.5)
    ray.kill(actor)
    seen["killed"] = facts.eventually(lambda: facts.process_gone(pid))
    return seen


if __name__ == "__main__":
    facts.main([threads], num_cpus=4)
