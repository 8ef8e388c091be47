#!/usr/bin/env python3
"""What tasks cost that wait most of the time: Datagen tasks at one record a second, on one worker and a real broker.

Needs KAFKA_HOME (the distribution) and a release build of sluice. TASKS (1000) is how many; PACE what sets their pace,
such as max.interval=2000 (as Java has it, the default), rate=1 or interval=1000.
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from worker import KAFKA, SLUICE, call, cpu, end_offset, memory, wait_for, worker_properties  # noqa: E402

PORT = int(os.environ.get("PORT", "25292"))
REST = int(os.environ.get("REST", "25283"))
TASKS = int(os.environ.get("TASKS", "1000"))
PACE = os.environ.get("PACE", "max.interval=2000").split("=")
TOPIC = f"idle-{os.getpid()}"
SETTLE, WINDOW = 15, 20


def measure(broker, folder):
    path = pathlib.Path(folder, "worker.properties")
    path.write_text(worker_properties(broker, REST))
    process = subprocess.Popen([SLUICE, "worker", str(path)], stderr=open(pathlib.Path(folder, "sluice.log"), "w"))
    url = f"http://127.0.0.1:{REST}"
    try:
        wait_for(f"{url}/connectors")
        time.sleep(3)
        before = memory(process.pid)
        call("PUT", f"{url}/connectors/idle/config", {
            "connector.class": "Datagen", "kafka.topic": TOPIC, "quickstart": "users", "tasks.max": str(TASKS),
            PACE[0]: PACE[1], "topic.creation.default.partitions": "1",
            "topic.creation.default.replication.factor": "1",
        })
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                status = call("GET", f"{url}/connectors/idle/status")
            except urllib.error.HTTPError:  # not there yet
                status = {"tasks": []}
            if sum(task["state"] == "RUNNING" for task in status["tasks"]) == TASKS:
                break
            time.sleep(0.5)
        else:
            raise SystemExit("the tasks don't run")
        time.sleep(SETTLE)
        records, spent, start = end_offset(broker, TOPIC), cpu(process.pid), time.monotonic()
        time.sleep(WINDOW)
        seconds = time.monotonic() - start
        spent, records = (cpu(process.pid) - spent) / seconds, (end_offset(broker, TOPIC) - records) / seconds
        return spent, records, memory(process.pid) - before, before
    finally:
        try:
            call("DELETE", f"{url}/connectors/idle")
            time.sleep(2)
        except OSError:
            pass
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=15)


def main():
    with tempfile.TemporaryDirectory() as folder:
        kafka = os.path.join(folder, "kafka")
        broker = os.environ.get("BROKER")  # one that is there already
        if broker is None:
            subprocess.run([KAFKA, "up", kafka, "--port", str(PORT)], check=True, capture_output=True)
        try:
            spent, records, more, before = measure(broker or f"127.0.0.1:{PORT}", folder)
        finally:
            if broker is None:
                subprocess.run([KAFKA, "down", kafka], capture_output=True)
    print(f"{TASKS} Datagen tasks, {'='.join(PACE)}: {records:,.0f} records a second, {spent * 100:.1f} % of a core, "
          f"{more:.1f} MB more than the {before:.1f} MB before")


main()
