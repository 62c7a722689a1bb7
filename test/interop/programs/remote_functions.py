"""Python functions and classes that TypeScript calls by name."""

import os
import time


def echo(value):
    return value


def add(a, b=0, *, scale=1):
    return (a + b) * scale


def kind(value):
    """What Python was given."""
    return [type(value).__name__, repr(value)]


def length(value):
    return len(value)


def zeros(count):
    return b"\0" * count


def big_list(count):
    return list(range(count))


def several(count):
    return [index * 10 for index in range(count)]


class Reason(ValueError):
    pass


def fail(text):
    raise Reason(text)


def a_tuple():
    return (1, 2)


def nap(seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(0.01)
    return "rested"


def die_once(marker):
    """Kills its worker the first time."""
    if not os.path.exists(marker):
        with open(marker, "w"):
            pass
        os._exit(7)
    return "survived"


def die():
    os._exit(7)


def fail_until(marker, times):
    """Raises so many times."""
    with open(marker, "a") as file:
        file.write("x")
    if os.path.getsize(marker) <= times:
        raise Reason(f"try {os.path.getsize(marker)}")
    return os.path.getsize(marker)


def environment(name):
    return os.environ.get(name)


def countdown(start, pause=0.0):
    """Yields numbers, and bytes too large to travel in a message."""
    for number in range(start, 0, -1):
        time.sleep(pause)
        yield number if number % 2 else b"x" * 200_000


def broken_countdown():
    yield 1
    raise Reason("in the middle")


def table_facts(table):
    """Class, sum of x, and whether reading it took memory of pyarrow's own."""
    import pyarrow

    return [type(table).__name__, sum(table["x"].to_pylist()), pyarrow.total_allocated_bytes() > 1_000_000]


def double_table(table):
    import narcine
    import pyarrow.compute

    return narcine.arrow(table.set_column(0, "x", pyarrow.compute.multiply(table["x"], 2)))


def plain_table():
    import pyarrow

    return pyarrow.table({"x": [1, 2]})
