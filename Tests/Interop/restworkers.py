"""Starts a real broker, a Java worker and a worker of ours on it, for tests that compare their REST APIs."""

import http.client
import json
import os
import signal
import subprocess
import tempfile
import time
import urllib.parse

from devbroker import KAFKA_HOME, build
from ports import free_port

LIMIT = 90  # seconds: no request may take longer


class Kafka:
    """A real broker in a temporary folder, and Java workers on it."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="sluice-parity-")
        port = free_port((100, 200, 300, 400))
        self.bootstrap = f"127.0.0.1:{port}"
        try:
            self.run("up", self.folder, "--port", str(port))
        except BaseException:
            self.__exit__()
            raise
        return self

    def run(self, *arguments):
        subprocess.run([f"{KAFKA_HOME}/kafka", *arguments], check=True, stdout=subprocess.DEVNULL, timeout=180)

    def java_worker(self, **settings):
        port = free_port()
        pairs = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
        self.run("connect", self.folder, "1", "start", "--rest", str(port), *pairs)
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_):
        subprocess.run([f"{KAFKA_HOME}/kafka", "down", self.folder], stdout=subprocess.DEVNULL, timeout=120)


class Sluice:
    """A worker of ours; ends with its `with` block, in order and in time."""

    def __init__(self, bootstrap, group="parity", log=None, **settings):
        self.bootstrap, self.group, self.settings, self.log = bootstrap, group, settings, log

    def __enter__(self):
        port = free_port()
        properties = {
            "bootstrap.servers": self.bootstrap, "group.id": self.group, "listeners": f"http://127.0.0.1:{port}",
            "config.storage.topic": f"{self.group}-configs", "offset.storage.topic": f"{self.group}-offsets",
            "status.storage.topic": f"{self.group}-status", "config.storage.replication.factor": 1,
            "offset.storage.replication.factor": 1, "status.storage.replication.factor": 1,
            "key.converter": "org.apache.kafka.connect.storage.StringConverter",
            "value.converter": "org.apache.kafka.connect.json.JsonConverter",
            "value.converter.schemas.enable": "false", **self.settings}
        with tempfile.NamedTemporaryFile("w", suffix=".properties", delete=False) as file:
            file.write("".join(f"{key}={value}\n" for key, value in properties.items()))
        self.file = file.name
        output = open(self.log, "w") if self.log else subprocess.DEVNULL
        self.process = subprocess.Popen([build("sluice"), "worker", self.file], stdout=output, stderr=output)
        self.url = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 30
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if call(self.url, "GET", "/health").status == 200:
                    return self
            except OSError:
                time.sleep(0.05)
        self.__exit__()
        raise RuntimeError("our worker doesn't start")

    def __exit__(self, *_):
        os.unlink(self.file)
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise RuntimeError("our worker doesn't end")
        if status not in (0, 143):  # 128 + SIGTERM, as the JVM ends
            raise RuntimeError(f"our worker ended with {status}")


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def call(base, method, path, body=None, headers=None, timeout=LIMIT + 10):
    """One request on a connection of its own. A body that is no text or bytes goes as JSON; `headers` None: JSON's."""
    address = urllib.parse.urlsplit(base)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=timeout)
    try:
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        if headers is None:
            headers = {"Content-Type": "application/json"} if body is not None else {}
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        elif method in ("POST", "PUT", "PATCH"):
            connection.putheader("Content-Length", "0")
        connection.endheaders(body)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read().decode("utf-8", "replace"))
    finally:
        connection.close()


def until(condition, within=60, every=0.1):
    """Asks until the answer is true, and gives it; the last answer counts when the time is up."""
    end = time.monotonic() + within
    while True:
        answer = condition()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(every)
