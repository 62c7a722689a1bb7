"""Compiled graphs (ray.dag): actors that hand values on through mutable objects of the store, without a task each.

With an argument the actors are on two nodes (cluster.py), and values go from one to the other and back.
"""

import asyncio
import os
import sys

import numpy
import ray
from ray.dag import InputNode, MultiOutputNode

import cluster
import facts

MB = 1000 * 1000
ON_TWO_NODES = len(sys.argv) > 1


@ray.remote
class Stage:
    def __init__(self):
        self.calls = 0

    def add(self, value, more=1):
        self.calls += 1
        return value + more

    def both(self, one, other):
        return [one, other]

    def refuse_odd(self, value):
        if value % 2:
            raise ValueError(f"{value} is odd")
        return value

    def block(self, size):
        return numpy.arange(size, dtype=numpy.uint8)

    def total(self, block):
        return int(block.sum(dtype=numpy.uint64)), block.nbytes

    def keep(self, value):
        return value

    def end_at_zero(self, value):
        if value == 0:
            os._exit(7)
        return value

    def count(self):
        return self.calls


def stages(count):
    """Actors that are ready; on two nodes every second one is on the other."""
    made = []
    for number in range(count):
        resources = {f"node{number % 2}": 1} if ON_TWO_NODES else {}
        made.append(Stage.options(num_cpus=0, resources=resources).remote())
    ray.get([stage.count.remote() for stage in made])
    return made


def get(graph, *args):
    return ray.get(graph.execute(*args), timeout=30)


def a_chain():
    one, two, three = stages(3)
    with InputNode() as given:
        graph = three.add.bind(two.add.bind(one.add.bind(given), 10), 100)
    graph = graph.experimental_compile()
    results = [get(graph, number) for number in range(20)]
    # Several values on their way at one time.
    waiting = [graph.execute(number) for number in range(5)]
    results.append([ray.get(ref, timeout=30) for ref in waiting])
    graph.teardown()
    # And the actors go on as actors.
    return {"results": results, "calls": ray.get([stage.count.remote() for stage in (one, two, three)])}


def one_value_for_many_readers():
    first, *others = stages(4)
    with InputNode() as given:
        shared = first.add.bind(given)
        graph = MultiOutputNode([other.add.bind(shared, number) for number, other in enumerate(others)])
    graph = graph.experimental_compile()
    results = [get(graph, number) for number in range(5)]
    graph.teardown()
    return results


def values_that_meet():
    left, right = stages(2)
    with InputNode() as given:
        graph = left.both.bind(left.add.bind(given, 1), right.add.bind(given, 2)).experimental_compile()
    results = [get(graph, number) for number in range(3)]
    graph.teardown()
    return results


def an_error_and_then_a_value():
    first, second = stages(2)
    with InputNode() as given:
        graph = second.add.bind(first.refuse_odd.bind(given)).experimental_compile()
    seen = [facts.raised(lambda number=number: get(graph, number)) or get(graph, number) for number in (2, 3, 4)]
    graph.teardown()
    return seen


def large_values():
    maker, reader, last = stages(3)
    with InputNode() as given:
        graph = last.keep.bind(reader.total.bind(maker.block.bind(given)))
    graph = graph.experimental_compile(_buffer_size_bytes=40 * MB)
    results = [get(graph, size) for size in (0, 1, 100_000, 33 * MB, 5)]
    # On two nodes this graph cannot be taken down in another way, on stock neither.
    graph.teardown(kill_actors=True)
    return results


def a_value_larger_than_its_channel():
    maker, reader = stages(2)
    with InputNode() as given:
        graph = reader.total.bind(maker.block.bind(given)).experimental_compile(_buffer_size_bytes=100_000)
    before = get(graph, 1000)
    error = facts.raised(lambda: get(graph, 200_000))
    graph.teardown()
    return {"before": before, "error": error}


def awaited():
    first, second = stages(2)

    async def ask():
        with InputNode() as given:
            graph = second.add.bind(first.add.bind(given)).experimental_compile(enable_asyncio=True)
        futures = [await graph.execute_async(number) for number in range(6)]
        results = [await future for future in futures]
        await asyncio.to_thread(graph.teardown)
        return results

    return asyncio.run(ask())


def an_actor_that_ends():
    first, second = stages(2)
    with InputNode() as given:
        graph = second.add.bind(first.end_at_zero.bind(given)).experimental_compile()
    # Whoever has not begun to read a channel when its writer ends goes with it: that is Ray's.
    before = get(graph, 1)
    error = facts.raised(lambda: get(graph, 0))
    graph.teardown()
    left = ray.get(second.add.remote(1), timeout=30)
    return {"before": before, "error": error, "the_other_one_goes_on": left}


def many_graphs_one_after_the_other():
    first, second = stages(2)
    results = []
    for number in range(5):
        with InputNode() as given:
            graph = second.add.bind(first.add.bind(given), number).experimental_compile()
        results.append(get(graph, 1))
        graph.teardown()
    return results


SECTIONS = [
    a_chain,
    one_value_for_many_readers,
    values_that_meet,
    an_error_and_then_a_value,
    large_values,
    a_value_larger_than_its_channel,
    awaited,
    an_actor_that_ends,
    many_graphs_one_after_the_other,
]

if __name__ == "__main__":
    if ON_TWO_NODES:
        # Stock's raylet ends itself when a channel that comes from another node is closed while a value is on its way.
        nodes, _ = cluster.start([{"num_cpus": 2}, {"num_cpus": 2}], store=600 * cluster.MIB)
        code = facts.run([a_chain, one_value_for_many_readers, values_that_meet, large_values])
        ray.shutdown()
        nodes.shutdown()
        sys.exit(code)
    facts.main(SECTIONS, object_store_memory=600 * cluster.MIB)
