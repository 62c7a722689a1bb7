"""What the table of cases calls in Python: refs inside values, and ends of all kinds."""

import os

import ray


def read(box):
    return [ray.get(each) for each in box["refs"]]


def first_size(box):
    return len(ray.get(box["refs"][0]))


def types_of(values):
    return [type(each).__name__ for each in values]


def made():
    """Values that JSON has no form for."""
    import datetime

    zone = datetime.timezone(datetime.timedelta(hours=2))
    return {
        "tuple": (1, ("a", None)),
        "set": {1, 2},
        "big": -(2**100),
        "when": datetime.datetime(2026, 11, 28, 12, 30, 15, 250_000, zone),
        "day": datetime.date(2026, 11, 28),
        "bytes": bytearray(b"ab"),
    }


class Opaque:
    pass


def opaque():
    return {"inside": [Opaque()]}


def large_table(rows):
    import narcine
    import numpy
    import pyarrow

    return narcine.arrow(pyarrow.table({"x": numpy.arange(rows, dtype="float64")}))


class Reader:
    def growth(self, box):
        """The sum of a table's column x, and by how many bytes of its own this process grew while it read all of it."""
        import pyarrow.compute

        before = own_bytes()
        table = ray.get(box["refs"][0])
        return [pyarrow.compute.sum(table["x"]).as_py(), own_bytes() - before]


def own_bytes():
    """Without what it shares with others, as the store's memory."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("RssAnon:"))


class Keeper:
    """Keeps refs of others, and lends some of its own."""

    def __init__(self):
        self.kept = None

    def keep(self, box):
        self.kept = box
        return "kept"

    def read(self):
        return len(ray.get(self.kept["ref"]))

    def drop(self):
        self.kept = None
        return "dropped"

    def lend(self, size):
        return {"ref": ray.put(b"z" * size)}

    def hand_on(self, name):
        return ray.get(ray.get_actor(name).keep.remote(self.kept))

    def visible(self):
        return [ray.get_gpu_ids(), os.environ.get("CUDA_VISIBLE_DEVICES")]

    def references(self):
        """How many objects this process has references of."""
        return len(ray._private.worker.global_worker.core_worker.get_all_reference_counts())
