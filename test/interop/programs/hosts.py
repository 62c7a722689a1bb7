"""Hosts on one machine: network namespaces with addresses of their own, joined by a bridge.

`Hosts(n)` moves this process into a network of its own, in which it is host 0, and makes n others. Processes that are
started inside `with hosts.at(n):` run on host n. Nothing of the machine's own network is touched, and all of it is gone
with the last process in it, however that ends. Needs `ip` (iproute2), `unshare` (util-linux), and root or the right to
make user namespaces. To be made before this process has threads.
"""

import contextlib
import ctypes
import os
import shutil
import subprocess

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
# In no network but ours.
PREFIX = "10.91.0."

libc = ctypes.CDLL(None, use_errno=True)


class NoHosts(RuntimeError):
    """This machine does not let us make them; the text says why."""


def check(result, what):
    if result != 0:
        raise NoHosts(f"{what}: {os.strerror(ctypes.get_errno())}")


def ip(command):
    done = subprocess.run(["ip", *command.split()], capture_output=True, text=True)
    if done.returncode != 0:
        raise NoHosts(f"ip {command}: {done.stderr.strip()}")


def leave_network():
    """This process gets a network of its own, and if it is not root, all rights in there."""
    if os.geteuid() == 0:
        return check(libc.unshare(CLONE_NEWNET), "unshare of the network")
    maps = {"setgroups": "deny", "uid_map": f"0 {os.geteuid()} 1", "gid_map": f"0 {os.getegid()} 1"}
    check(libc.unshare(CLONE_NEWUSER | CLONE_NEWNET), "unshare of user and network")
    for name, text in maps.items():
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


class Hosts:
    def __init__(self, count):
        for tool in ("ip", "unshare"):
            if shutil.which(tool) is None:
                raise NoHosts(f"there is no command {tool}")
        leave_network()
        self._home = os.open("/proc/self/ns/net", os.O_RDONLY)
        ip("link set lo up")
        ip("link add hosts type bridge")
        ip(f"addr add {self.address(0)}/24 dev hosts")
        ip("link set hosts up")
        self._spaces = [self._home]
        self._holders = []
        for number in range(1, count + 1):
            self._make(number)

    def _make(self, number):
        # It holds the namespace as long as we are there: then its input ends.
        command = ["unshare", "--net", "sh", "-c", "echo; exec cat >/dev/null"]
        holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        self._holders.append(holder)
        if holder.stdout.readline() != b"\n":
            raise NoHosts("unshare --net failed")
        self._spaces.append(os.open(f"/proc/{holder.pid}/ns/net", os.O_RDONLY))
        ip(f"link add host{number} type veth peer name eth0 netns {holder.pid}")
        ip(f"link set host{number} master hosts up")
        with self.at(number):
            ip("link set lo up")
            ip(f"addr add {self.address(number)}/24 dev eth0")
            ip("link set eth0 up")

    @staticmethod
    def address(number):
        return f"{PREFIX}{number + 1}"

    @contextlib.contextmanager
    def at(self, number):
        """What this thread starts meanwhile, and the sockets that it opens, are on that host."""
        check(libc.setns(self._spaces[number], CLONE_NEWNET), "setns")
        try:
            yield
        finally:
            check(libc.setns(self._home, CLONE_NEWNET), "setns")

    def processes(self, number):
        """Pids of all processes on the host."""
        space = os.fstat(self._spaces[number])
        holders = [holder.pid for holder in self._holders]
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            # It may end just now.
            with contextlib.suppress(OSError):
                if os.path.samestat(os.stat(f"/proc/{pid}/ns/net"), space) and int(pid) not in holders:
                    found.append(int(pid))
        return found

    @staticmethod
    def cut(number):
        """Pulls the host's cable."""
        ip(f"link set host{number} down")

    @staticmethod
    def mend(number):
        ip(f"link set host{number} up")
