"""Between Ray's autoscaler, a process below the head, and the driver, which alone can start Spark jobs.

A connection on loopback. What is said, and how both ends prove that they know the cluster's token, stands in
src/spark/door.ts, which is the driver's end of `setupRayCluster`.
"""

import hashlib
import hmac
import json
import os
import secrets
import socket
import threading

# A stranger is turned away after so long.
_HELLO_S = 5.0
_MAX_LINE = 64 * 1024


class DoorError(RuntimeError):
    """Whoever is at the other end does not know the cluster's token."""


class Door:
    """The driver's end. `answer(question)` is called on threads of its own and must return what JSON can say."""

    def __init__(self, token, answer):
        self._answer = answer
        self._token = token
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self._listener.getsockname()[1]
        threading.Thread(target=self._serve, name="narcine-door", daemon=True).start()

    def close(self):
        # Wakes the thread that accepts, which close() alone does not.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with connection, connection.makefile("rwb") as stream:
            try:
                connection.settimeout(_HELLO_S)
                challenge = secrets.token_hex(32)
                _write(stream, {"challenge": challenge})
                hello = _read(stream)
                if not hmac.compare_digest(hello["proof"], _proof(self._token, "autoscaler", challenge)):
                    return
                _write(stream, {"proof": _proof(self._token, "driver", hello["challenge"])})
                connection.settimeout(None)
                while True:
                    _write(stream, self._reply(_read(stream)))
            except (EOFError, OSError, ValueError, KeyError, TypeError):
                return  # Gone, or no autoscaler.

    def _reply(self, question):
        try:
            return {"answer": self._answer(question)}
        except Exception as error:  # noqa: BLE001  Told to whoever asked.
            return {"problem": str(error)}


class Caller:
    """The autoscaler's end."""

    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self._address = host, int(port)
        self._stream = None
        self._lock = threading.Lock()

    def ask(self, **question):
        """Raises RuntimeError with what the driver said, DoorError, or OSError when it is gone."""
        with self._lock:
            if self._stream is None:
                self._stream = self._connect()
            try:
                _write(self._stream, question)
                reply = _read(self._stream)
            except (EOFError, OSError) as error:
                self._stream = None
                raise ConnectionError("the driver is gone") from error
        if "problem" in reply:
            raise RuntimeError(reply["problem"])
        return reply["answer"]

    def _connect(self):
        token = os.environ["RAY_AUTH_TOKEN"]
        connection = socket.create_connection(self._address)
        stream = connection.makefile("rwb")
        challenge = secrets.token_hex(32)
        try:
            _write(stream, {"proof": _proof(token, "autoscaler", _read(stream)["challenge"]), "challenge": challenge})
            proof = _read(stream)["proof"]
        except EOFError:
            raise DoorError("the driver turned this autoscaler away: its token is another cluster's") from None
        finally:
            # The stream has it open as long as it is there.
            connection.close()
        if not hmac.compare_digest(proof, _proof(token, "driver", challenge)):
            raise DoorError("whoever listens at the driver's door does not know the cluster's token")
        return stream


def _proof(token, who, challenge):
    return hmac.new(token.encode(), f"{who} {challenge}".encode(), hashlib.sha256).hexdigest()


def _write(stream, value):
    stream.write(json.dumps(value).encode() + b"\n")
    stream.flush()


def _read(stream):
    line = stream.readline(_MAX_LINE)
    if not line.endswith(b"\n"):
        raise EOFError
    return json.loads(line)
