"""Starts the embedded broker for tests with other clients, and other programs beside it."""

import functools
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
KAFKA_HOME = os.environ.get("KAFKA_HOME")
TOOL = [f"{KAFKA_HOME}/kafka", "tool"] if KAFKA_HOME else None
NO_KAFKA = "KAFKA_HOME names no Kafka distribution"
CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]


@functools.cache
def build(product):
    """Builds a program once and gives its path; one in SLUICE or DEVBROKER is taken instead."""
    given = os.environ.get(product.upper())
    if given:
        return given
    subprocess.run(["swift", "build", "-q", "--product", product], cwd=ROOT, check=True)
    path = subprocess.run(
        ["swift", "build", "--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    return f"{path}/{product}"


class Broker:
    """A cluster of embedded brokers in one process, at free ports; ends with its `with` block."""

    def __init__(self, *arguments, port=0, check=True):
        self.arguments = [*arguments, *(["--check"] if check else [])]
        self.port = port
        self.process = None
        self.bootstrap = None

    def start(self):
        port = ["--port", str(self.port)] if self.port else []
        self.process = subprocess.Popen(
            [build("devbroker"), *port, *self.arguments], stdout=subprocess.PIPE, text=True)
        self.bootstrap = self.process.stdout.readline().strip()
        if not re.fullmatch(r"[\d.]+:\d+(,[\d.]+:\d+)*", self.bootstrap):
            raise RuntimeError(f"the broker doesn't start: {self.bootstrap}")
        self.port = int(self.bootstrap.split(",")[0].split(":")[1])
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process = None

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            status = self.process.wait(timeout=20)
            self.process.stdout.close()
            self.process = None
            if status != 0:
                raise RuntimeError(f"the broker ended with {status}")

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


def tool(*arguments, stdin=None, check=True, timeout=120):
    """Runs one of Kafka's own command line tools and gives its output."""
    done = subprocess.run(
        [*TOOL, *arguments], input=stdin, capture_output=True, text=True, timeout=timeout)
    if check and done.returncode != 0:
        raise RuntimeError(f"{arguments}: {done.stdout}{done.stderr}")
    return done.stdout


def until(condition, within=60, every=0.05):
    """Asks until the answer is true, and gives it; the last answer counts when the time is up."""
    end = time.monotonic() + within
    while True:
        answer = condition()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(every)


class Folder:
    """A temporary folder for a `with` block."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="sluice-interop-")
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)
