"""What runs inside a Spark task. Pickled by value: nothing of narcine need be installed on a Spark worker, so this file
imports nothing but the standard library, and pyspark inside functions."""

import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys


# The folder into which Spark unpacks the archive that `_runtime.archive` makes.
ARCHIVE = "narcine-runtime"


def find_runtime(home, node):
    """Paths of Node and of the holder on this host, or a sentence saying what is missing."""
    program = node if os.access(node, os.X_OK) else shutil.which("node")
    if program is None:
        return None, f"there is no Node at {node} nor in PATH"
    main = os.path.join(home, "dist", "spark", "holder", "main.js")
    if not os.path.exists(main):
        return None, f"there is no Narcine at {home}"
    return (program, main), None


def runtime_of_task(launch):
    """The same inside a task: what came with the application as an archive, else what is installed."""
    from pyspark import SparkFiles

    # Relative to where the executor runs.
    sent = os.path.abspath(os.path.join(SparkFiles.getRootDirectory(), ARCHIVE))
    if os.path.isdir(sent):
        return find_runtime(sent, os.path.join(sent, "node"))
    return find_runtime(launch["home"], launch["node"])


def python_facts():
    """The interpreter that the node's workers run with, and the Ray in it (without importing it)."""
    spec = importlib.util.find_spec("ray")
    return {
        "python": sys.executable,
        "pythonVersion": "%d.%d.%d" % sys.version_info[:3],
        "rayFolder": os.path.dirname(spec.origin) if spec is not None else None,
        "rayVersion": importlib.metadata.version("ray") if spec is not None else None,
    }


def packages():
    """Name to version of every package that this interpreter finds."""
    found = {}
    ray = python_facts()["rayFolder"]
    for folder in sys.path:
        if ray is not None and folder.startswith(ray + os.sep):
            continue  # What Ray brings along for itself, once it is imported.
        try:
            entries = os.listdir(folder)
        except OSError:
            continue  # A zip, or a folder that is not there.
        for entry in entries:
            if entry.endswith(".dist-info"):
                name, _, version = entry[:-len(".dist-info")].partition("-")
                found.setdefault(name.lower().replace("_", "-"), version)
    return found


def task_gpus():
    """The GPUs that Spark gave this task: their addresses, as its discovery script named them."""
    from pyspark import TaskContext

    resource = TaskContext.get().resources().get("gpu")
    return [] if resource is None else list(resource.addresses)


def probe(launch):
    """What this host has, and what a node would get on it. Raises nothing: problems are in the answer."""
    import socket

    import pyspark

    facts = {"missing": None, "problem": None, "hostname": socket.gethostname(), "sparkVersion": pyspark.__version__,
             "packages": packages(), **python_facts()}
    runtime, missing = runtime_of_task(launch)
    if runtime is None:
        return {**facts, "missing": missing}
    question = {name: launch["spec"][name] for name in ("request", "slotsOnHost", "hostGpus")}
    try:
        answer = subprocess.run([*runtime, "--probe"], input=json.dumps(question) + "\n", capture_output=True, text=True,
                                timeout=60)
        why = None if answer.returncode == 0 else answer.stderr.strip()[-600:]
    except (OSError, subprocess.TimeoutExpired) as error:
        why = str(error)
    if why is not None:
        # A Node for another processor or a newer libc, as a rule.
        this = f"{platform.machine()}, {' '.join(platform.libc_ver())}"
        return {**facts, "problem": f"{runtime[0]} does not run on this host ({this}): {why}"}
    return {**facts, **json.loads(answer.stdout)}


def hold_node(launch):
    """Holds one Ray node for as long as this task lives. Returns why it ended, for the driver.

    The holder's stdin is the lifeline: this process is killed when Spark cancels the task, when the executor dies or
    when the driver does, and each time the pipe's end tells the holder at once.
    """
    runtime, missing = runtime_of_task(launch)
    if runtime is None:
        return {"failed": missing}
    facts = python_facts()
    if facts["rayFolder"] is None:
        return {"failed": f"{sys.executable} has no Ray: pip install 'ray[default]'"}
    from pyspark import TaskContext

    attempt = TaskContext.get().attemptNumber()
    spec = {**launch["spec"], **facts}
    holder = subprocess.Popen([*runtime, f"--attempt={attempt}", f"--gpus={','.join(task_gpus())}"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True, cwd="/", start_new_session=True)
    said = {}
    try:
        holder.stdin.write(json.dumps(spec) + "\n")
        holder.stdin.flush()
        for line in holder.stdout:
            news = json.loads(line)
            said[news.get("event")] = news.get("message", news.get("reason"))
            if news.get("elsewhere"):
                said["elsewhere"] = True
    finally:
        holder.stdin.close()
        code = holder.wait()
        # A holder that was killed itself removes nothing; its processes died with it.
        shutil.rmtree(f"{spec['tempDir']}-{attempt}", ignore_errors=True)
    if "ended" not in said and "failed" not in said:
        said["failed"] = f"the holder ended with {code} before its node did"
    return said
