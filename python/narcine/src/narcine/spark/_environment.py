"""What lets Ray in the driver's own process find the cluster."""

import os
import sys


class DriverEnvironment:
    """Ray in this process finds the cluster, and with its token, until `leave`."""

    def __init__(self, address, token, ip):
        self._before = {}
        self._ray_was_loopback = None
        self._set("RAY_ADDRESS", address)
        self._set("RAY_AUTH_MODE", "token")
        self._set("RAY_AUTH_TOKEN", token)
        if ip.startswith("127."):
            # Otherwise Ray turns a loopback address into the host's other one, at which nobody listens.
            self._set("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
            constants = sys.modules.get("ray._private.ray_constants")
            if constants is not None:
                self._ray_was_loopback = constants.ENABLE_RAY_CLUSTER
                constants.ENABLE_RAY_CLUSTER = False
        _reread()

    def _set(self, name, value):
        self._before[name] = os.environ.get(name)
        os.environ[name] = value

    def leave(self):
        """Called again it does nothing."""
        for name, before in self._before.items():
            if before is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = before
        self._before = {}
        constants = sys.modules.get("ray._private.ray_constants")
        if constants is not None and self._ray_was_loopback is not None:
            constants.ENABLE_RAY_CLUSTER = self._ray_was_loopback
        _reread()


def _reread():
    """A Ray that was imported before has read the mode of authentication already, and may have a token (Ray 2.60.0,
    authentication_token_setup.py)."""
    raylet = sys.modules.get("ray._raylet")
    if raylet is not None:
        raylet.Config.initialize("")
        raylet.AuthenticationTokenLoader.instance().reset_cache()
