"""`narcine start`, `status` and `stop`: a cluster that no Python started, and a Python driver on it.

The arguments are the command: Node and narcine's script. `narcine stop` ends every raylet it can see, so the harness runs
this program in a PID namespace of its own.
"""

import os
import socket
import subprocess
import sys

import ray

import facts

COMMAND = sys.argv[1:3]
STORE = "--object-store-memory=300000000"
state = {}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def narcine(*words, **more):
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, timeout=90, **more)
    if done.returncode != 0:
        print(f"{words} gave {done.returncode}:\n{done.stdout}{done.stderr}", file=sys.stderr, flush=True)
    return done


def processes_named(name):
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        if facts.process_gone(entry):
            continue
        with open(f"/proc/{entry}/cmdline", "rb") as file:
            program = file.read().split(b"\0")[0].decode(errors="replace")
        if os.path.basename(program) == name:
            found.append(int(entry))
    return found


def node_with(resource):
    return next((n["NodeID"] for n in ray.nodes() if n["Alive"] and resource in n["Resources"]), None)


@ray.remote
def where():
    return ray.get_runtime_context().get_node_id()


@ray.remote
class Counter:
    def __init__(self):
        self.count = 0

    def add(self):
        self.count += 1
        return self.count


def refused():
    both = narcine("start", "--head", "--address=127.0.0.1:1")
    lacks = narcine("start", "--head", '--resources={"CPU": 2}')
    nobody = narcine("status", env={**os.environ, "RAY_ADDRESS": ""})
    return {
        "both": both.returncode != 0 and "--head for a new cluster, or --address" in both.stderr,
        "cpu_twice": lacks.returncode != 0 and "has an option of its own" in lacks.stderr,
        "no_cluster": nobody.returncode != 0 and "no cluster runs on this machine" in nobody.stderr,
        "left": len(processes_named("raylet") + processes_named("gcs_server")),
    }


@facts.required
def head():
    port = free_port()
    options = ["--num-cpus=2", STORE, "--labels=zone=x,tier=y", '--resources={"disk": 2}']
    # Loopback means this machine, as in `ray start`.
    done = narcine("start", "--head", f"--port={port}", "--node-ip-address=127.0.0.1", *options)
    state["address"] = f"{ray.util.get_node_ip_address()}:{port}"
    return {"code": done.returncode, "says_where": f"The head listens on {state['address']}." in done.stdout}


@facts.required
def driver():
    # As somebody who knows nothing but that a cluster runs here.
    ray.init(address="auto", log_to_driver=False)
    facts.announce_node()
    counter = Counter.remote()
    environment = ray.remote(lambda: os.environ["MARK"]).options(runtime_env={"env_vars": {"MARK": "set"}})
    node = ray.nodes()[0]
    return {
        "task": ray.get(where.remote()) == node["NodeID"],
        "actor": [ray.get(counter.add.remote()) for _ in range(3)],
        "environment": ray.get(environment.remote(), timeout=60),
        "resources": {name: node["Resources"].get(name) for name in ("CPU", "disk", "object_store_memory")},
        "labels": {name: node["Labels"].get(name) for name in ("zone", "tier")},
    }


def second_node():
    port = state["address"].split(":")[1]
    done = narcine("start", f"--address=127.0.0.1:{port}", "--num-cpus=1", STORE, '--resources={"second": 1}')
    there = facts.eventually(lambda: len([n for n in ray.nodes() if n["Alive"]]) == 2)
    ran = ray.get(where.options(resources={"second": 1}).remote(), timeout=60) if there else None
    return {"code": done.returncode, "there": there, "runs": ran == node_with("second")}


def without_python():
    """A node that can start no Python worker is still a node: it has memory, and resources that nobody uses."""
    node, script = COMMAND
    environment = {**os.environ, "PATH": "/nowhere"}
    done = subprocess.run(
        [node, script, "start", f"--address={state['address']}", "--num-cpus=0", STORE, '--resources={"bare": 1}'],
        capture_output=True,
        text=True,
        timeout=90,
        env=environment,
    )
    there = facts.eventually(lambda: node_with("bare") is not None)
    return {"code": done.returncode, "says": "no Python worker can run here" in done.stdout, "there": there}


def status():
    done = narcine("status", env={**os.environ, "RAY_ADDRESS": "", "PATH": "/nowhere"})
    return {"code": done.returncode, "nodes": "3 of 3 nodes alive" in done.stdout, "cpus": "CPU 0/1" in done.stdout}


def stop():
    ray.shutdown()
    done = narcine("stop", env={**os.environ, "PATH": "/nowhere"})
    return {
        "code": done.returncode,
        "says": "Ended 3 raylets and 1 head." in done.stdout,
        "left": facts.eventually(lambda: not processes_named("raylet") and not processes_named("gcs_server")),
        "nothing_more": "Ended 0 raylets and 0 heads." in narcine("stop").stdout,
    }


def embedded():
    """Head and node in one process."""
    port = free_port()
    done = narcine("start", "--head", "--embed-head", f"--port={port}", "--num-cpus=1", STORE)
    processes = [len(processes_named(name)) for name in ("raylet", "gcs_server")]
    ray.init(address=f"127.0.0.1:{port}", log_to_driver=False)
    ran = ray.get(where.remote(), timeout=60) == ray.nodes()[0]["NodeID"]
    ray.shutdown()
    ended = narcine("stop")
    return {
        "code": done.returncode,
        "processes": processes,
        "runs": ran,
        "says": "Ended 1 raylet and 0 heads." in ended.stdout,
        "left": facts.eventually(lambda: not processes_named("raylet")),
    }


if __name__ == "__main__":
    sys.exit(facts.run([refused, head, driver, second_node, without_python, status, stop, embedded]))
