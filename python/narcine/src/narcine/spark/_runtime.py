"""Where Narcine's Node side is on the driver, and the head's holder as a process of the driver."""

import json
import os
import shutil
import subprocess
import threading

from narcine.spark import _task


class RuntimeMissingError(RuntimeError):
    """Node or Narcine's npm package is not where the driver looks for it; the message says where that is."""


def locate():
    """Absolute paths of the npm package and of Node: NARCINE_HOME and NARCINE_NODE (`narcine run` sets both), else what
    PATH has. Raises RuntimeMissingError."""
    home = os.environ.get("NARCINE_HOME")
    if not home:
        command = shutil.which("narcine")
        if command is None:
            raise RuntimeMissingError("Narcine's npm package is not found: run the program through `narcine run -- ...`, "
                                      "put the `narcine` command in PATH (npm install -g narcine), or set NARCINE_HOME")
        home = os.path.dirname(os.path.dirname(os.path.realpath(command)))
    node = os.environ.get("NARCINE_NODE") or shutil.which("node") or "node"
    runtime, problem = _task.find_runtime(home, node)
    if runtime is None:
        raise RuntimeMissingError(f"{problem} (on the driver)")
    return home, runtime[0]


def archive(home, node):
    """Path of the runtime as one file, for Spark workers that have none (src/spark/archive). Takes seconds the first time.

    Raises RuntimeMissingError when it cannot be packed.
    """
    packed = subprocess.run([node, os.path.join(home, "dist", "spark", "archive", "main.js")], capture_output=True, text=True)
    if packed.returncode != 0:
        raise RuntimeMissingError(packed.stderr.strip())
    return packed.stdout.strip()


class HeadProcess:
    """The holder of the head, below the driver: it ends when the driver does, however that is."""

    def __init__(self, home, node, spec, on_news):
        """`on_news(dict)` is called on a thread of its own with every line the holder says, then once with
        {"event": "over"}."""
        main = os.path.join(home, "dist", "spark", "holder", "main.js")
        self._process = subprocess.Popen([node, main], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/",
                                         start_new_session=True)
        self._on_news = on_news
        self._temp_dir = spec["tempDir"]
        self._reader = threading.Thread(target=self._read, name="narcine-head", daemon=True)
        self._reader.start()
        self._tell(json.dumps(spec))

    @property
    def pid(self):
        return self._process.pid

    def cluster_is_up(self):
        """All nodes are there: from now on it says when the cluster is idle."""
        self._tell('{"up":true}')

    def stop_nodes(self):
        """Tells all worker nodes to end."""
        self._tell('{"stop":true}')

    def close(self, patience=6.0):
        """Ends the head and everything below it; returns when it is gone."""
        try:
            self._process.stdin.close()
        except OSError:
            pass  # It ended by itself.
        # The pipe does not end while a process that was forked off the driver has it too.
        self._process.terminate()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        # The holder has done that, unless it was killed.
        shutil.rmtree(self._temp_dir, ignore_errors=True)
        self._reader.join(1.0)

    def _tell(self, line):
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            pass  # It has ended, which the reader tells.

    def _read(self):
        for line in self._process.stdout:
            try:
                news = json.loads(line)
            except ValueError:
                continue  # A warning of Node itself.
            self._on_news(news)
        self._on_news({"event": "over"})
