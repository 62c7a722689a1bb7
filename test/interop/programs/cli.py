"""The `ray` command, Ray's dashboard, a second driver and Ray Client, all on one `ray start --head`.

`ray stop` ends every Ray process it can see, so the harness runs this program in a PID namespace of its own. The file
is several programs: without an argument it is the one that drives the others (`detached`, `client`).
"""

import glob
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import ray

import facts

RAY = os.path.join(os.path.dirname(sys.executable), "ray")
TEMP_DIR = os.path.join(os.environ.get("RAY_TMPDIR", "/tmp"), "ray")


def free_ports(count):
    """Ports nobody listens on now. All are held open while they are chosen, so they differ."""
    sockets = [socket.socket() for _ in range(count)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


GCS_PORT, DASHBOARD_PORT, CLIENT_PORT, AGENT_PORT = free_ports(4)


def command(*arguments, timeout=60):
    """Runs a command; its exit code and all it printed."""
    done = subprocess.run(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout, text=True, stdin=subprocess.DEVNULL
    )
    if done.returncode != 0:
        print(f"{arguments} gave {done.returncode}:\n{done.stdout}", file=sys.stderr, flush=True)
    return done.returncode, done.stdout


def listed(resource, *filters):
    code, text = command(RAY, "list", resource, "--format", "json", "--limit", "1000", "--detail", *filters)
    return json.loads(text[text.index("[") :]) if code == 0 else f"exit code {code}"


def http(path, timeout=60, headers=()):
    with open(os.path.expanduser("~/.ray/auth_token")) as file:
        token = file.read().strip()
    request = urllib.request.Request(
        f"http://127.0.0.1:{DASHBOARD_PORT}{path}", headers={"Authorization": f"Bearer {token}", **dict(headers)}
    )
    with urllib.request.urlopen(request, timeout=timeout) as response:
        return response.status, response.headers.get_content_type(), response.read()


def other_ray_processes():
    """Processes this namespace holds besides ours and its first one."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) in (1, os.getpid(), os.getppid()) or facts.process_gone(entry):
            continue
        with open(f"/proc/{entry}/cmdline", "rb") as file:
            found.append(file.read().replace(b"\0", b" ").decode(errors="replace")[:200])
    return found


@ray.remote(num_cpus=0)
class Busy:
    def spin_in_test(self, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            pass
        return True

    def pid(self):
        return os.getpid()

    def say(self, text):
        print(text, flush=True)
        return text


@ray.remote
def listed_task(x):
    return x


@facts.required
def start():
    code, text = command(
        RAY,
        "start",
        "--head",
        f"--port={GCS_PORT}",
        f"--dashboard-port={DASHBOARD_PORT}",
        f"--ray-client-server-port={CLIENT_PORT}",
        f"--dashboard-agent-listen-port={AGENT_PORT}",
        "--dashboard-host=127.0.0.1",
        "--node-ip-address=127.0.0.1",
        "--num-cpus=2",
        "--object-store-memory=300000000",
        "--disable-usage-stats",
        f"--temp-dir={TEMP_DIR}",
    )
    return {"code": code, "started": "Ray runtime started." in text}


def status():
    def known():
        kept["status"] = command(RAY, "status")
        return "CPU" in kept["status"][1]

    facts.eventually(known, 30, 0.5)
    code, text = kept.pop("status")
    verbose_code, verbose = command(RAY, "status", "-v")
    return {
        "code": code,
        "verbose": [verbose_code, len(re.findall(r"^ *Node: ", verbose, re.M)), re.findall(r"\S+/\S+ CPU", verbose)],
        "cpu": re.findall(r"\S+/\S+ CPU", text),
        "store": re.findall(r"/(\S+) object_store_memory", text),
        "active_nodes": len(re.findall(r"node_[0-9a-f]{56}", text)),
        "no_demands": "(no resource demands)" in text,
    }


@facts.required
def driver_connects():
    ray.init(address="auto", namespace="first", log_to_driver=False)
    facts.announce_node()
    kept["busy"] = Busy.options(name="busy").remote()
    kept["object"] = ray.put(b"x" * 1_000_000)
    return {
        "tasks": ray.get([listed_task.remote(i) for i in range(3)]),
        "actor": ray.get(kept["busy"].say.remote("a line of the busy actor")),
        "cpus": ray.cluster_resources()["CPU"],
    }


kept = {}


def detached():
    code, text = command(sys.executable, __file__, "detached", "make")
    facts.eventually(lambda: "second" in str(ray.util.list_named_actors(all_namespaces=True)))
    code2, text2 = command(sys.executable, __file__, "detached", "use")
    return {"make": [code, text.strip().splitlines()[-1:]], "use": [code2, text2.strip().splitlines()[-1:]]}


def list_nodes():
    return [
        {k: n[k] for k in ("node_ip", "is_head_node", "state")} | {"cpu": n["resources_total"]["CPU"]}
        for n in listed("nodes")
    ]


def list_actors():
    return sorted([a["class_name"], a["state"], a["name"]] for a in listed("actors") if a["ray_namespace"] == "first")


def list_tasks():
    done = facts.eventually(lambda: len(finished("listed_task")) == 3, 20, 1)
    return {"done": done, "tasks": finished("listed_task"), "methods": finished("Busy.say")}


def finished(name):
    tasks = listed("tasks", "--filter", f"name={name}")
    return [[t["name"], t["state"], t["type"]] for t in tasks]


def list_workers():
    workers = listed("workers", "--filter", "is_alive=True")
    pids = [w["pid"] for w in workers]
    return {
        "driver": os.getpid() in pids,
        "actor": ray.get(kept["busy"].pid.remote()) in pids,
        "kinds": sorted({w["worker_type"] for w in workers}),
    }


def list_objects():
    mine = [o for o in listed("objects") if o["object_id"] == kept["object"].hex()]
    return [[str(o["object_size"]), o["reference_type"], o["task_status"]] for o in mine]


def memory():
    code, text = command(RAY, "memory")
    stats_code, stats = command(RAY, "memory", "--stats-only")
    return {
        "code": [code, stats_code],
        "object": kept["object"].hex() in text,
        "stats": "Plasma memory usage" in stats,
        "objects": int(re.search(r"MiB, (\d+) objects", stats)[1]) >= 1,
    }


def logs():
    code, text = command(RAY, "logs", "cluster")
    names = ["raylet.out", "gcs_server.out", "dashboard.log", "monitor.log", "log_monitor.log", "dashboard_agent.log"]
    actor_id = kept["busy"]._actor_id.hex()
    tail_code, tail = command(RAY, "logs", "raylet.out", "--tail", "20")
    _, actor_log = command(RAY, "logs", "actor", "--id", actor_id)
    return {
        "code": [code, tail_code],
        "files": [n for n in names if n in text],
        "raylet_log_has_text": len(tail) > 50,
        "actor_log": "a line of the busy actor" in actor_log,
    }


@facts.limit(120)
def job_submit():
    script = "import ray; ray.init(); print('job says', ray.get(ray.remote(lambda: 42).remote()))"
    address = f"http://127.0.0.1:{DASHBOARD_PORT}"
    code, text = command(RAY, "job", "submit", "--address", address, "--", sys.executable, "-c", script, timeout=110)
    return {
        "code": code,
        "output": "job says 42" in text,
        "succeeded": "succeeded" in text,
    }


def timeline():
    code, text = command(RAY, "timeline", "--address", f"127.0.0.1:{GCS_PORT}")
    path = re.search(r"written to (\S+\.json)", text)[1]
    with open(path) as file:
        events = json.load(file)
    os.unlink(path)
    return {"code": code, "task_events": any("listed_task" in e.get("name", "") for e in events)}


def dashboard():
    code, kind, page = http("/")
    _, _, summary = http("/nodes?view=summary")
    node = json.loads(summary)["data"]["summary"][0]
    detail = json.loads(http(f"/nodes/{node['raylet']['nodeId']}")[2])["data"]["detail"]
    state = json.loads(http("/api/v0/nodes")[2])["data"]["result"]["result"]
    refused = facts.raised(lambda: http("/api/v0/nodes", headers={"Authorization": "Bearer wrong"}.items()))
    return {
        "page": [code, kind, b"<html" in page],
        "node_state": node["raylet"]["state"],
        "cpus": len(node["cpus"]) == 2 or node["cpus"][0] > 0,
        "head": node["raylet"]["isHeadNode"],
        "store_capacity": int(node["raylet"]["objectStoreAvailableMemory"]) > 0,
        "workers_shown": facts.eventually(lambda: shows_actor(node["raylet"]["nodeId"]), 30, 1),
        "detail_has_raylet": detail["raylet"]["nodeId"] == node["raylet"]["nodeId"],
        "state_api": [n["state"] for n in state],
        "wrong_token": refused is not None,
        "agent_healthy": healthz(),
    }


def shows_actor(node_id):
    detail = json.loads(http(f"/nodes/{node_id}")[2])["data"]["detail"]
    return ray.get(kept["busy"].pid.remote()) in [w["pid"] for w in detail.get("workers", [])]


def healthz():
    with urllib.request.urlopen(f"http://127.0.0.1:{AGENT_PORT}/api/local_raylet_healthz", timeout=30) as response:
        return response.status, response.read().decode()


def stack_trace_and_flame_graph():
    busy = kept["busy"]
    pid, running = ray.get(busy.pid.remote()), busy.spin_in_test.remote(12)
    time.sleep(0.5)
    node = ray.get_runtime_context().get_node_id()
    _, _, trace = http(f"/worker/traceback?pid={pid}&node_id={node}")
    code, kind, flames = http(f"/worker/cpu_profile?pid={pid}&node_id={node}&duration=3&format=flamegraph")
    return {
        "trace": b"spin_in_test" in trace,
        "flame_graph": [code, kind, flames.lstrip()[:5] == b"<?xml", b"spin_in_test" in flames],
        "actor_goes_on": ray.get(running, timeout=60),
    }


def client():
    code, text = command(sys.executable, __file__, "client", str(CLIENT_PORT), timeout=80)
    return {"code": code, "result": json.loads(text.strip().splitlines()[-1])}


def driver_leaves():
    kept.clear()
    ray.shutdown()
    status = ()

    # The monitor writes what `ray status` shows, every 5 s and from what the head heard last.
    def all_is_free():
        nonlocal status
        code, text = command(RAY, "status")
        status = (code, re.findall(r"(\S+)/\S+ CPU", text))
        return status == (0, ["0.0"])

    facts.eventually(all_is_free, 20)
    return {"code": status[0], "used": status[1]}


def stop():
    code, text = command(RAY, "stop")
    gone = facts.eventually(lambda: other_ray_processes() == [], 5)
    return {
        "code": code,
        "stopped": "Stopped all" in text,
        "left": [] if gone else other_ray_processes(),
        "port_free": facts.raised(lambda: socket.create_connection(("127.0.0.1", GCS_PORT), 1)) is not None,
        "raylet_socket_left": len(glob.glob(f"{TEMP_DIR}/session_2*/sockets/raylet")),
    }


def run_detached(what):
    ray.init(address="auto", namespace="second", log_to_driver=False)
    if what == "make":
        actor = Busy.options(name="detached", lifetime="detached").remote()
        print(ray.get(actor.say.remote("made")))
    else:
        actor = ray.get_actor("detached")
        print(ray.get(actor.say.remote("still here")))
        ray.kill(actor)


def run_client(port):
    ray.init(f"ray://127.0.0.1:{port}", namespace="client")

    @ray.remote
    class Count:
        def __init__(self):
            self.n = 0

        def add(self, k):
            self.n += k
            return self.n

    @ray.remote
    def divide(a, b):
        return a / b

    counter = Count.options(name="counter").remote()
    refs = [listed_task.remote(i) for i in range(20)]
    ready, rest = ray.wait(refs, num_returns=20, timeout=30)
    big = ray.put(b"z" * 3_000_000)
    result = {
        "tasks": sum(ray.get(refs)),
        "wait": [len(ready), len(rest)],
        "actor": [ray.get(counter.add.remote(k)) for k in (1, 2)],
        "named": ray.get(ray.get_actor("counter").add.remote(1)),
        "put": len(ray.get(big)),
        "by_ref": len(ray.get(listed_task.remote(big))),
        "error": facts.raised(lambda: ray.get(divide.remote(1, 0))),
        "is_client": ray.util.client.ray.is_connected(),
        "resources": ray.cluster_resources()["CPU"],
    }
    ray.kill(counter)
    ray.shutdown()
    print(json.dumps(result))


if __name__ == "__main__":
    mode = sys.argv[1:]
    if os.environ.get("RAY_AUTH_MODE") != "token":
        # Left alone, `ray start` turns authentication off where ray.init turns it on. Read once, when ray is imported.
        os.environ["RAY_AUTH_MODE"] = "token"
        os.environ["RAY_DASHBOARD_ENABLE_PROFILING"] = "1"
        # Ray Client's proxy forks with gRPC threads at work; gRPC's own fork handlers then now and then crash the child
        # (grpcio 1.85, segfault in its event_engine thread before exec), on stock as on ours.
        os.environ["GRPC_ENABLE_FORK_SUPPORT"] = "0"
        os.execv(sys.executable, [sys.executable, __file__, *mode])
    if mode[:1] == ["detached"]:
        run_detached(mode[1])
    elif mode[:1] == ["client"]:
        run_client(int(mode[1]))
    else:
        os.environ["RAY_ADDRESS"] = f"127.0.0.1:{GCS_PORT}"
        command(RAY, "get-auth-token", "--generate")
        sys.exit(
            facts.run(
                [
                    start,
                    status,
                    driver_connects,
                    detached,
                    list_nodes,
                    list_actors,
                    list_tasks,
                    list_workers,
                    list_objects,
                    memory,
                    logs,
                    job_submit,
                    timeline,
                    dashboard,
                    stack_trace_and_flame_graph,
                    client,
                    driver_leaves,
                    stop,
                ]
            )
        )
