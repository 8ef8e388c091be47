"""Starts `sluice` for tests of a whole worker, and asks its REST API."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request

from devbroker import build, until
from ports import free_port

PROPERTIES = {
    "group.id": "sluice-interop", "config.storage.topic": "sluice-configs", "offset.storage.topic": "sluice-offsets",
    "status.storage.topic": "sluice-status", "config.storage.replication.factor": "1",
    "offset.storage.replication.factor": "1", "status.storage.replication.factor": "1",
    "key.converter": "org.apache.kafka.connect.storage.StringConverter",
    "value.converter": "org.apache.kafka.connect.json.JsonConverter", "value.converter.schemas.enable": "false",
    "offset.flush.interval.ms": "1000",
}


def ask(rest, path, method="GET", body=None):
    """The answer of a REST API as JSON; None while nobody answers, or if there is no such thing."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{rest}{path}", data=data, method=method, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
            return json.loads(text) if text else {}
    except (urllib.error.URLError, ConnectionError):
        return None


def is_running(rest, name):
    status = ask(rest, f"/connectors/{name}/status") or {}
    tasks = [task["state"] for task in status.get("tasks", [])]
    return bool(tasks) and all(state == "RUNNING" for state in tasks)


class Sluice:
    """`sluice worker`, or `sluice dev` if there is no broker to use; ends with its `with` block."""

    def __init__(self, bootstrap=None, environment=None, **properties):
        self.bootstrap = bootstrap
        self.environment = environment or {}
        self.properties = {name.replace("_", "."): value for name, value in properties.items()}
        self.rest = free_port()
        self.metrics = free_port()
        self.probe = None  # tells whether it is ready, where asking for its connectors doesn't

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="sluice-interop-")
        self.log = open(pathlib.Path(self.folder.name) / "log", "w+")
        arguments = [build("sluice")]
        if self.bootstrap:
            file = pathlib.Path(self.folder.name) / "worker.properties"
            every = {**PROPERTIES, "bootstrap.servers": self.bootstrap,
                     "listeners": f"http://127.0.0.1:{self.rest}", **self.properties}
            file.write_text("".join(f"{key}={value}\n" for key, value in every.items()))
            arguments += ["worker", str(file)]
        else:
            arguments += ["dev", "--port", "0", "--rest-port", str(self.rest), "--quiet"]
        if "KAFKA_OPTS" not in self.environment:
            arguments += ["--metrics-port", f"127.0.0.1:{self.metrics}"]
        self.process = subprocess.Popen(
            arguments, stdout=self.log, stderr=self.log, env={**os.environ, **self.environment})
        if not until(lambda: self.answers() or self.process.poll() is not None):
            raise RuntimeError("the worker doesn't answer")
        if self.process.poll() is not None:
            self.log.seek(0)
            raise RuntimeError(f"the worker doesn't start: {self.log.read()}")
        return self

    def answers(self):
        try:
            return self.probe() if self.probe else ask(self.rest, "/connectors") is not None
        except OSError:
            return False

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.folder.cleanup()
