"""How clusters on Spark end, and set-ups that are refused, without Spark."""

import multiprocessing
import subprocess
import sys
import threading
import time
import types

import pytest

import narcine.spark as spark
from narcine.spark import ParameterError
from narcine.spark._cluster import RayClusterOnSpark
from narcine.spark._parameters import cluster_request
from narcine.spark._runtime import HeadProcess


class Part:
    """Stands for the head, Spark, ...: notes what is called, and fails where it is told to."""

    def __init__(self, **fails):
        self.calls = []
        self._fails = fails

    def __getattr__(self, name):
        def call(*arguments):
            self.calls.append(name)
            if name in self._fails:
                raise self._fails[name]

        return call


def cluster(**parts):
    made = RayClusterOnSpark(cluster_request({"num_worker_nodes": 1}))
    made._head, made._environment, made._spark = Part(), Part(), Part()
    for name, part in parts.items():
        setattr(made, f"_{name}", part)
    return made


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError("the JVM is gone")])
def test_a_shutdown_that_is_interrupted_ends_the_head_all_the_same(error):
    """All nodes end with it; and nobody can shut the cluster down again."""
    made = cluster(spark=Part(cancel=error))
    made._nodes[1] = "ready"
    with pytest.raises(type(error)):
        made.shutdown()
    assert made._head.calls == ["stop_nodes", "close"]
    assert made._environment.calls == ["leave"]
    assert made.is_over


def test_a_set_up_that_was_refused_can_be_tried_again():
    """Also where somebody keeps the error, and with it what the call held, as a notebook does."""
    kept = []
    for _ in range(2):
        with pytest.raises(ParameterError) as error:
            spark.setup_global_ray_cluster(max_worker_nodes=0)
        kept.append(error.value)


def test_a_cluster_that_ends_by_itself_gives_back_what_it_kept():
    made = cluster()
    made.keeps = types.SimpleNamespace(close=lambda: closed.append(True))
    closed = []
    made.shutdown()
    assert closed == [True]


def test_a_shutdown_beside_another_returns_when_nothing_is_left():
    """The cluster that ends by itself, idle, and the program that shuts it down at that moment."""
    may_end, is_ending = threading.Event(), threading.Event()
    made = cluster(head=types.SimpleNamespace(stop_nodes=lambda: None, close=lambda: (is_ending.set(), may_end.wait(5))))
    first = threading.Thread(target=made.shutdown)
    first.start()
    assert is_ending.wait(5)
    overs = []
    second = threading.Thread(target=lambda: (made.shutdown(), overs.append(made.is_over)))
    second.start()
    second.join(0.2)
    may_end.set()
    second.join(5)
    first.join(5)
    assert overs == [True]


def test_a_signal_during_the_shutdown_does_not_wait_for_it():
    made = cluster()
    made._head = types.SimpleNamespace(stop_nodes=made.shutdown, close=lambda: None)
    made.shutdown()
    assert made.is_over


def test_a_node_whose_job_ends_with_spark_does_not_hold_up_the_shutdown():
    made = cluster()
    own = threading.Thread(target=made.shutdown)
    made._threads.append(own)
    made._head = types.SimpleNamespace(stop_nodes=own.start, close=lambda: None)
    began = time.monotonic()
    made.shutdown()
    assert time.monotonic() - began < 2


def test_a_node_that_the_autoscaler_gave_up_is_not_sent_to_another_host():
    made = cluster()
    tries = []

    def run_job(number):
        tries.append(number)
        made._nodes[number] = "stopping"
        return ("elsewhere", "no GPU is free") if len(tries) < 3 else ("cancelled", "it was cancelled")

    made._run_job = run_job
    made._nodes[1] = "starting"
    made._hold(1)
    assert (tries, made._nodes) == ([1], {1: "gone"})


FORKS = """
import multiprocessing, os, sys, time, types
import narcine.spark as spark

driver = os.getpid()
spark._active = types.SimpleNamespace(shutdown=lambda: os.write(1, b"driver " if os.getpid() == driver else b"child "))
spark._end_with_the_driver()
# The end of a pool is the same for each of its processes.
process = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
process.start()
time.sleep(0.5)
process.terminate()
process.join()
assert process.exitcode == -15, process.exitcode
child = os.fork()
if child == 0:
    sys.exit(0)
os.waitpid(child, 0)
"""


def test_processes_that_the_driver_forks_do_not_end_its_cluster():
    done = subprocess.run([sys.executable, "-c", FORKS], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.returncode) == ("driver ", 0), done.stderr


def test_a_driver_that_is_terminated_shuts_down_and_dies_by_the_signal():
    script = FORKS.partition("# The end")[0] + "os.kill(driver, 15)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.returncode) == ("driver ", -15), done.stderr


HOLDER = f"""#!{sys.executable}
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
print('{{"event": "head"}}', flush=True)
sys.stdin.read()
"""


def test_the_head_ends_in_order_though_a_forked_process_has_its_lifeline(tmp_path):
    node = tmp_path / "node"
    node.write_text(HOLDER)
    node.chmod(0o755)
    is_there = threading.Event()
    head = HeadProcess("/home", str(node), {"tempDir": str(tmp_path / "none")}, lambda _: is_there.set())
    assert is_there.wait(20)
    forked = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
    forked.start()
    try:
        head.close()
        assert head._process.returncode == 7
    finally:
        forked.kill()
        forked.join()
