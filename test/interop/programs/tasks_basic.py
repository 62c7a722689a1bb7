"""Plain tasks: arguments, several returns, options, generators, errors with their tracebacks, retries, cancel."""

import os
import signal
import tempfile
import time

import numpy
import ray

import facts


@ray.remote(num_cpus=0)
class Board:
    """Where tasks meet: counts arrivals and remembers notes."""

    def __init__(self):
        self.counts = {}

    def arrive(self, name):
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.counts[name]

    def count(self, name):
        return self.counts.get(name, 0)


def wait_for(board, name, count, timeout_s=30):
    return facts.eventually(lambda: ray.get(board.count.remote(name)) >= count, timeout_s)


@ray.remote
def hello(name, *more, greeting="hello", **rest):
    return f"{greeting} {name} {more} {sorted(rest.items())}"


@ray.remote
def total(array):
    return int(array.sum())


@ray.remote
def length_of_refs(refs):
    return [type(r).__name__ for r in refs], sum(ray.get(refs))


@ray.remote
def chain(value, add):
    return value + add


def hello_and_arguments():
    big = numpy.ones(300_000, dtype=numpy.int64)
    ref = ray.put(big)
    refs = [ray.put(i) for i in range(5)]
    link = ray.put(0)
    for i in range(20):
        link = chain.remote(link, i)
    base = 41
    closure = ray.remote(lambda: base + 1)
    return {
        "hello": ray.get(hello.remote("world", 1, 2, greeting="hi", z=1, a=2)),
        "by_value": ray.get(total.remote(big)),
        "by_ref": ray.get(total.remote(ref)),
        "refs_inside": ray.get(length_of_refs.remote(refs)),
        "chain": ray.get(link),
        "closure": ray.get(closure.remote()),
        "none": ray.get(ray.remote(lambda: None).remote()),
        "unicode": ray.get(hello.remote("żółć \U0001f41f")),
        "get_twice": [ray.get(link), ray.get(link)],
        "nothing_to_get": ray.get([]),
    }


@ray.remote
def numbers(count):
    return tuple(range(count)) if count != 1 else 0


def num_returns():
    a, b, c = numbers.options(num_returns=3).remote(3)
    nothing = numbers.options(num_returns=0).remote(0)
    first, second = ray.get(list(numbers.options(num_returns=2).remote(2)))
    wrong = numbers.options(num_returns=3).remote(2)
    big = ray.remote(num_returns=2)(lambda: (numpy.zeros(200_000), numpy.ones(200_000)))
    zeros, ones = ray.get(list(big.remote()))
    return {
        "three": ray.get([c, a, b]),
        "none": nothing is None,
        "two": [first, second],
        "too_few": facts.raised(lambda: ray.get(wrong[0])),
        "big": [float(zeros.sum()), float(ones.sum())],
    }


def options():
    board = Board.remote()
    ray.get(board.arrive.remote("start"))

    @ray.remote(num_cpus=0.5)
    def together():
        ray.get(board.arrive.remote("together"))
        return wait_for(board, "together", 4)

    @ray.remote(num_cpus=0.1, resources={"widget": 1})
    def alone():
        started = time.monotonic()
        time.sleep(0.1)
        return started, time.monotonic()

    @ray.remote
    def assigned():
        return ray.get_runtime_context().get_assigned_resources()

    spans = sorted(ray.get([alone.remote() for _ in range(4)]))
    return {
        "four_halves_on_two_cpus": ray.get([together.remote() for _ in range(4)], timeout=60),
        "one_widget_at_a_time": all(a[1] <= b[0] for a, b in zip(spans, spans[1:])),
        "assigned": ray.get(assigned.options(num_cpus=0.5, resources={"widget": 0.25}).remote()),
        "assigned_default": ray.get(assigned.remote()),
        "assigned_none": ray.get(assigned.options(num_cpus=0).remote()),
        "cluster": {k: v for k, v in ray.cluster_resources().items() if k in ("CPU", "widget")},
        "all_free_again": facts.eventually(lambda: ray.available_resources().get("widget") == 1.0),
        "task_name": ray.get(ray.remote(lambda: ray.get_runtime_context().get_task_name()).options(name="mine").remote()),
    }


def generators():
    board = Board.remote()
    ray.get(board.arrive.remote("start"))

    @ray.remote(num_returns="dynamic")
    def dynamic(count):
        for i in range(count):
            yield i * i

    @ray.remote
    def stepwise(count):
        for i in range(count):
            if i == 1:
                wait_for(board, "first was seen", 1)
            yield i

    @ray.remote
    def large(count):
        for i in range(count):
            yield numpy.full(150_000, i, dtype=numpy.int64)

    @ray.remote
    def breaks():
        yield 1
        yield 2
        raise KeyError("broken generator")

    @ray.remote(_generator_backpressure_num_objects=2)
    def held_back(count):
        for i in range(count):
            ray.get(board.arrive.remote("made"))
            yield i

    stream = stepwise.remote(4)
    first = ray.get(next(stream), timeout=30)
    ray.get(board.arrive.remote("first was seen"))
    rest = [ray.get(r) for r in stream]

    broken, seen = breaks.remote(), []
    error = None
    for ref in broken:
        try:
            seen.append(ray.get(ref))
        except Exception as e:
            error = type(e.cause).__name__ if hasattr(e, "cause") else type(e).__name__

    held = held_back.remote(8)
    wait_for(board, "made", 2)
    time.sleep(0.3)
    made_before_reading = ray.get(board.count.remote("made"))
    held_values = [ray.get(r) for r in held]

    async def read_async():
        return [await ref async for ref in stepwise_free.remote(3)]

    @ray.remote
    def stepwise_free(count):
        for i in range(count):
            yield i

    import asyncio

    return {
        "dynamic": [ray.get(r) for r in ray.get(dynamic.remote(5))],
        "streaming": [first, rest],
        "large": [int(ray.get(r).sum()) for r in large.remote(5)],
        "broken": [seen, error],
        "held_back": [made_before_reading <= 3, held_values],
        "async": asyncio.run(read_async()),
        "empty": list(stepwise_free.remote(0)),
    }


