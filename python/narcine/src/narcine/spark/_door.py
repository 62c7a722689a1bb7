"""Between Ray's autoscaler, a process below the head, and the driver, which alone can start Spark jobs.

A unix socket in the abstract namespace: no port, no file, gone with the driver; both ends prove that they know the
cluster's token before a word is said. Questions and answers are JSON.
"""

import json
import os
import threading
from multiprocessing.connection import Client, Listener


class Door:
    """The driver's end. `answer(question)` is called on threads of its own and must return what JSON can say."""

    def __init__(self, name, token, answer):
        self.address = f"\0narcine-{name}"
        self._answer = answer
        self._closed = False
        self._listener = Listener(self.address, family="AF_UNIX", authkey=token.encode())
        threading.Thread(target=self._serve, name="narcine-door", daemon=True).start()

    def close(self):
        self._closed = True
        self._listener.close()

    def _serve(self):
        while not self._closed:
            try:
                connection = self._listener.accept()
            except Exception:  # noqa: BLE001  A stranger without the token, or the end of the listener.
                continue
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with connection:
            while True:
                try:
                    question = json.loads(connection.recv_bytes(1 << 20))
                except (EOFError, OSError, ValueError):
                    return
                try:
                    reply = {"answer": self._answer(question)}
                except Exception as error:  # noqa: BLE001  Told to whoever asked.
                    reply = {"problem": str(error)}
                connection.send_bytes(json.dumps(reply).encode())


class Caller:
    """The autoscaler's end."""

    def __init__(self, name):
        self._address = f"\0narcine-{name}"
        self._connection = None
        self._lock = threading.Lock()

    def ask(self, **question):
        """Raises RuntimeError with what the driver said, or OSError when it is gone."""
        with self._lock:
            if self._connection is None:
                self._connection = Client(self._address, family="AF_UNIX", authkey=os.environ["RAY_AUTH_TOKEN"].encode())
            self._connection.send_bytes(json.dumps(question).encode())
            reply = json.loads(self._connection.recv_bytes())
        if "problem" in reply:
            raise RuntimeError(reply["problem"])
        return reply["answer"]
