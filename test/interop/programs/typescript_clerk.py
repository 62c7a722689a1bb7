"""In Python what typescript-groups.mjs is: typescript-groups.test.ts makes actors of it."""

import threading
import time

import ray


class Clerk:
    def __init__(self):
        self.lock = threading.Lock()
        self.released = threading.Event()
        self.running = {"fetch": 0, "plain": 0}
        self.all = {"order": {"fetch": [], "plain": []}, "most": {"fetch": 0, "plain": 0}}

    def hold(self):
        return "held" if self.released.wait(60) else "not released"

    def release(self):
        self.released.set()

    @ray.method(concurrency_group="io")
    def fetch(self, what):
        return self._work("fetch", what)

    def plain(self, what):
        return self._work("plain", what)

    def _work(self, method, what):
        with self.lock:
            self.running[method] += 1
            self.all["order"][method].append(what)
            self.all["most"][method] = max(self.all["most"][method], self.running[method])
        time.sleep(0.05)
        with self.lock:
            self.running[method] -= 1
        return what

    def seen(self):
        return self.all


def make(name):
    """One that Python makes, for whoever asks for it by its name."""
    made = ray.remote(concurrency_groups={"io": 2, "others": 1})(Clerk).options(name=name, lifetime="detached").remote()
    return ray.get(made.seen.remote())["most"]["fetch"]
