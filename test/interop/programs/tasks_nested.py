"""Tasks that wait for tasks on a node with one CPU, and 10,000 small ones."""

import ray

import facts


@ray.remote
def dig(depth):
    return [depth] + (ray.get(dig.remote(depth - 1)) if depth > 1 else [])


@ray.remote
def fan(depth, width):
    return 1 if depth == 0 else sum(ray.get([fan.remote(depth - 1, width) for _ in range(width)]))


@ray.remote
def small(i):
    return i


@ray.remote
def submits(count):
    return sum(ray.get([small.remote(i) for i in range(count)]))


@ray.remote
def waits(refs):
    ready, rest = ray.wait(refs, num_returns=len(refs), timeout=60)
    return [len(ready), len(rest)]


def nested_five_deep():
    return {
        "deep": ray.get(dig.remote(5), timeout=80),
        "cpu_back": facts.eventually(lambda: ray.available_resources().get("CPU") == 1.0),
    }


def nested_wide():
    return {"sum": ray.get(fan.remote(2, 3), timeout=80)}


def nested_wait():
    return {"waited": ray.get(waits.remote([small.remote(i) for i in range(5)]), timeout=80)}


def many_small():
    refs = [small.remote(i) for i in range(10_000)]
    values = ray.get(refs, timeout=80)
    return {"sum": sum(values), "in_order": values == list(range(10_000))}


def many_from_a_worker():
    return {"sum": ray.get(submits.remote(1000), timeout=80)}


if __name__ == "__main__":
    facts.main([nested_five_deep, nested_wide, nested_wait, many_small, many_from_a_worker], num_cpus=1)
