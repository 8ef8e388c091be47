#!/usr/bin/env python3
"""Our worker beside the Java worker, on one broker and in one run: records a second, processor time and memory.

Needs KAFKA_HOME (the distribution) and a release build of sluice. Prints a table in Markdown.
"""

import json
import multiprocessing
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

KAFKA = os.path.join(os.environ["KAFKA_HOME"], "kafka")
SLUICE = str(pathlib.Path(__file__).resolve().parent.parent / ".build/release/sluice")
PORT = int(os.environ.get("PORT", "25192"))
WARM_UP, ROUND, ROUNDS = 8, 8, 3
LOADS = os.environ.get("LOADS", "users pageviews orders clickstream http http-plain").split()
TICKS = os.sysconf("SC_CLK_TCK")


def call(method, url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def cpu(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0


def end_offset(broker, topic):
    out = subprocess.run(["kcat", "-b", broker, "-Q", "-t", f"{topic}:0:-1"], capture_output=True, text=True, check=True)
    return int(out.stdout.split()[-1])


def rounds(broker, topic, pid):
    """Records a second and CPU seconds a million, the best of the rounds after the warm-up."""
    time.sleep(WARM_UP)
    results = []
    for _ in range(ROUNDS):
        records, spent, start = end_offset(broker, topic), cpu(pid), time.monotonic()
        time.sleep(ROUND)
        records, spent, seconds = end_offset(broker, topic) - records, cpu(pid) - spent, time.monotonic() - start
        results.append((records / seconds, spent / records * 1e6))
    return max(r for r, _ in results), min(c for _, c in results), memory(pid)


def wait_for(url):
    start = time.monotonic()
    while time.monotonic() - start < 60:
        try:
            return call("GET", url)
        except OSError:
            time.sleep(0.002)
    raise SystemExit(f"nobody answers at {url}")


def worker_properties(broker, rest):
    return f"""bootstrap.servers={broker}
group.id=bench-sluice
config.storage.topic=bench-configs
offset.storage.topic=bench-offsets
status.storage.topic=bench-status
config.storage.replication.factor=1
offset.storage.replication.factor=1
status.storage.replication.factor=1
key.converter=org.apache.kafka.connect.storage.StringConverter
value.converter=org.apache.kafka.connect.json.JsonConverter
value.converter.schemas.enable=false
listeners=http://127.0.0.1:{rest}
"""


def sluice(broker, folder):
    path = pathlib.Path(folder, "worker.properties")
    path.write_text(worker_properties(broker, 25183))
    start = time.monotonic()
    log = open(pathlib.Path(folder, "sluice.log"), "w")
    process = subprocess.Popen([SLUICE, "worker", str(path)], stderr=log)
    url = "http://127.0.0.1:25183"
    try:
        wait_for(f"{url}/connectors")
        ready = time.monotonic() - start
        call("PUT", f"{url}/connectors/idle/config", datagen("idle", "500"))
        time.sleep(3)
        call("PUT", f"{url}/connectors/idle/pause")
        time.sleep(3)
        idle = memory(process.pid)
        results = {}
        server, port = pages()
        for load in LOADS:
            topic = f"sluice-{load}"
            configuration = http(topic, port, load) if load.startswith("http") else datagen(topic, "0", load)
            call("PUT", f"{url}/connectors/load/config", configuration)
            results[load] = rounds(broker, topic, process.pid)
            call("DELETE", f"{url}/connectors/load")
            time.sleep(3)
        server.kill()
        return results, idle, ready
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=15)


def datagen(topic, interval, quickstart="users"):
    return {
        "connector.class": "io.confluent.kafka.connect.datagen.DatagenConnector", "kafka.topic": topic,
        "quickstart": quickstart, "max.interval": interval, "tasks.max": "1", "iterations": "1000000000",
        "topic.creation.default.partitions": "1", "topic.creation.default.replication.factor": "1",
    }


def pages():
    """A process that answers every request with a page of 1,000 small objects, and its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = multiprocessing.Process(target=serve, args=(listener,), daemon=True)
    server.start()
    port = listener.getsockname()[1]
    listener.close()
    return server, port


def serve(listener):
    objects = [{"id": i, "name": f"user-{i}", "t": "2020-01-01T00:00:02Z", "active": True} for i in range(1000)]
    body = json.dumps(objects, separators=(",", ":")).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    while True:
        connection, _ = listener.accept()
        while data := connection.recv(65536):
            if data.endswith(b"\r\n\r\n"):
                connection.sendall(head.encode() + body)


def http(topic, port, load):
    """The HTTP source by its defaults (keys made of the values), or with plain texts and pointers to key and time."""
    configuration = {
        "connector.class": "com.github.castorm.kafka.connect.http.HttpSourceConnector", "kafka.topic": topic,
        "http.request.url": f"http://127.0.0.1:{port}/", "http.timer.interval.millis": "1",
        "http.timer.catchup.interval.millis": "1", "tasks.max": "1", "topic.creation.default.partitions": "1",
        "topic.creation.default.replication.factor": "1",
    }
    if load == "http":
        converter = "org.apache.kafka.connect.json.JsonConverter"
        return configuration | {"key.converter": converter, "key.converter.schemas.enable": "false",
                                "value.converter": converter, "value.converter.schemas.enable": "false"}
    plugins = "com.github.castorm.kafka.connect.http.record."
    return configuration | {
        "http.response.record.offset.pointer": "key=/id, timestamp=/t",
        "http.record.filter.factory": plugins + "PassthroughRecordFilterFactory",
        "http.response.record.mapper": plugins + "StringKvSourceRecordMapper",
        "key.converter": "org.apache.kafka.connect.storage.StringConverter",
        "value.converter": "org.apache.kafka.connect.storage.StringConverter",
    }


def java(broker, folder):
    start = time.monotonic()
    out = subprocess.run(
        [KAFKA, "connect", folder, "1", "start", "--rest", "25184"], capture_output=True, text=True, check=True)
    ready = time.monotonic() - start
    url = out.stdout.split()[-1]
    pid = next(int(p.read_text()) for p in pathlib.Path(folder).glob("connect-1.pid"))
    try:
        idle = memory(pid)
        call("PUT", f"{url}/connectors/load/config", {
            "connector.class": "bench.UsersSource", "kafka.topic": "java-users", "batch.size": "500", "tasks.max": "1",
            "iterations": "1000000000", "topic.creation.default.partitions": "1",
            "topic.creation.default.replication.factor": "1",
        })
        rate, cost, full = rounds(broker, "java-users", pid)
        call("DELETE", f"{url}/connectors/load")
        return (rate, cost, full), idle, ready
    finally:
        subprocess.run([KAFKA, "connect", folder, "1", "stop"], capture_output=True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        kafka = os.path.join(folder, "kafka")
        subprocess.run([KAFKA, "up", kafka, "--port", str(PORT)], check=True, capture_output=True)
        broker = f"127.0.0.1:{PORT}"
        try:
            ours, theirs = sluice(broker, folder), java(broker, kafka)
        finally:
            subprocess.run([KAFKA, "down", kafka], capture_output=True)
    (results, idle, ready), ((rate, cost, full), java_idle, java_ready) = ours, theirs
    print("| Load | records a second | CPU s a million records | resident memory (MB) | records a CPU second, times Java's |")
    print("|---|---|---|---|---|")
    print(f"| Java worker, `bench.UsersSource` | {rate:,.0f} | {cost:.3f} | {full:.0f} | |")
    for load, (own_rate, own_cost, own_full) in results.items():
        print(f"| Sluice, `{load}` | {own_rate:,.0f} | {own_cost:.3f} | {own_full:.0f} | {cost / own_cost:.1f} |")
    print(f"\nIdle: {idle:.1f} MB, Java {java_idle:.0f} MB. REST answers after {ready:.3f} s, Java {java_ready:.1f} s.")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
