"""Python classes that TypeScript makes actors of."""

import asyncio
import os
import time


class Counter:
    def __init__(self, start=0, *, step=1):
        if start < 0:
            raise ValueError("a counter starts at 0 or above")
        self.value = start
        self.step = step
        self.seen = []

    def increment(self, by=None):
        self.value += self.step if by is None else by
        return self.value

    def note(self, what):
        self.seen.append(what)

    def notes(self):
        return self.seen

    def fail(self):
        raise RuntimeError("not this time")

    def pid(self):
        return os.getpid()

    def die(self):
        os._exit(3)

    def nap(self, seconds):
        time.sleep(seconds)
        return "rested"

    def length(self, data):
        return len(data)

    def pair(self):
        return [self.value, "two"]


class Gate:
    """Methods of an event loop: one waits for the other."""

    def __init__(self):
        self.event = asyncio.Event()

    async def wait(self):
        await self.event.wait()
        return "through"

    async def open(self):
        self.event.set()
