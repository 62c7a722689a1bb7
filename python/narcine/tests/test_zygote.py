"""The zygote by itself: forks of a small script in the place of Ray's default_worker.py, seen from a pretended raylet."""

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time

import pytest

ZYGOTE = os.path.join(os.path.dirname(__file__), "..", "src", "narcine", "_zygote.py")

REPORT = """
    import ray._private.utils
    import ray._raylet

    if __name__ == "__main__":
        import json, os, random, signal, sys, uuid
        import numpy
        with open("/proc/self/cmdline") as file:
            cmdline = file.read()
        with open("/proc/self/comm") as file:
            comm = file.read().strip()
        with open("/proc/self/oom_score_adj") as file:
            oom = int(file.read())
        ray._raylet.setproctitle("ray::IDLE")
        with open("/proc/self/cmdline") as file:
            title = file.read()
        with open("/proc/self/environ") as file:
            environ = file.read().split("\\0")
        report = {
            "pid": os.getpid(), "ppid": os.getppid(), "pgid": os.getpgid(0), "argv": sys.argv, "orig_argv": sys.orig_argv,
            "cmdline": cmdline, "comm": comm, "title": title, "nice": os.getpriority(os.PRIO_PROCESS, 0), "oom": oom,
            "env": dict(os.environ), "environ": environ, "fds": sorted(os.listdir("/proc/self/fd")), "path0": sys.path[:2],
            "main": sys.modules["__main__"].__file__, "is_main": sys.modules["__main__"].__dict__ is globals(),
            "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])), "stdin": os.readlink("/proc/self/fd/0"),
            "random": [random.random(), numpy.random.rand(), str(uuid.uuid4()), ray.WorkerID.from_random().hex()],
        }
        with open(sys.argv[1], "w") as file:
            json.dump(report, file)
        sys.exit(int(sys.argv[2]))
"""

SLEEP = """
    if __name__ == "__main__":
        import time
        time.sleep(1000)
"""


class Parent:
    """What a raylet does with a zygote. Workers are children of this process: it reaps them."""

    def __init__(self, folder, script, *arguments, env=None):
        self.script = os.path.join(folder, "default_worker.py")
        with open(self.script, "w") as file:
            file.write(textwrap.dedent(script))
        self.channel, theirs = socket.socketpair()
        self.lines = self.channel.makefile("rb")
        self.env = {**os.environ, "RAY_RAYLET_PID": str(os.getpid()), "RAY_JOB_ID": "ffffffff", "SPT_NOENV": "1"}
        self.env.update(env or {})
        command = [sys.executable, ZYGOTE, self.script, *arguments]
        self.process = subprocess.Popen(command, stdin=theirs, env=self.env, start_new_session=True)
        theirs.close()
        self.workers = set()

    def hear(self):
        line = self.lines.readline()
        return json.loads(line) if line else None

    def ask(self, number, *arguments, oom=None, env=None):
        argv = [self.script, *arguments]
        request = {"id": number, "argv": argv, "env": env or {}, "oom": oom}
        self.channel.sendall(json.dumps(request).encode() + b"\n")

    def fork(self, number, *arguments, **options):
        self.ask(number, *arguments, **options)
        answer = self.hear()
        assert answer["forked"] == number, answer
        self.workers.add(answer["pid"])
        return answer["pid"]

    def end_of(self, pid):
        self.workers.discard(pid)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def close(self):
        self.lines.close()
        self.channel.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
        self.process.kill()
        self.process.wait()
        for pid in list(self.workers):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until_gone(pid):
    while alive(pid):
        time.sleep(0.01)


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """What 50 forked workers saw of themselves."""
    folder = str(tmp_path_factory.mktemp("zygote"))
    ours = os.path.dirname(ZYGOTE)
    with Parent(folder, REPORT, "--padding=" + "x" * 200, env={"OPENBLAS_NUM_THREADS": "3"}) as parent:
        assert parent.hear()["ready"] > 500
        found = []
        for number in range(50):
            path = os.path.join(folder, f"{number}.json")
            pid = parent.fork(number, path, str(number % 3), oom=900, env={"RAY_JOB_ID": "01000000", "NEW": "x"})
            assert parent.end_of(pid) == number % 3
            with open(path) as file:
                report = json.load(file)
            assert report["pid"] == pid
            found.append((path, report))
        yield parent, found, ours


def test_a_worker_is_a_child_of_the_raylet_in_a_group_of_its_own(reports):
    _, found, _ = reports
    for _, report in found:
        assert report["ppid"] == os.getpid()
        assert report["pgid"] == report["pid"]
        assert report["nice"] == os.getpriority(os.PRIO_PROCESS, 0)
        assert report["oom"] == 900
    assert len({report["pid"] for _, report in found}) == 50


