"""What narcine.ts takes and refuses; calls to real workers are in test/interop/typescript-workers.test.ts."""

import datetime
import pickle
import subprocess
import types

import numpy
import pyarrow
import pytest
import ray
import ray.cloudpickle
from narcine import UnsupportedValueError, arrow, ts, ts_actor
from narcine._typescript import _arguments, _plain, _refuse_if_not_started


def test_names():
    for good in ("shapes:area", "./lib/shapes.mjs:area", "@scope/pkg:$f"):
        ts(good)
        ts_actor(good)
    for bad in ("shapes", "shapes:", ":area", "a b:c", "shapes:a-b"):
        with pytest.raises(ValueError, match="module:export"):
            ts(bad)


def test_arguments_that_cross():
    values = (None, True, 2**64 - 1, -(2**63), 1.5, "x", b"y", [1, (2, 3)], {"a": {1: b"z"}})
    assert _arguments(values, {}) == (None, True, 2**64 - 1, -(2**63), 1.5, "x", b"y", [1, [2, 3]], {"a": {1: b"z"}})
    assert _arguments((1,), {"width": 2, "size": (3,)}) == (1, {"width": 2, "size": [3]})


@pytest.mark.parametrize("value", [{1, 2}, datetime.datetime(2026, 1, 1), datetime.date(2026, 1, 1), 2**64, -(2**63) - 1])
def test_what_only_a_pickle_has_a_form_for(value):
    pickled = []
    assert _plain([{"deep": value}], "argument 0", pickled) == [{"deep": value}]
    assert pickled == [type(value).__name__]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({(1, 2)}, r"argument 0 is a set with a tuple in it; send a list"),
        ([1, {"after": datetime.timedelta(1)}], r"argument 0\[1\]\['after'\] is a timedelta"),
        (object(), r"is a object"),
        ({(1, 2): 3}, r"argument 0 has a key of type tuple"),
    ],
)
def test_arguments_that_do_not(value, message):
    with pytest.raises(UnsupportedValueError, match=message):
        _arguments((value,), {})


def test_a_handle_of_an_actor_does_not_and_its_name_does():
    # Of an actor that was never made, so nothing of its own may be looked at, at its end either.
    members = {"__del__": lambda self: None}
    handle = types.new_class("ActorHandle", (ray.actor.ActorHandle,), exec_body=lambda space: space.update(members))
    for value in (handle.__new__(handle), {"to": handle.__new__(handle)}):
        with pytest.raises(UnsupportedValueError, match="is a ActorHandle, .* give the actor a name"):
            _arguments((value,), {})


def test_tables_and_arrays_are_one_buffer_that_pickles_read_back():
    for value in (pyarrow.table({"x": [1.0, 2.0], "s": ["a", None]}), numpy.arange(5, dtype="int16")):
        buffers = []
        pickled = ray.cloudpickle.dumps(arrow(value), protocol=5, buffer_callback=buffers.append)
        assert len(buffers) == 1
        back = pickle.loads(pickled, buffers=buffers)
        assert type(back) is type(value)
        assert (back == value).all() if isinstance(value, numpy.ndarray) else back.equals(value)


@pytest.mark.parametrize("array", [numpy.zeros((2, 2)), numpy.array(["a"]), numpy.zeros(2, dtype="complex64")])
def test_arrays_that_typescript_has_no_class_for(array):
    with pytest.raises(ValueError, match="one dimension of numbers"):
        arrow(array)


def test_other_programs_may_have_words_that_are_no_text(monkeypatch):
    node = types.SimpleNamespace(raylet_socket_name="/nowhere/raylet")
    monkeypatch.setattr(ray._private.worker.global_worker, "node", node)
    monkeypatch.setattr("ray._private.auto_init_hook.auto_init_ray", lambda: None)
    with subprocess.Popen([b"cat", b"-", b"/nowhere/\xff"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as other:
        _refuse_if_not_started()
        other.stdin.close()
