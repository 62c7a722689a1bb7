"""A warmed Python process that becomes Ray workers by fork.

The raylet runs this file with a worker's own interpreter, environment and arguments, in the place where a worker's
script would stand:

    python _zygote.py .../default_worker.py ARGUMENTS OF A WORKER

It imports what a worker imports, and then forks one worker for each line it reads from its standard input, a stream
socket whose other end the raylet holds. One JSON object a line:

    in   {"id": 7, "argv": [SCRIPT, ARGUMENT...], "env": {NAME: VALUE}, "oom": 1000 | null}
    out  {"ready": MODULES}            warm
         {"unfit": WHY}                no worker can be forked here, now or later
         {"forked": 7, "pid": PID}     said by the worker itself, first of all
         {"failed": 7, "why": WHY}     this one fork did not work

A worker is a child of the RAYLET, not of this process (clone with CLONE_PARENT): whoever starts workers by exec sees
no difference in ids, exit codes and signals, and the end of this process is no worker's business. It runs the real
`default_worker.py` of the installed Ray. The end of the raylet closes the socket and ends this process.

Nothing of Narcine is imported: an interpreter of a runtime environment has Ray, but not us.
"""

import ctypes
import gc
import importlib
import json
import os
import platform
import random  # noqa: F401  reseeds itself after a fork
import signal
import socket
import sys
import types

PRELOAD = "NARCINE_ZYGOTE_PRELOAD"

# What a worker of Ray 2.60.0 imports with its first result (read from sys.modules of stock's workers). Not ray.dag, which
# they import when they leave: it draws from Ray's random numbers (see _look_for_drawn_numbers).
FIRST_RESULT = (
    "numpy",
    "pyarrow",
    "pyarrow.json",
    "pydantic.v1.fields",
    "ray._common.pydantic_compat",
    "ray._common.usage.usage_lib",
    "ray._private.arrow_serialization",
    "starlette.datastructures",
    "uvloop",
)

# Libraries that start threads when they are loaded, told not to. The worker's environment is as if this was never set.
QUIET = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}

# linux/sched.h, linux/prctl.h
CLONE_PARENT, CLONE_CHILD_CLEARTID, CLONE_CHILD_SETTID = 0x00008000, 0x00200000, 0x01000000
PR_SET_PDEATHSIG, PR_SET_NAME, PR_GET_NAME, PR_SET_MM, PR_GET_TID_ADDRESS = 1, 15, 16, 35, 40
PR_SET_MM_MAP = 14
# Number of clone, and the place of the child's tid among its arguments.
CLONE = {"x86_64": (56, 3), "aarch64": (220, 4)}

_libc = ctypes.CDLL(None, use_errno=True)
# A PyDLL keeps the interpreter's lock: between the hooks before and after a fork nobody else may run.
_locked = ctypes.PyDLL(None, use_errno=True)


class Unfit(Exception):
    """This process must not fork; the text says why."""


