"""Free ports for tests, each handed out once: between the look and the use, another thread must not get the same."""

import random
import socket
import threading

# Below those that the system gives to connections, which would linger on them.
RANGE = (20000, 31000)
_given = set()
_lock = threading.Lock()


def is_free(port, host="127.0.0.1"):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port(also=()):
    """A port that is free on every address, and those at the distances `also` too."""
    while True:
        first = random.randrange(*RANGE)
        ports = [first, *(first + distance for distance in also)]
        with _lock:
            if _given.isdisjoint(ports) and all(is_free(port, "") for port in ports):
                _given.update(ports)
                return first
