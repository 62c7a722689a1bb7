"""Makes the golden files of test/wire/golden again: `PYTHON test/wire/record/record.py`, about a minute.

PYTHON is one that has ray==2.60.0. A stock cluster runs program.py with raylet_proxy.py in front of its raylet; of each
message a few examples of different form are kept. Paths of this machine are overwritten by as many x, and the digits
of its address by 1.
"""

import json
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import tempfile
from collections import defaultdict

import ray
from ray._private import services

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(os.path.dirname(HERE), "golden")
EXAMPLES = 4

RAYLET_TYPES = (
    "ActorCreationTaskDone RegisterClientRequest RegisterClientReply AnnounceWorkerPort AnnounceWorkerPortReply "
    "DisconnectClientRequest DisconnectClientReply AsyncGetObjectsRequest CancelGetRequest NotifyWorkerBlocked "
    "NotifyWorkerUnblocked WaitRequest WaitReply WaitForActorCallArgsRequest PushErrorRequest "
    "FreeObjectsInObjectStoreRequest SubscribePlasmaReady"
).split()
PLASMA_TYPES = (
    "PlasmaDisconnectClient PlasmaCreateRequest PlasmaCreateRetryRequest PlasmaCreateReply PlasmaAbortRequest "
    "PlasmaAbortReply PlasmaSealRequest PlasmaSealReply PlasmaGetRequest PlasmaGetReply PlasmaReleaseRequest "
    "PlasmaReleaseReply PlasmaDeleteRequest PlasmaDeleteReply PlasmaContainsRequest PlasmaContainsReply "
    "PlasmaConnectRequest PlasmaConnectReply PlasmaGetDebugStringRequest PlasmaGetDebugStringReply"
).split()
TYPES = {"raylet": RAYLET_TYPES, "plasma": PLASMA_TYPES}


def run_program(directory):
    """Runs program.py on a stock cluster and returns the recorded frames."""
    frames = os.path.join(directory, "frames.jsonl")
    raylet = os.path.join(directory, "raylet")
    with open(raylet, "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\nexec "{sys.executable}" "{os.path.join(HERE, "raylet_proxy.py")}" "$@"\n')
    os.chmod(raylet, stat.S_IRWXU)
    environment = dict(os.environ, RECORD_FILE=frames, RECORD_RAYLET=services.RAYLET_EXECUTABLE)
    program = [sys.executable, "program.py", raylet, os.path.join(directory, "ray")]
    subprocess.run(program, cwd=HERE, env=environment, check=True, timeout=300)
    with open(frames, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def form(body):
    """What tells two bodies of one type apart: which slots are there, a small number in the first, short or long."""
    if len(body) < 8:
        return ()
    (table,) = struct.unpack_from("<I", body, 0)
    vtable = table - struct.unpack_from("<i", body, table)[0]
    (size,) = struct.unpack_from("<H", body, vtable)
    slots = struct.unpack_from(f"<{(size - 4) // 2}H", body, vtable + 4)
    first = body[table + slots[0]] if slots and slots[0] else 0
    return (*(slot != 0 for slot in slots), first if first < 8 else 8, len(body) >= 48)


def without_machine(body, names, address):
    for name in names:
        body = body.replace(name, b"/" + b"x" * (len(name) - 1))
    return body.replace(address, re.sub(rb"\d", b"1", address))


def main():
    directory = tempfile.mkdtemp(prefix="record-")
    try:
        rows = run_program(directory)
        # Longest first, so that a path is not cut by its own parent.
        names = {directory, HERE, sys.prefix, sys.base_prefix, os.path.dirname(ray.__file__), os.path.expanduser("~")}
        machine = sorted((name.encode() for name in names if len(name) > 1), key=len, reverse=True)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    address = services.get_node_ip_address().encode()
    examples, rare = defaultdict(dict), defaultdict(list)
    for row in rows:
        message = row["socket"], row["direction"], row["type"]
        body = without_machine(bytes.fromhex(row["body"]), machine, address)
        if row["connection"] == 0:  # answers to plasma_client.py: each shows what Ray's clients do not provoke
            rare[message].append(body)
        elif len(examples[message]) < EXAMPLES:
            examples[message].setdefault(form(body), body)
    os.makedirs(GOLDEN, exist_ok=True)
    for name, types in TYPES.items():
        with open(os.path.join(GOLDEN, f"{name}-socket.txt"), "w", encoding="utf-8") as file:
            file.write(f"# Bodies seen on the {name} socket of stock Ray {ray.__version__}; made by test/wire/record/record.py.\n")
            file.write("# direction (> to the server), message type, its name, body in hex (- when it is empty)\n")
            messages = sorted((key for key in {*examples, *rare} if key[0] == name), key=lambda key: key[2])
            for message in messages:
                _, direction, message_type = message
                for body in [*examples[message].values(), *rare[message]]:
                    file.write(f"{direction} {message_type} {types[message_type]} {body.hex() or '-'}\n")


if __name__ == "__main__":
    main()
