"""What every interop program shares: sections, their facts, and the line that carries them to the harness.

A program is a list of sections. A section is a function that returns facts: plain JSON that must be the same on every
implementation of the node (no pid, no time, no address, no order that Ray leaves open). A section that raises or takes
too long is recorded as failed and the next one runs, so one run shows everything that is wrong, not only the first.

Lines for the harness, on stdout:
  NODE {...}    once after ray.init: where the node's sockets, ports and logs are
  RESULT {...}  once at the end: {section: facts}
"""

import contextlib
import faulthandler
import json
import os
import signal
import sys
import time
import traceback

import ray

SECTION_LIMIT_S = 90.0


class SectionTimeout(Exception):
    """A section ran longer than its limit."""


def say(kind, value):
    """Writes one line for the harness; a single write, so that lines of worker output cannot cut it."""
    sys.stdout.flush()
    os.write(1, f"{kind} {json.dumps(value, sort_keys=True)}\n".encode())


def init(**options):
    """ray.init with what all programs want (no dashboard, small store) and the NODE line."""
    options.setdefault("num_cpus", 2)
    options.setdefault("include_dashboard", False)
    options.setdefault("object_store_memory", 300 * 1024 * 1024)
    options.setdefault("log_to_driver", False)
    context = ray.init(**options)
    announce_node()
    return context


def announce_node():
    """Says where the local node is. Call once after a ray.init of your own."""
    node = next(n for n in ray.nodes() if n["Alive"])
    say(
        "NODE",
        {
            "driver_pid": os.getpid(),
            "session_dir": ray._private.worker.global_worker.node.get_session_dir_path(),
            "raylet_socket": node["RayletSocketName"],
            "store_socket": node["ObjectStoreSocketName"],
            "node_ip": node["NodeManagerAddress"],
            "node_manager_port": node["NodeManagerPort"],
            "object_manager_port": node["ObjectManagerPort"],
            "node_id": node["NodeID"],
        },
    )


@contextlib.contextmanager
def time_limit(seconds):
    """Raises SectionTimeout in the main thread after so many seconds."""

    def give_up(_signal, _frame):
        raise SectionTimeout(f"not finished after {seconds:g} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def run(sections, before_result=None):
    """Runs the sections in order, prints RESULT and returns the process's exit code.

    NARCINE_TEST_ONLY (comma separated names) runs a part of them while one looks for a fault.
    """
    faulthandler.enable()
    only = [n for n in os.environ.get("NARCINE_TEST_ONLY", "").split(",") if n]
    facts = {}
    for section in sections:
        name = section.__name__
        if only and name not in only:
            continue
        started = time.monotonic()
        try:
            with time_limit(getattr(section, "limit_s", SECTION_LIMIT_S)):
                facts[name] = section()
        except BaseException as error:  # a section may die of KeyboardInterrupt too
            traceback.print_exc()
            facts[name] = {"failed": f"{type(error).__name__}: {str(error)[-1500:]}"}
            if getattr(section, "is_required", False):
                break
        print(f"SECTION {name} {time.monotonic() - started:.2f} s", file=sys.stderr, flush=True)
    if before_result is not None:
        before_result()
    say("RESULT", facts)
    return 0


def main(sections, **options):
    """The usual program: init, sections, shutdown."""
    started = time.monotonic()
    init(**options)
    print(f"SECTION (init) {time.monotonic() - started:.2f} s", file=sys.stderr, flush=True)
    code = run(sections)
    ray.shutdown()
    sys.exit(code)


def limit(seconds):
    """Gives a section another time limit than SECTION_LIMIT_S."""

    def set_limit(section):
        section.limit_s = float(seconds)
        return section

    return set_limit


def required(section):
    """Marks a section without which the ones after it make no sense: when it fails they are not run."""
    section.is_required = True
    return section


def raised(action):
    """What an action raised: the classes of ray.exceptions (and the cause's class); None when nothing."""
    try:
        action()
    except Exception as error:
        cause = getattr(error, "cause", None)
        return {
            # Ray makes classes like RayTaskError(ZeroDivisionError) on the fly: their bases are the facts.
            "type": next(c.__name__ for c in type(error).__mro__ if "(" not in c.__name__),
            "bases": sorted({c.__name__ for c in type(error).__mro__} & INTERESTING_BASES),
            "cause": type(cause).__name__ if isinstance(cause, BaseException) else None,
        }
    return None


def final_error(call, timeout_s=30.0):
    """What a call to an actor raises once its death is final.

    ray.kill is not waited for: a call right after it may still be answered, or be lost on the way
    (ActorUnavailableError). Seen on stock and on ours.
    """
    last = None

    def is_final():
        nonlocal last
        last = raised(call)
        return last is not None and last["type"] != "ActorUnavailableError"

    eventually(is_final, timeout_s)
    return last


INTERESTING_BASES = {
    "RayError",
    "RayTaskError",
    "RayActorError",
    "ActorDiedError",
    "ActorUnavailableError",
    "WorkerCrashedError",
    "TaskCancelledError",
    "GetTimeoutError",
    "RuntimeEnvSetupError",
    "TaskUnschedulableError",
    "ActorUnschedulableError",
    "ObjectLostError",
    "OwnerDiedError",
    "LocalRayletDiedError",
    "ZeroDivisionError",
    "ValueError",
    "KeyError",
}


def eventually(condition, timeout_s=20.0, step_s=0.05):
    """Waits until the condition holds; True when it did in time."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(step_s)
    return bool(condition())


def process_gone(pid):
    """True when no process (or only a zombie) has this pid."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] in ("Z", "X")
    except OSError:
        return True
