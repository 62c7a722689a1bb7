"""from_spark without Spark and Ray: what its functions leave on a host's disk."""

import os
import socket
import sys
import types

import pytest

pyarrow = pytest.importorskip("pyarrow")

from narcine.spark import _data  # noqa: E402

BATCH = pyarrow.RecordBatch.from_pydict({"x": [1, 2]})


class Frame:
    """Computes each of its partitions here; `fails` after them."""

    def __init__(self, partitions, fails=False):
        self._partitions = partitions
        self._fails = fails

    def mapInArrow(self, write, schema):
        self._write = write
        return self

    def collect(self):
        rows = [row for partition in self._partitions for batch in self._write(iter(partition)) for row in batch.to_pylist()]
        if self._fails:
            raise ValueError("Spark's task failed")
        return [types.SimpleNamespace(**row) for row in rows]


class Remote:
    """A function that runs at once, here."""

    def __init__(self, function):
        self.remote = function

    def options(self, **options):
        return self


def ray_on(monkeypatch, host):
    node = {"Alive": True, "Resources": {"CPU": 1}, "NodeManagerHostname": host, "NodeID": "n"}
    ray = types.SimpleNamespace(nodes=lambda: [node], remote=lambda **_: Remote, get=list, wait=lambda refs, **_: (refs, []),
                                data=types.SimpleNamespace(from_arrow_refs=lambda refs: refs))
    strategies = types.SimpleNamespace(NodeAffinitySchedulingStrategy=lambda node, soft: None)
    modules = {"ray": ray, "ray.data": ray.data, "ray.util": types.SimpleNamespace(scheduling_strategies=strategies),
               "ray.util.scheduling_strategies": strategies}
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)


def cluster(tmp_path):
    return types.SimpleNamespace(name="ray-1", temp_root=str(tmp_path / "tmp"))


def left(tmp_path):
    return [os.path.join(at, name) for at, folders, files in os.walk(tmp_path / "tmp") for name in [*folders, *files]]


def test_partitions_become_blocks_and_leave_nothing(tmp_path, monkeypatch):
    ray_on(monkeypatch, socket.gethostname())
    blocks = _data.from_spark(Frame([[BATCH, BATCH], [], [BATCH]]), cluster(tmp_path))
    assert [block.to_pydict() for block in blocks] == [{"x": [1, 2, 1, 2]}, {"x": [1, 2]}]
    assert left(tmp_path) == []


def test_a_call_that_fails_in_spark_leaves_nothing(tmp_path, monkeypatch):
    ray_on(monkeypatch, socket.gethostname())
    with pytest.raises(ValueError, match="Spark's task failed"):
        _data.from_spark(Frame([[BATCH]], fails=True), cluster(tmp_path))
    assert left(tmp_path) == []


@pytest.mark.parametrize("partitions, is_refused", [([[BATCH], [BATCH]], True), ([[]], False)])
def test_nothing_is_written_on_a_host_without_a_node(tmp_path, monkeypatch, partitions, is_refused):
    """Nobody could remove it: tasks of Ray do not get there."""
    ray_on(monkeypatch, "another")
    monkeypatch.setattr(_data, "_empty", lambda _: None)
    monkeypatch.setattr(sys.modules["ray"], "put", lambda value: value, raising=False)
    monkeypatch.setattr(_data, "_remover", lambda: lambda folder: None)  # There, not here.
    if is_refused:
        with pytest.raises(RuntimeError, match=f"partitions on {socket.gethostname()}, where"):
            _data.from_spark(Frame(partitions), cluster(tmp_path))
    else:
        _data.from_spark(Frame(partitions), cluster(tmp_path))
    assert left(tmp_path) == []