def test_a_worker_looks_as_if_it_had_been_started_by_exec(reports):
    parent, found, ours = reports
    exec_comm = os.path.basename(os.path.realpath(sys.executable))[:15]
    for number, (path, report) in enumerate(found):
        argv = [parent.script, path, str(number % 3)]
        assert report["argv"] == argv
        assert report["orig_argv"] == [sys.executable, *argv]
        assert report["cmdline"] == "".join(f"{word}\0" for word in [sys.executable, *argv])
        assert report["comm"] in (exec_comm, os.path.basename(sys.executable)[:15])
        assert report["title"].rstrip("\0") == "ray::IDLE"
        assert len(report["title"]) == len(report["cmdline"])
        assert report["main"] == parent.script
        assert report["is_main"]
        assert os.path.dirname(parent.script) in report["path0"]
        assert os.path.abspath(ours) not in report["path0"]
        # The third is the folder that is being listed.
        assert report["fds"] == ["0", "1", "2", "3"]
        assert report["stdin"] == os.devnull


def test_a_worker_has_the_environment_it_was_given_and_no_more(reports):
    parent, found, _ = reports
    # Ray itself sets some on import, in every worker.
    added_by_ray = {name for name in found[0][1]["env"] if name not in parent.env} - {"NEW"}
    assert not {"JE_ARROW_MALLOC_CONF", "OMP_NUM_THREADS"} & added_by_ray
    for _, report in found:
        env = report["env"]
        assert env["RAY_JOB_ID"] == "01000000"
        assert env["NEW"] == "x"
        assert "RAY_JOB_ID=01000000" in report["environ"]
        assert env["OPENBLAS_NUM_THREADS"] == "3"


def test_no_two_workers_share_random_numbers(reports):
    _, found, _ = reports
    for values in zip(*(report["random"] for _, report in found)):
        assert len(set(values)) == 50


def test_workers_outlive_their_zygote_and_their_end_is_seen(tmp_path):
    with Parent(str(tmp_path), SLEEP) as parent:
        assert "ready" in parent.hear()
        pid = parent.fork(1)
        parent.process.kill()
        parent.process.wait()
        assert parent.hear() is None
        assert alive(pid)
        os.kill(pid, signal.SIGTERM)
        assert parent.end_of(pid) == -signal.SIGTERM


def test_a_zygote_ends_with_its_channel(tmp_path):
    with Parent(str(tmp_path), SLEEP) as parent:
        assert "ready" in parent.hear()
        parent.channel.shutdown(socket.SHUT_WR)
        assert parent.process.wait() == 0


def test_a_raylet_that_is_killed_takes_zygote_and_workers_along(tmp_path):
    script = f"""
import os, sys
sys.path.insert(0, {os.path.dirname(__file__)!r})
from test_zygote import Parent, SLEEP
parent = Parent({str(tmp_path)!r}, SLEEP)
parent.hear()
print(parent.process.pid, parent.fork(1), flush=True)
parent.hear()
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as raylet:
        zygote, worker = map(int, raylet.stdout.readline().split())
        raylet.kill()
        raylet.wait()
        until_gone(zygote)
        until_gone(worker)


@pytest.mark.parametrize(
    "preload, why",
    [
        ("import threading\nthreading.Thread(target=lambda: __import__('time').sleep(100), daemon=True).start()", "threads"),
        ("import ray\nray.WorkerID.from_random()", "random numbers"),
    ],
)
def test_what_a_fork_would_not_survive_rules_it_out(tmp_path, preload, why):
    (tmp_path / "preloaded.py").write_text(preload)
    env = {"NARCINE_ZYGOTE_PRELOAD": "preloaded, not_there", "PYTHONPATH": str(tmp_path)}
    with Parent(str(tmp_path), SLEEP, env=env) as parent:
        assert why in parent.hear()["unfit"]
        assert parent.process.wait() == 0


def test_a_process_between_raylet_and_zygote_rules_it_out(tmp_path):
    with Parent(str(tmp_path), SLEEP, env={"RAY_RAYLET_PID": "1"}) as parent:
        assert "stands between" in parent.hear()["unfit"]


def test_preloaded_modules_are_there_in_workers(tmp_path):
    (tmp_path / "preloaded.py").write_text("import os\nPID = os.getpid()")
    script = """
        import ray._private.utils
        import ray._raylet
        if __name__ == "__main__":
            import sys
            sys.exit(0 if sys.modules["preloaded"].PID != __import__("os").getpid() else 1)
    """
    env = {"NARCINE_ZYGOTE_PRELOAD": "preloaded", "PYTHONPATH": str(tmp_path)}
    with Parent(str(tmp_path), script, env=env) as parent:
        assert "ready" in parent.hear()
        assert parent.end_of(parent.fork(1)) == 0
