"""Faults, as sections of more.py: what a user is told of each, and that nothing is left."""

import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import time

from sections import setup, stop, within, workers


def head_killed(spark, folder):
    """The whole cluster ends by itself, and the next one can be set up."""
    from narcine import spark as narcine_spark

    setup(folder, num_worker_nodes=2)
    os.kill(narcine_spark._active._head.pid, signal.SIGKILL)
    seconds = within(10, lambda: not os.listdir(folder) or set(os.listdir(folder)) == {f"{narcine_spark._active.name}-head"})
    stop()
    setup(folder, num_worker_nodes=1)
    return {"seconds": seconds}


def raylet_killed(spark, folder):
    import psutil
    import ray

    setup(folder, num_worker_nodes=1)
    ray.init(log_to_driver=False)
    before = workers()
    for process in psutil.process_iter(["cmdline"]):
        line = process.info["cmdline"] or []
        if line[:1] == ["raylet"] and "--head" not in line and any(folder in word for word in line):
            process.kill()
    seconds = within(30, lambda: len(workers()) == 1 and workers() != before)
    return {"seconds": seconds, "again": ray.get(ray.remote(lambda: 7).remote(), timeout=30)}


def task_killed(spark, folder):
    """Spark runs a task that was killed again, as the node's next attempt."""
    import ray

    setup(folder, num_worker_nodes=1)
    ray.init(log_to_driver=False)
    before = workers()
    context = spark.sparkContext._jsc.sc()
    store = context.statusStore()
    job = store.job(store.jobsList(None).apply(0).jobId())
    tasks = store.taskList(job.stageIds().apply(0), 0, 10)
    killed = context.killTaskAttempt(tasks.apply(0).taskId(), True, "a test")
    seconds = within(30, lambda: len(workers()) == 1 and workers() != before)
    return {"killed": killed, "seconds": seconds, "again": ray.get(ray.remote(lambda: 7).remote(), timeout=30)}


def refusal(folder, **given):
    """What a set-up was refused with, and after how long."""
    start = time.monotonic()
    try:
        setup(folder, **given)
        text = ""
    except RuntimeError as error:
        text = str(error)
    return {"text": text, "seconds": time.monotonic() - start}


def other_ray(spark, folder):
    return refusal(folder, num_worker_nodes=1)


def small_executors(spark, folder):
    """They will be too small, which is known before there is any."""
    return refusal(folder, num_worker_nodes=1, num_cpus_worker_node=2)


def no_executor(spark, folder):
    """No Spark worker has the memory of an executor."""
    from narcine.spark import _probe

    _probe.SILENT_PATIENCE_S, _probe.EXECUTOR_PATIENCE_S = 2.0, 6.0
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        refused = refusal(folder, num_worker_nodes=1)
    return {**refused, "said": said.getvalue()}


def no_slots(spark, folder):
    """Another job holds every core."""
    import threading

    def hold():
        spark.sparkContext.setJobGroup("holder-of-cores", "holds all cores", True)
        try:
            spark.sparkContext.parallelize(range(4), 4).foreach(lambda _: time.sleep(600))
        except Exception:
            pass  # Cancelled below.

    from narcine.spark import _probe

    thread = threading.Thread(target=hold, daemon=True)
    thread.start()
    time.sleep(3)
    _probe.BUSY_PATIENCE_S = 3.0
    refused = refusal(folder, num_worker_nodes=1)
    spark.sparkContext.cancelJobGroup("holder-of-cores")
    thread.join(10)
    return refused


def bad_token(spark, folder):
    """Our command and Ray's driver with another token are told so; the cluster goes on."""
    import ray

    from narcine.spark import _runtime

    setup(folder, num_worker_nodes=1)
    home, node = _runtime.locate()
    command = [node, os.path.join(home, "bin", "narcine.mjs"), "status"]
    told = []
    for program in (command, [sys.executable, "-c", "import ray; ray.init()"]):
        start = time.monotonic()
        env = {**os.environ, "RAY_AUTH_TOKEN": "0" * 64}
        ended = subprocess.run(program, env=env, capture_output=True, text=True, timeout=60)
        seconds = time.monotonic() - start
        told.append({"ours": program == command, "text": ended.stderr, "code": ended.returncode, "seconds": seconds})
    ray.init(log_to_driver=False)
    return {"told": told, "nodes": len(workers()), "runs": ray.get(ray.remote(lambda: 7).remote(), timeout=30)}


def port_taken(spark, folder):
    """Ray Client's port moves; the head's cannot."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        _, client = setup(folder, num_worker_nodes=1, head_node_options={"ray_client_server_port": port})
        stop()
        refused = refusal(folder, num_worker_nodes=1, head_node_options={"port": port})
        return {"moved": client != f"ray://127.0.0.1:{port}", **refused}


def narrow(spark, folder):
    """A folder on a full disk, then one that is not, where /dev/shm is small."""
    import ray

    full = os.path.join(os.path.dirname(folder), "full")
    try:
        # A node may come up before it has to write more than there is room for; then the reason is printed.
        setup(full, num_worker_nodes=1)
    except RuntimeError as error:
        print(error, flush=True)
    sys.stdin.readline()
    stop()
    setup(folder, num_worker_nodes=1)
    ray.init(log_to_driver=False)
    return {"left": os.listdir(full), "runs": ray.get(ray.remote(lambda: 7).remote(), timeout=60)}


def told_to_end(spark, folder):
    """Waits for SIGTERM."""
    setup(folder, num_worker_nodes=1)
    print("WAITS {}", flush=True)
    while True:
        signal.pause()


def is_killed(spark, folder):
    """Has logs, and waits for SIGKILL."""
    import ray

    setup(folder, num_worker_nodes=2, collect_log_to_path=os.path.join(os.path.dirname(folder), "logs"))
    ray.init(log_to_driver=False)

    @ray.remote(scheduling_strategy="SPREAD")
    def say():
        print("the last words of a task", flush=True)
        return ray.get_runtime_context().get_node_id()

    while len(set(ray.get([say.remote() for _ in range(4)]))) < 2:
        pass
    print("KILL_ME {}", flush=True)
    while True:
        signal.pause()


def raises(spark, folder):
    setup(folder, num_worker_nodes=1)
    print("RAISED {}", flush=True)
    os.environ["LEFT_OPEN"] = "1"
    raise ValueError("of the test")


FAULTS = (head_killed, raylet_killed, task_killed, other_ray, small_executors, no_executor, no_slots, bad_token, port_taken,
          narrow, told_to_end, is_killed, raises)
