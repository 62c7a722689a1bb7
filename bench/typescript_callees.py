"""What both drivers of bench/typescript.py call."""


def small():
    return b"ok"


class Actor:
    def small(self):
        return b"ok"
