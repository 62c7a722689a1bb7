"""What is looked at before a cluster is started; what follows from it is decided in src/core/spark/preflight.ts."""

import json
import os
import socket
import subprocess

from narcine.spark import _task
from narcine.spark._specs import default_temp_root

# Where a token of another cluster may come from (Ray 2.60.0, authentication_token_loader.cc).
_TOKEN_VARIABLES = ("RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH")
_TOKEN_FILE = "~/.ray/auth_token"


def facts_of(request, spark, driver):
    """What is known without a task of Spark's. `driver`: `_task.python_facts()` of this process."""
    import pyspark

    options = request.head_node_options
    ip = spark.driver_ip()
    return {
        "names": "python",
        "workerNodes": request.max_worker_nodes,
        "cpus": request.num_cpus_worker_node,
        "gpus": request.num_gpus_worker_node,
        "strictMode": request.strict_mode,
        "wantsDashboard": options.get("include_dashboard", True),
        "driver": {**driver, "sparkVersion": pyspark.__version__, "packages": _task.packages()},
        "spark": {
            "master": spark.context.master,
            "executors": [cores for _, cores, _ in spark.executors()],
            "isDynamic": spark.is_dynamic,
            "slots": None,
            "coresOfExecutor": spark.cores_of_executor,
            "gpusOfExecutor": spark.gpus_of_executor,
            "leavesGpus": spark.leaves_gpus,
        },
        "ports": [{"of": of, "port": port, "isFree": _is_free(ip, port)} for of, port in (
            ("head", options.get("port", 0)),
            ("client", options.get("ray_client_server_port", 10001)),
            ("dashboard", options.get("dashboard_port") or 0),
        )],
        "folder": _folder(request.ray_temp_root_dir or default_temp_root()),
        "token": {"others": _other_tokens(os.environ)},
        "worker": None,
    }


def check(home, node, facts):
    """(lines of the table, why nothing can be started or None)."""
    main = os.path.join(home, "dist", "spark", "holder", "main.js")
    answer = subprocess.run([node, main, "--preflight"], input=json.dumps(facts) + "\n", capture_output=True, text=True,
                            check=True)
    said = json.loads(answer.stdout)
    return said["table"], said["why"]


def _is_free(host, port):
    with socket.socket() as probe:
        # As the servers do it: connections of an earlier one that are not quite gone are nobody's.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _folder(path):
    """A folder that is not there yet is made by the holder."""
    problem = None if os.path.isdir(path) or not os.path.lexists(path) else "it is no folder"
    there = path
    while not os.path.isdir(there):
        there = os.path.dirname(there)
    if problem is None and not os.access(there, os.W_OK | os.X_OK):
        problem = f"{there} is not to be written to"
    disk = os.statvfs(there)
    return {"path": path, "problem": problem, "freeBytes": disk.f_bavail * disk.f_frsize}


def _other_tokens(environ):
    found = [f"{name} of the environment" for name in _TOKEN_VARIABLES if environ.get(name)]
    return found + ([_TOKEN_FILE] if os.path.exists(os.path.expanduser(_TOKEN_FILE)) else [])
