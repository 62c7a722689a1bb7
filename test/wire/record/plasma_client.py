"""A plasma client that asks what Ray's own clients seldom ask, to record how a stock store answers."""

import json
import os
import socket
import struct

COOKIE = 0x5241590000000000
HEADER = struct.Struct("<qqq")

CREATE, ABORT, SEAL, GET, RELEASE, DELETE, CONTAINS, CONNECT, DEBUG_STRING = 1, 4, 6, 8, 10, 12, 14, 16, 18


def table(*slots):
    """A flatbuffer body of one table. A slot is None, (struct format, number), bytes, or a list of bytes."""
    slots = [("<I", slot) if isinstance(slot, (bytes, list)) else slot for slot in slots]
    vtable_size = 4 + 2 * len(slots)
    start = 4 + vtable_size
    start += (4 - start) % 8  # 8-byte fields follow the 4-byte offset to the vtable
    offsets, end, fields = [], 4, []
    for index in sorted(range(len(slots)), key=lambda i: 0 if slots[i] is None else -struct.calcsize(slots[i][0])):
        if slots[index] is not None:
            fields.append((index, end))
            end += struct.calcsize(slots[index][0])
    offsets = dict(fields)
    body = bytearray(start)
    struct.pack_into("<I", body, 0, start)
    vtable = start - vtable_size
    struct.pack_into("<HH", body, vtable, vtable_size, end)
    for index in range(len(slots)):
        struct.pack_into("<H", body, vtable + 4 + 2 * index, offsets.get(index, 0))
    body += bytes(end)
    struct.pack_into("<i", body, start, vtable_size)

    def point(at):
        body.extend(bytes(-len(body) % 4))
        struct.pack_into("<I", body, at, len(body) - at)

    def string(at, value):
        point(at)
        body.extend(struct.pack("<I", len(value)) + value + b"\0")

    for index, offset in fields:
        form, value = slots[index]
        at = start + offset
        if isinstance(value, bytes):
            string(at, value)
        elif isinstance(value, list):
            point(at)
            vector = len(body)
            body.extend(struct.pack("<I", len(value)) + bytes(4 * len(value)))
            for position, item in enumerate(value):
                string(vector + 4 + 4 * position, item)
        else:
            struct.pack_into(form, body, at, value)
    body.extend(bytes(-len(body) % 4))
    return bytes(body)


def boolean(value):
    return ("<?", value)


def int32(value):
    return ("<i", value)


def int64(value):
    return ("<q", value)


class PlasmaClient:
    """Talks to the real store, past the proxy; only the store's answers are recorded."""

    def __init__(self, path, record_file):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(path)
        self._record_file = record_file

    def _receive(self, count):
        data = b""
        while len(data) < count:
            piece = self._socket.recv(count - len(data))
            if not piece:
                raise EOFError("the store closed the connection")
            data += piece
        return data

    def ask(self, message_type, body, fds=0):
        self._socket.sendall(HEADER.pack(COOKIE, message_type, len(body)) + body)
        _, reply_type, length = HEADER.unpack(self._receive(HEADER.size))
        reply = self._receive(length)
        self._receive(fds)  # a descriptor comes with a byte of its own
        row = {"socket": "plasma", "connection": 0, "direction": "<", "type": reply_type, "body": reply.hex()}
        with open(self._record_file, "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def close(self):
        self._socket.close()


def create(object_id, owner, data_size):
    return table(
        object_id,
        owner.node_id,
        owner.ip_address.encode(),
        int32(owner.port),
        owner.worker_id,
        boolean(False),
        int64(data_size),
        int64(10),
    )


def record_rare_answers(path, owner):
    """`owner` is the ray.rpc.Address that new objects are said to belong to."""
    client = PlasmaClient(path, os.environ["RECORD_FILE"])
    first, second, missing = (owner.worker_id[:4].rjust(24, b"\x11") + bytes([n, 0, 0, 0]) for n in (1, 2, 3))
    client.ask(CONNECT, table())
    client.ask(CREATE, create(first, owner, 100), fds=1)
    client.ask(CREATE, create(first, owner, 100))  # exists
    client.ask(CONTAINS, table(first))  # not sealed
    client.ask(ABORT, table(first))
    client.ask(CREATE, create(second, owner, 100))
    client.ask(SEAL, table(second))
    client.ask(GET, table([second, missing], int64(0)))
    client.ask(GET, table([missing], int64(0)))
    client.ask(RELEASE, table(second, boolean(True)))
    client.ask(DELETE, table(int32(2), [second, missing]))
    client.ask(DEBUG_STRING, table())
    client.close()
