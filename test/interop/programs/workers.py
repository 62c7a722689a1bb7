"""What a worker process is: to the system, to tools that look at it, and to itself. Forked or not, it must be the same."""

import collections
import ctypes
import glob
import os
import re
import subprocess
import sys
import time

import ray

import facts

COUNT = 20


def status(field):
    with open("/proc/self/status") as file:
        (line,) = [line for line in file if line.startswith(field + ":")]
    return line.split()[1]


def cmdline(pid="self"):
    with open(f"/proc/{pid}/cmdline") as file:
        return file.read().rstrip("\0").split("\0")


@ray.remote(num_cpus=0)
class Mirror:
    """Facts that all workers share, and values that no two of them may share."""

    def same(self, driver_names):
        with open("/proc/self/oom_score_adj") as file:
            oom = file.read().strip()
        with open("/proc/self/comm") as file:
            comm = file.read().strip()
        return {
            "leads_its_group": os.getpgid(0) == os.getpid(),
            "is_child_of_the_raylet": os.getppid() == int(os.environ["RAY_RAYLET_PID"]),
            "nice": os.getpriority(os.PRIO_PROCESS, 0),
            "oom": oom,
            "title": cmdline(),
            "comm": comm,
            "signals": [status("SigBlk"), status("SigIgn"), status("SigCgt")],
            "stdin": os.readlink("/proc/self/fd/0"),
            "script": [os.path.basename(part) for part in [sys.argv[0], sys.modules["__main__"].__file__]],
            "flags": sorted(part.split("=")[0] for part in sys.argv[1:]),
            "interpreter": [os.path.basename(part) for part in sys.orig_argv[:2]],
            "new_variables": sorted(set(os.environ) - set(driver_names)),
            "job": [os.environ["RAY_JOB_ID"] in ("01000000", "ffffffff"), ray.get_runtime_context().get_job_id()],
            "path_of_ours": [part for part in sys.path if part.endswith("/narcine")],
            "gc": __import__("gc").isenabled(),
        }

    def unlike(self):
        import random
        import secrets
        import uuid

        import numpy

        return {
            "pid": os.getpid(),
            "worker": ray.get_runtime_context().get_worker_id(),
            "random": random.random(),
            "numpy": numpy.random.rand(),
            "secrets": secrets.token_hex(8),
            "uuid4": str(uuid.uuid4()),
            "uuid1": str(uuid.uuid1()),
            "ray": ray.ObjectRef.from_random().hex(),
            "object": ray.put(1).hex(),
        }

    def speak(self):
        print(f"said by {os.getpid()}", flush=True)
        print(f"also by {os.getpid()}", file=sys.stderr, flush=True)
        return os.getpid()

    def leave(self, code):
        os._exit(code)


def mirrors():
    if not ALL:
        ALL.extend(Mirror.remote() for _ in range(COUNT))
    return ALL


ALL = []


@facts.limit(240)
def alike():
    same = ray.get([mirror.same.remote(list(os.environ)) for mirror in mirrors()], timeout=230)
    return {name: sorted({repr(one[name]) for one in same}) for name in same[0]}


def unlike():
    values = ray.get([mirror.unlike.remote() for mirror in mirrors()], timeout=60)
    return {name: len({one[name] for one in values}) for name in values[0]}


def log_files():
    pids = ray.get([mirror.speak.remote() for mirror in mirrors()], timeout=60)
    logs = os.path.join(ray._private.worker.global_worker.node.get_session_dir_path(), "logs")
    found = collections.Counter()
    for pid in pids:
        for end, words in (("out", "said by"), ("err", "also by")):
            for path in glob.glob(f"{logs}/worker-*-{pid}.{end}"):
                name = re.sub(r"[0-9a-f]{56}", "WORKER", os.path.basename(path)).replace(str(pid), "PID")
                with open(path) as file:
                    found[name.replace("ffffffff", "01000000"), f"{words} {pid}\n" in file.read()] += 1
    return sorted([*key, count] for key, count in found.items())


def tools():
    """py-spy finds the interpreter of a worker and its main loop; /proc shows the actor's title."""
    pid = ray.get(mirrors()[0].speak.remote())
    spy = os.path.join(os.path.dirname(sys.executable), "py-spy")
    dump = subprocess.run([spy, "dump", "--pid", str(pid)], capture_output=True, text=True, timeout=60)
    return {"code": dump.returncode, "main_loop": "main_loop" in dump.stdout, "title": cmdline(pid)}


@ray.remote
def early(name):
    """What an interpreter or a library reads when it starts, where a later change is too late."""
    libc = ctypes.CDLL(None)
    libc.getenv.restype = ctypes.c_char_p
    value = libc.getenv(name.encode())
    return [os.environ.get(name), None if value is None else value.decode(), hash("narcine") if "HASH" in name else 0,
            time.tzname[0] if name == "TZ" else "", sys.flags.optimize if "OPTIM" in name else 0]


@facts.limit(240)
def early_variables():
    """Of each environment several workers at once: the first one and those after it."""
    result = {}
    for name, value in {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONOPTIMIZE": "1"}.items():
        task = early.options(num_cpus=0.4, runtime_env={"env_vars": {name: value}})
        answers = [ray.get([task.remote(name) for _ in range(4)], timeout=100) for _ in range(3)]
        result[name] = sorted({repr(answer) for some in answers for answer in some})
    return result


@ray.remote(max_calls=1)
def blas_threads():
    import numpy  # noqa: F401

    with open("/proc/self/maps") as file:
        (path,) = {line.split(None, 5)[5].strip() for line in file if "openblas" in line}
    library = ctypes.CDLL(path)
    count = library.scipy_openblas_get_num_threads64_()
    matrix = numpy.ones((300, 300))
    return [os.environ.get("OMP_NUM_THREADS"), count, float((matrix @ matrix).sum())]


def threads():
    return [ray.get(blas_threads.options(num_cpus=cpus).remote(), timeout=60) for cpus in (1, 2)]


def ends():
    """Exits and signals are seen, and replaced workers are as good as the first."""
    mirror = mirrors()[1]
    lost = [facts.raised(lambda: ray.get(mirror.leave.remote(7), timeout=60))]
    pid = ray.get(mirrors()[2].speak.remote())
    os.kill(pid, 9)
    lost.append(facts.final_error(lambda: ray.get(mirrors()[2].speak.remote(), timeout=30)))
    return {"lost": lost, "gone": facts.eventually(lambda: facts.process_gone(pid)), "next": ray.get(Mirror.remote().speak.remote()) > 0}


if __name__ == "__main__":
    facts.main([alike, unlike, log_files, tools, early_variables, threads, ends])
