"""Python calls functions and actors that are written in TypeScript (typescript-functions.mjs)."""

import os
import signal

import facts
import narcine
import numpy
import pyarrow
import ray
from ray.exceptions import CrossLanguageError

MODULE = "typescript-functions"


def ts(name):
    return narcine.ts(f"{MODULE}:{name}")


def ts_actor(name):
    return narcine.ts_actor(f"{MODULE}:{name}")


def message_of(call):
    try:
        call()
    except CrossLanguageError as error:
        return str(error).split("\n")[1]
    return None


@facts.required
def values():
    sent = [None, True, 7, -1, 2**40, 2**63, -(2**63), 1.5, "grüße", [1, [2]], {"a": {"b": None}}, b"abc", {1: 2}]
    back = ray.get([ts("echo").remote(value) for value in sent])
    return {
        "sum": ray.get(ts("add").remote(1, 2)),
        "back": [repr(value) for value in back],
        "kinds": ray.get([ts("kind").remote(value) for value in sent]),
        "several": ray.get(ts("several").options(num_returns=3).remote(3)),
        "later": ray.get(ts("later").remote(5)) > 0,
        "keywords": ray.get(ts("echo").remote(width=2, size=(1, 2))),
        "range": facts.raised(lambda: ts("echo").remote([range(3)])),
    }


def without_workers():
    """Only where it is asked for by name: everything else here needs them."""
    if os.environ.get("NARCINE_TEST_ONLY") != "without_workers":
        return None

    @ray.remote
    def still():
        return "python still runs"

    return [facts.raised(lambda: ts("add").remote(1, 2))["type"], ray.get(still.remote())]


def objects():
    large = ray.put(b"x" * 1_000_000)
    return {
        "by_reference": ray.get(ts("length").remote(large)),
        "returned": len(ray.get(ts("zeros").remote(2_000_000))),
        "chain": ray.get(ts("length").remote(ts("zeros").remote(300_000))),
        "many": sum(ray.get([ts("add").remote(index, 1) for index in range(300)])),
        "environment": ray.get(ts("environment").options(runtime_env={"env_vars": {"COLOUR": "red"}}).remote("COLOUR")),
    }


def errors():
    return {
        "thrown": message_of(lambda: ray.get(ts("fail").remote("because"))),
        "unsendable": message_of(lambda: ray.get(ts("unsendable").remote())),
        "missing": message_of(lambda: ray.get(ts("nothing").remote())) is not None,
        "died": facts.raised(lambda: ray.get(ts("die").options(max_retries=0).remote())),
        "refused": facts.raised(lambda: ts("echo").remote({(1, 2)}))["type"],
        "retried": ray.get(ts("failUntil").options(retry_exceptions=True).remote(marker("failed"), 3)),
    }


def marker(name):
    return os.path.join(os.environ["HOME"], name)


def cancels():
    waiting = ts("nap").remote(60_000, marker("aborted"))
    facts.eventually(lambda: not ray.wait([waiting], timeout=0.5)[0])
    ray.cancel(waiting)
    forced = ts("nap").remote(60_000, marker("not-asked"))
    ray.wait([forced], timeout=0.5)
    ray.cancel(forced, force=True)
    queued = [ts("nap").options(num_cpus=2).remote(60_000, marker("queued")) for _ in range(2)]
    for ref in queued:
        ray.cancel(ref)
    return {
        "running": facts.raised(lambda: ray.get(waiting))["type"],
        "signal": facts.eventually(lambda: os.path.exists(marker("aborted"))),
        "forced": facts.raised(lambda: ray.get(forced))["type"],
        "queued": [facts.raised(lambda ref=ref: ray.get(ref))["type"] for ref in queued],
        "works_again": ray.get(ts("add").remote(2, 3)),
    }


def nested():
    return {
        "levels": ray.get(ts("nested").remote(3)),
        "others": ray.get(ts("callsOthers").remote()),
        "no_path": message_of(lambda: ray.get(ts("factorial").remote(3))),
    }


def tables():
    rows = 1_000_000
    made = ray.get(ts("makeTable").remote(rows))
    sent = pyarrow.table({"x": numpy.arange(rows, dtype="float64")})
    by_reference = ray.put(narcine.arrow(sent))
    return {
        "made": [type(made).__name__, made.num_rows, made.column_names, made["x"][rows - 1].as_py()],
        "no_copy": pyarrow.total_allocated_bytes() < 2 * rows,
        "sums": ray.get([ts("sumOf").remote(sent), ts("sumOf").remote(by_reference)]),
        "view": ray.get(ts("isView").remote(by_reference)),
        "chain": ray.get(ts("sumOf").remote(ts("makeTable").remote(1_000))),
        "numbers": [
            ray.get(ts("kind").remote(numpy.arange(3.0)))[0],
            repr(ray.get(ts("echo").remote(numpy.arange(3, dtype="int16")))),
        ],
        "small": ray.get(ts("sumOf").remote(pyarrow.table({"x": [1.0, 2.0]}))),
    }


def generators():
    items = [ray.get(ref) for ref in ts("countdown").options(num_returns="streaming").remote(5)]
    broken = ts("broken").options(num_returns="streaming").remote()
    first = ray.get(next(broken))
    return {
        "items": [item if isinstance(item, int) else len(item) for item in items],
        "broken": [first, message_of(lambda: ray.get(next(broken)))],
    }


def actors():
    counter = ts_actor("Counter").options(name="ts-counter").remote(5)
    named = ray.get(ray.get_actor("ts-counter").increment.remote(0))
    first = ray.get([counter.increment.remote(1), counter.increment.remote(10)])
    for number in range(50):
        counter.note.remote(number)
    in_order = ray.get(counter.notes.remote()) == list(range(50))
    pid = ray.get(counter.pid.remote())
    by_reference = ray.get(counter.length.remote(ray.put(b"y" * 500_000)))
    resting = counter.nap.remote(60_000)
    ray.wait([resting], timeout=0.2)
    os.kill(pid, signal.SIGKILL)
    broken = ts_actor("Counter").remote(-1)
    again = ts_actor("Counter").options(max_restarts=1, max_task_retries=1).remote(7)
    os.kill(ray.get(again.pid.remote()), signal.SIGKILL)
    # Ray takes the actor's own max_task_retries for its Python actors only.
    restarted = ray.get(again.increment.options(max_task_retries=1).remote(1))
    ray.kill(again)
    return {
        "first": first,
        "named": named,
        "in_order": in_order,
        "by_reference": by_reference,
        "killed": facts.eventually(lambda: facts.process_gone(pid)),
        "after_kill": facts.final_error(lambda: ray.get(counter.pid.remote()))["type"],
        "resting": facts.raised(lambda: ray.get(resting))["type"],
        "restarted": restarted,
        "constructor": message_of(lambda: ray.get(broken.pid.remote())),
    }


if __name__ == "__main__":
    facts.main([without_workers, values, objects, errors, cancels, generators, nested, tables, actors])