class OwnError(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


@ray.remote
def divide(a, b):
    return a / b


@ray.remote
def outer_of(a, b):
    return ray.get(divide.remote(a, b))


@ray.remote
def raises_own(code):
    raise OwnError(code)


def errors_and_tracebacks():
    def text_of(ref):
        try:
            ray.get(ref)
        except Exception as error:
            return str(error)
        return ""

    plain, nested = text_of(divide.remote(1, 0)), text_of(outer_of.remote(1, 0))
    try:
        ray.get(raises_own.remote(7))
        own = None
    except OwnError as error:
        own = [error.cause.code, isinstance(error, ray.exceptions.RayTaskError)]

    @ray.remote
    def takes(value):
        return value

    @ray.remote
    def returns_unpicklable():
        import threading

        return threading.Lock()

    return {
        "plain": facts.raised(lambda: ray.get(divide.remote(1, 0))),
        "plain_text": ["ray::divide()" in plain, "return a / b" in plain, "ZeroDivisionError: division by zero" in plain],
        "nested": facts.raised(lambda: ray.get(outer_of.remote(1, 0))),
        "nested_text": ["ray::outer_of()" in nested, "ray::divide()" in nested],
        "own": own,
        "failed_argument": facts.raised(lambda: ray.get(takes.remote(divide.remote(1, 0)))),
        "one_of_many": facts.raised(lambda: ray.get([divide.remote(1, 1), divide.remote(1, 0)])),
        "unpicklable_result": facts.raised(lambda: ray.get(returns_unpicklable.remote())),
        "get_timeout": facts.raised(lambda: ray.get(ray.remote(lambda: time.sleep(1)).remote(), timeout=0.1)),
        "system_exit": facts.raised(lambda: ray.get(ray.remote(max_retries=0)(lambda: os._exit(1)).remote())),
    }


def retries():
    folder = tempfile.mkdtemp()

    def attempt(name):
        path = os.path.join(folder, name)
        with open(path, "a") as file:
            file.write("x")
        return os.path.getsize(path)

    @ray.remote
    def dies_until(name, good):
        n = attempt(name)
        if n < good:
            os.kill(os.getpid(), signal.SIGKILL)
        return n

    @ray.remote
    def raises_until(name, good):
        n = attempt(name)
        if n < good:
            raise ValueError("again")
        return n

    @ray.remote
    def attempt_number():
        return ray.get_runtime_context().get_task_id() is not None

    made = {
        "survives_two_deaths": ray.get(dies_until.options(max_retries=2).remote("a", 3)),
        "one_retry_too_few": facts.raised(lambda: ray.get(dies_until.options(max_retries=1).remote("b", 3))),
        "attempts_of_that": os.path.getsize(os.path.join(folder, "b")),
        "no_retry": facts.raised(lambda: ray.get(dies_until.options(max_retries=0).remote("c", 2))),
        "retry_exceptions": ray.get(raises_until.options(max_retries=3, retry_exceptions=[ValueError]).remote("d", 3)),
        "not_retried_by_default": facts.raised(lambda: ray.get(raises_until.options(max_retries=3).remote("e", 3))),
        "other_exception_not_retried": facts.raised(
            lambda: ray.get(raises_until.options(max_retries=3, retry_exceptions=[KeyError]).remote("f", 3))
        ),
        "context": ray.get(attempt_number.remote()),
    }
    for name in os.listdir(folder):
        os.unlink(os.path.join(folder, name))
    os.rmdir(folder)
    return made


def cancel():
    board = Board.remote()
    ray.get(board.arrive.remote("start"))

    @ray.remote
    def endless(name):
        ray.get(board.arrive.remote(name))
        while True:
            time.sleep(0.05)

    @ray.remote(max_retries=0)
    def parent(name):
        return ray.get(endless.remote(name))

    @ray.remote(num_cpus=2)
    def fills_node(name):
        ray.get(board.arrive.remote(name))
        while True:
            time.sleep(0.05)

    running = endless.remote("running")
    wait_for(board, "running", 1)
    ray.cancel(running)
    running_error = facts.raised(lambda: ray.get(running, timeout=30))

    holder = fills_node.remote("full")
    wait_for(board, "full", 1)
    queued = endless.remote("never starts")
    time.sleep(0.3)
    ray.cancel(queued)
    queued_error = facts.raised(lambda: ray.get(queued, timeout=30))
    ray.cancel(holder, force=True)
    forced_error = facts.raised(lambda: ray.get(holder, timeout=30))

    tree = parent.remote("child")
    wait_for(board, "child", 1)
    ray.cancel(tree, recursive=True)
    tree_error = facts.raised(lambda: ray.get(tree, timeout=30))
    return {
        "running": running_error,
        "queued": queued_error,
        "queued_never_ran": ray.get(board.count.remote("never starts")),
        "forced": forced_error,
        "recursive": tree_error,
        "node_free_again": facts.eventually(lambda: ray.available_resources().get("CPU") == 2.0, 30),
    }


if __name__ == "__main__":
    facts.main(
        [hello_and_arguments, num_returns, options, generators, errors_and_tracebacks, retries, cancel],
        num_cpus=2,
        resources={"widget": 1},
    )
