"""Python calls functions and actors that are written in TypeScript (typescript-functions.mjs)."""

import facts
import narcine
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
    sent = [None, True, 7, -1, 2**40, 1.5, "grüße", [1, [2]], {"a": {"b": None}}, b"abc", {1: 2}]
    back = ray.get([ts("echo").remote(value) for value in sent])
    return {
        "sum": ray.get(ts("add").remote(1, 2)),
        "back": [repr(value) for value in back],
        "kinds": ray.get([ts("kind").remote(value) for value in sent]),
        "several": ray.get(ts("several").options(num_returns=3).remote(3)),
        "later": ray.get(ts("later").remote(5)) > 0,
    }


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
        "refused": facts.raised(lambda: ts("echo").remote({1, 2}))["type"],
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
    ray.kill(counter)
    broken = ts_actor("Counter").remote(-1)
    return {
        "first": first,
        "named": named,
        "in_order": in_order,
        "by_reference": by_reference,
        "killed": facts.eventually(lambda: facts.process_gone(pid)),
        "after_kill": facts.final_error(lambda: ray.get(counter.pid.remote()))["type"],
        "constructor": facts.final_error(lambda: ray.get(broken.pid.remote()))["type"],
    }


if __name__ == "__main__":
    facts.main([values, objects, errors, actors])