class Memory:
    """Where the kernel looks for this process's arguments (/proc/PID/cmdline), and how a child changes them."""

    # Places in /proc/PID/stat, counted from 1 as in proc(5), in the order of struct prctl_mm_map; None: the break.
    FIELDS = (26, 27, 45, 46, 47, None, 28, 48, 49, 50, 51)

    def __init__(self):
        with open("/proc/self/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
        self._map = [0 if place is None else int(fields[place - 3]) for place in self.FIELDS]
        self._start, self._size = self._map[7], self._map[8] - self._map[7]
        name = ctypes.create_string_buffer(16)
        _libc.prctl(PR_GET_NAME, name, 0, 0, 0)
        self._name = name.value

    def name_process(self, title):
        """
        As Ray's agents are named, with Ray's own means: it finds the arguments' memory only while they are our own.
        It blanks as much as its last title was long, so this one fills the place of all arguments.
        """
        sys.modules["ray._raylet"].setproctitle(title.ljust(self._size))
        _libc.prctl(PR_SET_NAME, ctypes.create_string_buffer(title.split(" ")[0].encode()[:15]), 0, 0, 0)

    def show(self, argv, variables):
        """The process looks as if it had been started with these. What the kernel refuses is left as it is."""
        start, end = self._map[9:11]
        block = ctypes.string_at(start, end - start)
        for name, value in variables.items():
            entry = b"\0" + os.fsencode(f"{name}={value}") + b"\0"
            at = block.find(entry.partition(b"=")[0] + b"=")
            # Only in place of a value of the same length: job ids are.
            if at >= 0 and block.find(b"\0", at + 1) == at + len(entry) - 1:
                ctypes.memmove(start + at, entry, len(entry))
        _libc.prctl(PR_SET_NAME, ctypes.create_string_buffer(self._name), 0, 0, 0)
        text = b"".join(os.fsencode(word) + b"\0" for word in argv)
        if len(text) > self._size:
            return
        ctypes.memmove(self._start, text + bytes(self._size - len(text)), self._size)
        _libc.sbrk.restype = ctypes.c_void_p
        words = list(self._map)
        words[5] = _libc.sbrk(ctypes.c_ssize_t(0))
        words[8] = self._start + len(text)
        # The last two: no new auxiliary vector; its length 0 and "keep the executable" (-1), 32 bits each.
        layout = (ctypes.c_uint64 * 13)(*words, 0, 0xFFFFFFFF << 32)
        _libc.prctl(PR_SET_MM, PR_SET_MM_MAP, ctypes.byref(layout), ctypes.c_ulong(ctypes.sizeof(layout)), 0)


class Fork:
    """fork(2) whose child belongs to our parent."""

    def __init__(self):
        machine = platform.machine()
        if sys.platform != "linux" or machine not in CLONE:
            raise Unfit(f"forking is known for Linux on {' and '.join(CLONE)} only, this is {sys.platform} on {machine}")
        # The C library keeps the thread's id where the kernel clears it; as in its own fork(), the child's is put there.
        place = ctypes.c_void_p()
        if _libc.prctl(PR_GET_TID_ADDRESS, ctypes.byref(place), 0, 0, 0) != 0 or not place.value:
            raise Unfit("the kernel does not tell where the thread's id is kept (prctl PR_GET_TID_ADDRESS)")
        if ctypes.c_int.from_address(place.value).value != os.getpid():
            raise Unfit("the C library does not keep the thread's id where it told the kernel")
        number, tid_at = CLONE[machine]
        arguments = [0] * 5
        arguments[0] = CLONE_PARENT | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | signal.SIGCHLD
        arguments[tid_at] = place.value
        self._arguments = [ctypes.c_long(value) for value in [number, *arguments]]
        _locked.syscall.restype = ctypes.c_long
        self._hooks = [ctypes.pythonapi[f"PyOS_{when}"] for when in ("BeforeFork", "AfterFork_Child", "AfterFork_Parent")]
        for hook in self._hooks:
            hook.restype = None

    def __call__(self):
        """The child's pid here, 0 in the child. Raises OSError."""
        before, in_child, in_parent = self._hooks
        before()
        pid = _locked.syscall(*self._arguments)
        if pid == 0:
            in_child()
            return 0
        error = ctypes.get_errno()
        in_parent()
        if pid < 0:
            raise OSError(error, os.strerror(error))
        return pid


class Zygote:
    def __init__(self, channel, script):
        self._channel = channel
        self._script = script
        self._raylet = os.getppid()
        self._memory = Memory()
        # What stands before our own path on the command line: the interpreter and its flags.
        self._interpreter = _command_line()[: -len(sys.argv)]
        self._restore = {name: os.environ.get(name) for name in QUIET}
        self._fork = None
        self._code = None

    def warm(self):
        """Imports what workers import. Raises Unfit."""
        if os.environ.get("RAY_RAYLET_PID") != str(self._raylet):
            raise Unfit(f"the parent is process {self._raylet}, not the raylet: something stands between the two")
        self._fork = Fork()
        os.environ.update(QUIET)
        gc.disable()
        folder = os.path.dirname(os.path.abspath(__file__))
        if sys.path and os.path.abspath(sys.path[0]) == folder:
            sys.path[0] = os.path.dirname(self._script)
        with open(self._script, "rb") as file:
            self._code = compile(file.read(), self._script, "exec")
        # Under another name the script only imports and defines.
        exec(self._code, {"__name__": "narcine_warm_up", "__file__": self._script})
        for name in FIRST_RESULT:
            _import(name, is_wanted=False)
        for name in os.environ.get(PRELOAD, "").split(","):
            if name.strip():
                _import(name.strip(), is_wanted=True)
        _look_for_cuda()
        _look_for_threads()
        _look_for_drawn_numbers()
        self._memory.name_process(f"ray::Zygote {' '.join(sys.argv[1:])}")
        gc.collect()
        # What is there now is garbage to nobody: the collector of a child does not touch it, and pages stay shared.
        gc.freeze()

    def serve(self):
        """Forks for each line; returns in a worker alone."""
        with self._channel.makefile("rb") as lines:
            for line in lines:
                request = json.loads(line)
                if self._become(request):
                    return
        os._exit(0)

    def _become(self, request):
        try:
            _look_for_threads()
        except Unfit as error:
            self.say(unfit=str(error))
            self.say(failed=request["id"], why=str(error))
            return False
        try:
            if self._fork() != 0:
                return False
        except OSError as error:
            self.say(failed=request["id"], why=f"clone: {error}")
            return False
        self._start_worker(request)
        return True

    def _start_worker(self, request):
        os.setpgid(0, 0)
        _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != self._raylet:
            os._exit(1)  # The raylet ended before the line above: no signal will come.
        self.say(forked=request["id"], pid=os.getpid())
        os.close(self._channel.fileno())
        if request["oom"] is not None:
            try:
                with open("/proc/self/oom_score_adj", "w") as file:
                    file.write(str(request["oom"]))
            except OSError:
                pass  # Not permitted: the worker goes on with ours.
        for name, value in {**self._restore, **request["env"]}.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if "numpy.random" in sys.modules:
            sys.modules["numpy"].random.seed()
        argv = request["argv"]
        self._memory.show([*self._interpreter, *argv], request["env"])
        sys.argv = list(argv)
        if hasattr(sys, "orig_argv"):
            sys.orig_argv = [*self._interpreter, *argv]
        gc.enable()
        _keep_thread_count()

    def main_module(self):
        """The module in which the worker's script runs, as the interpreter would have made it."""
        module = types.ModuleType("__main__")
        loader = importlib.machinery.SourceFileLoader("__main__", self._script)
        module.__dict__.update(__file__=self._script, __cached__=None, __loader__=loader, __builtins__=__builtins__)
        sys.modules["__main__"] = module
        return module.__dict__, self._code

    def say(self, **what):
        """One write, so that what two processes say does not mix."""
        try:
            self._channel.sendall(json.dumps(what).encode() + b"\n")
        except OSError:
            os._exit(1)  # The raylet is gone.


def _command_line():
    with open("/proc/self/cmdline", "rb") as file:
        return [os.fsdecode(word) for word in file.read().split(b"\0")[:-1]]


def _import(name, is_wanted):
    try:
        importlib.import_module(name)
    except Exception as error:  # A worker meets the same error where it needs the module, and says so to the user.
        if is_wanted:
            print(f"{PRELOAD}: {name} could not be imported: {error!r}", file=sys.stderr, flush=True)


def _look_for_threads():
    threads = os.listdir("/proc/self/task")
    if len(threads) > 1:
        names = sorted(_read(f"/proc/self/task/{thread}/comm") for thread in threads)
        raise Unfit(f"a library that was imported started threads: {', '.join(names)}")


def _look_for_cuda():
    """A CUDA context does not survive a fork."""
    for fd in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{fd}")
        except OSError:
            continue
        if target.startswith("/dev/nvidia"):
            raise Unfit(f"a library that was imported opened {target}")


def _look_for_drawn_numbers():
    """
    Ray's C++ seeds its random numbers at the first draw, once in a process: from then on all forks would make the same
    ids, and Ray 2.60.0 aborts where two workers make the same object. Nobody can look at the seed, so two forks draw.
    """
    drawn = []
    for _ in range(2):
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.write(into, sys.modules["ray"].WorkerID.from_random().binary())
            finally:
                os._exit(0)
        os.close(into)
        with open(out, "rb") as file:
            drawn.append(file.read())
        os.waitpid(pid, 0)
    if drawn[0] == drawn[1]:
        raise Unfit("a library that was imported drew from Ray's random numbers: workers would share their ids")


def _keep_thread_count():
    """OpenBLAS was loaded with one thread. Ray sets OMP_NUM_THREADS to a task's CPUs before user code would load it."""
    utils = sys.modules["ray._private.utils"]
    original = utils.set_omp_num_threads_if_unset

    def set_omp_num_threads_if_unset():
        utils.set_omp_num_threads_if_unset = original
        was_set = original()
        names = ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS")
        given = [os.environ[name] for name in names if os.environ.get(name, "").isdigit()]
        count = min(int(given[0]), os.cpu_count() or 1) if given else (os.cpu_count() or 1)
        if count > 1:
            _set_openblas_threads(count)
        return was_set

    utils.set_omp_num_threads_if_unset = set_omp_num_threads_if_unset


def _set_openblas_threads(count):
    paths = {line.split(None, 5)[5].strip() for line in _read("/proc/self/maps").splitlines() if "openblas" in line}
    for path in paths:
        library = ctypes.CDLL(path)
        for name in ("scipy_openblas_set_num_threads64_", "scipy_openblas_set_num_threads", "openblas_set_num_threads64_",
                     "openblas_set_num_threads"):
            if hasattr(library, name):
                library[name](ctypes.c_int(count))
                break


def _read(path):
    try:
        # Paths of libraries and names of threads may be no text in this locale.
        with open(path, errors="surrogateescape") as file:
            return file.read().strip()
    except OSError:
        return ""


def _take_channel():
    channel = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    return channel


def _main():
    zygote = Zygote(_take_channel(), sys.argv[1])
    try:
        zygote.warm()
    except Unfit as error:
        zygote.say(unfit=str(error))
        os._exit(0)
    except Exception as error:
        zygote.say(unfit=f"the warm-up failed: {error!r}")
        os._exit(1)
    zygote.say(ready=len(sys.modules))
    zygote.serve()
    return zygote.main_module()


if __name__ == "__main__":
    _globals, _code = _main()
    exec(_code, _globals)
