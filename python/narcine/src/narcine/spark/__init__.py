"""Ray on Spark with Narcine: the functions of `ray.util.spark`, as Databricks documents them.

    from narcine.spark import setup_ray_cluster, shutdown_ray_cluster

    address, client_address = setup_ray_cluster(num_worker_nodes=2, num_cpus_worker_node=4)
    ray.init()
    ...
    shutdown_ray_cluster()

Each worker node is a Spark task of this driver's SparkContext; the head is a process below the driver. The nodes end
with the driver however it ends, so a program that forgets shutdown_ray_cluster() leaves nothing either.
"""

import atexit
import os
import signal
import socket
import threading

from narcine.spark._cluster import RayClusterOnSpark
from narcine.spark._parameters import (
    MAX_NUM_WORKER_NODES,
    ParameterError,
    UnknownParameterError,
    cluster_request,
)
from narcine.spark._runtime import RuntimeMissingError
from narcine.spark._spark import SetupError, SparkAccessError
from narcine.spark._tables import DatabricksError, write_databricks_table

__all__ = ["DatabricksError", "MAX_NUM_WORKER_NODES", "ParameterError", "RuntimeMissingError", "SetupError",
           "SparkAccessError", "UnknownParameterError", "from_spark", "setup_global_ray_cluster", "setup_ray_cluster",
           "shutdown_ray_cluster", "write_databricks_table"]

_lock = threading.Lock()
_active = None


def setup_ray_cluster(**parameters):
    """Starts a Ray cluster on this driver's Spark. Returns (address, client address) when all its nodes are ready.

    Parameters are those of `ray.util.spark.setup_ray_cluster` of Ray 2.60.0 and the names in Databricks' documentation
    (`_parameters.KNOWN`): max_worker_nodes or num_worker_nodes is needed, a node has 1 CPU and no GPU unless told
    otherwise, the head runs no tasks. Sizes are bytes.

    Raises UnknownParameterError, ParameterError, RuntimeError when a cluster is active already, SparkAccessError,
    RuntimeMissingError, SetupError. Whenever it raises, nothing is left.
    """
    return _start(cluster_request(parameters))


def _start(request):
    global _active
    with _lock:
        if _active is not None and not _active.is_over:
            raise RuntimeError(f"the Ray cluster {_active.name} is active on this driver; call shutdown_ray_cluster() first")
        if _ray_is_initialized():
            raise RuntimeError("Ray is connected to another cluster in this process; call ray.shutdown() first")
        cluster = RayClusterOnSpark(request)
        _active = cluster
    try:
        _end_with_the_driver()
        return cluster.start()
    except BaseException:
        _active = None
        raise


def setup_global_ray_cluster(*, is_blocking=True, **parameters):
    """The same for all programs of this host: one such cluster for each user, Ray Client at port 10001, and the head runs
    tasks on all cores of the driver unless `num_cpus_head_node` says otherwise.

    Blocks until the cluster is ended (SIGTERM, Ctrl-C, loss of the head) unless `is_blocking` is False; then it returns as
    setup_ray_cluster does. Another program gets in with the token of this driver's environment (RAY_AUTH_TOKEN).
    Raises what setup_ray_cluster raises, and RuntimeError when there is one already.
    """
    name = socket.socket(socket.AF_UNIX)
    try:
        # A name in the abstract namespace is free again when its process ends, however it does.
        name.bind(f"\0narcine-global-ray-{os.getuid()}")
    except OSError:
        raise RuntimeError("a global Ray cluster of this user runs on this host; end the program that set it up") from None
    try:
        parameters.setdefault("num_cpus_head_node", os.cpu_count())
        options = dict(parameters.pop("head_node_options", None) or {})
        port = options.setdefault("ray_client_server_port", 10001)
        address, client_address = _start(cluster_request({**parameters, "head_node_options": options}))
    except BaseException:
        # Whoever keeps the error would keep the name.
        name.close()
        raise
    cluster = _active
    cluster.keeps = name
    if not client_address.endswith(f":{port}"):
        shutdown_ray_cluster()
        raise RuntimeError(f"port {port}, where programs of this host look for Ray Client, is taken")
    if not is_blocking:
        return address, client_address
    try:
        cluster.wait_for_end()
    finally:
        _shut_down_quietly()
    return None


def shutdown_ray_cluster():
    """Ends the active cluster; when it returns, no process and no file of it is left.

    Raises RuntimeError when there is none.
    """
    global _active
    with _lock:
        cluster, _active = _active, None
    if cluster is None:
        raise RuntimeError("there is no active Ray cluster on this driver")
    cluster.shutdown()


def from_spark(frame):
    """A `ray.data.Dataset` with the rows of a Spark DataFrame; each partition goes into the store of a Ray node on the host
    where Spark computed it. Spark needs a free core for it: leave some to Spark when the cluster is set up.

    Raises RuntimeError when there is no active cluster, or none of its nodes is on a host of Spark's.
    """
    from narcine.spark._data import from_spark as read

    if _active is None:
        raise RuntimeError("there is no active Ray cluster on this driver; call setup_ray_cluster() first")
    return read(frame, _active)


def _ray_is_initialized():
    import sys

    ray = sys.modules.get("ray")
    return ray is not None and ray.is_initialized()


def _shut_down_quietly():
    # A process that was forked off the driver (multiprocessing) has its handlers too, and may be terminated.
    if _active is not None and _watches == os.getpid():
        shutdown_ray_cluster()


# The driver, once it has its handlers.
_watches = None


def _end_with_the_driver():
    """At the end of the program, and on SIGTERM (what restarting a notebook's kernel sends), the cluster is shut down.
    SIGKILL needs nothing: the head's holder and Spark's tasks see their pipes end."""
    global _watches
    if _watches == os.getpid():
        return
    _watches = os.getpid()
    atexit.register(_shut_down_quietly)
    if threading.current_thread() is not threading.main_thread():
        return
    before = signal.getsignal(signal.SIGTERM)

    def on_sigterm(number, frame):
        _shut_down_quietly()
        if callable(before):
            before(number, frame)
        else:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGTERM, on_sigterm)
