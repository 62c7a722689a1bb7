"""Stands in front of a stock raylet and writes down what passes its two unix sockets.

Started in the raylet's place with the raylet's own arguments. RECORD_RAYLET names the real executable, RECORD_FILE the
file that gets one JSON line a frame. The real raylet listens on `<socket>_stock`, this process on the sockets that
clients were told. File descriptors are passed on exactly as they came: on one byte of their own, after the bytes before
it, because plasma clients read a reply with plain read() and the descriptor with a separate recvmsg().
"""

import array
import ctypes
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

HEADER = struct.Struct("<qqq")  # cookie, message type, body length
COOKIE = 0x5241590000000000
PR_SET_PDEATHSIG = 1
SOCKET_FLAGS = {"--raylet_socket_name=": "raylet", "--store_socket_name=": "plasma"}
MAX_FDS = 16


class Record:
    def __init__(self, path):
        self._file = open(path, "a", buffering=1, encoding="utf-8")
        self._lock = threading.Lock()
        self._connections = 0

    def next_connection(self):
        with self._lock:
            self._connections += 1
            return self._connections

    def write(self, **row):
        with self._lock:
            self._file.write(json.dumps(row) + "\n")


class Frames:
    """Cuts one direction of one connection into frames and records them."""

    def __init__(self, record, **labels):
        self._record = record
        self._labels = labels
        self._pending = b""

    def feed(self, data):
        self._pending += data
        while len(self._pending) >= HEADER.size:
            cookie, message_type, length = HEADER.unpack_from(self._pending)
            if cookie != COOKIE:
                raise ValueError(f"not a frame: {self._pending[:24].hex()}")
            end = HEADER.size + length
            if len(self._pending) < end:
                return
            body = self._pending[HEADER.size : end]
            self._record.write(**self._labels, type=message_type, body=body.hex())
            self._pending = self._pending[end:]


def pump(source, target, frames):
    """Copies one direction until its end."""
    try:
        while True:
            data, fds, _, _ = socket.recv_fds(source, 1 << 16, MAX_FDS)
            if not data:
                break
            if fds:
                if len(data) > 1:
                    target.sendall(data[:-1])
                rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))
                target.sendmsg([data[-1:]], [rights])
                for fd in fds:
                    os.close(fd)
                frames.feed(data[:-1])
            else:
                target.sendall(data)
                frames.feed(data)
    except OSError:
        pass  # the other end is gone, which ends this direction as well
    try:
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def connect(path):
    for _ in range(600):
        upstream = socket.socket(socket.AF_UNIX)
        try:
            upstream.connect(path)
            return upstream
        except OSError:
            upstream.close()
            time.sleep(0.05)
    raise TimeoutError(f"the stock raylet does not listen on {path}")


def serve(listener, upstream_path, name, record):
    while True:
        client, _ = listener.accept()
        upstream = connect(upstream_path)
        connection = record.next_connection()
        for source, target, direction in ((client, upstream, ">"), (upstream, client, "<")):
            frames = Frames(record, socket=name, connection=connection, direction=direction)
            threading.Thread(target=pump, args=(source, target, frames), daemon=True).start()


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main():
    record = Record(os.environ["RECORD_FILE"])
    arguments = []
    for argument in sys.argv[1:]:
        for flag, name in SOCKET_FLAGS.items():
            if argument.startswith(flag):
                path = argument[len(flag) :]
                listener = socket.socket(socket.AF_UNIX)
                listener.bind(path)
                listener.listen(128)
                thread = threading.Thread(target=serve, args=(listener, f"{path}_stock", name, record), daemon=True)
                thread.start()
                argument = f"{flag}{path}_stock"
        arguments.append(argument)
    raylet = subprocess.Popen([os.environ["RECORD_RAYLET"], *arguments], preexec_fn=die_with_parent)
    signal.signal(signal.SIGTERM, lambda *_: raylet.send_signal(signal.SIGTERM))
    sys.exit(raylet.wait())


if __name__ == "__main__":
    main()
