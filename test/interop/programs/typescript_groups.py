"""Python calls an actor in TypeScript whose calls run in concurrency groups (typescript-groups.mjs)."""

import narcine
import ray
from ray.exceptions import CrossLanguageError


def message_of(ref):
    try:
        ray.get(ref, timeout=30)
    except CrossLanguageError as error:
        return str(error).split("\n")[1]
    return None


def groups():
    clerk = narcine.ts_actor("typescript-groups:Clerk").options(concurrency_groups={"io": 2, "others": 1}).remote()
    held = clerk.hold.remote()
    behind = clerk.plain.remote(0)
    fetched = [clerk.fetch.remote(n) for n in (1, 2, 3, 4)]
    others = clerk.plain.options(concurrency_group="others")
    asked = [others.remote(n) for n in (11, 12, 13)]
    answers = ray.get(fetched + asked, timeout=60)
    ready, _ = ray.wait([held, behind], num_returns=1, timeout=0.3)
    seen = ray.get(clerk.seen.options(concurrency_group="others").remote(), timeout=60)
    unknown = message_of(clerk.plain.options(concurrency_group="none").remote(5))
    ray.get(clerk.release.options(concurrency_group="others").remote(), timeout=60)
    last = [clerk.plain.remote(6), clerk.fetch.options(concurrency_group="others").remote(7)]
    after = ray.get([held, behind, *last], timeout=60)
    return {"answers": answers, "default_waits": ready == [], **seen, "unknown": unknown, "after": after}


if __name__ == "__main__":
    import facts

    facts.main([groups], num_cpus=4)
