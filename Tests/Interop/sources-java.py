#!/usr/bin/env python3
"""Our FileStreamSource and MirrorHeartbeatConnector beside the Java worker's, on one real broker. Needs KAFKA_HOME."""

import os
import pathlib
import struct
import subprocess
import tempfile
import time
import unittest

from restworkers import KAFKA_HOME, Kafka, Sluice, call, until

STRINGS = "org.apache.kafka.connect.storage.StringConverter"
BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter"
CREATION = {"topic.creation.default.partitions": "1", "topic.creation.default.replication.factor": "1"}

# What a file holds at first, and what is appended while it is read.
FILES = {
    "plain": (b"one\ntwo\nthree\n", b"four\nfi", b"ve\nsix\n"),
    "windows": (b"one\r\ntwo\r\n\r\nthree", b"\r\nfour\r\n", b"five\r\n"),
    "returns": (b"one\rtwo\r\rthree", b"\rfour\r", b"five\r\n\n"),
    "empty": (b"", b"\n\n", b"x\n"),
    "unfinished": (b"no end", b" yet", b", here\nand on\n"),
    "letters": ("größer\n日本\n\U0001F600\n".encode(), "é".encode(), "ß\n".encode()),
    "malformed": (b"a\xffb\n\xc3\n\xe2\x82\n", b"\xed\xa0\x80\n", b"ok\n"),
    "long": (b"x" * 5000 + b"\n" + b"y" * 20000 + b"\n", b"z" * 3000, b"\nend\n"),
    "many": (b"".join(b"line %d\n" % n for n in range(5000)), b"more\n", b"last\n"),
}


def records(bootstrap, topic):
    """Keys and values, with the end of the topic as the end."""
    out = subprocess.run(
        ["kcat", "-b", bootstrap, "-C", "-t", topic, "-e", "-q", "-o", "beginning", "-f", "%K %S %p|%k|%s|%h\x1e"],
        capture_output=True, timeout=30)
    return out.stdout.split(b"\x1e")[:-1]


def ends(bootstrap, topics):
    """The end of each topic's only partition, -1 where there is no topic yet."""
    out = subprocess.run(
        ["kcat", "-b", bootstrap, "-Q", *[word for topic in topics for word in ("-t", f"{topic}:0:-1")]],
        capture_output=True, text=True, timeout=30).stdout
    found = dict(line.split(" [0] offset ") for line in out.splitlines() if " [0] offset " in line)
    return [int(found.get(topic, "-1").split(":")[0]) for topic in topics]


@unittest.skipUnless(KAFKA_HOME, "needs Apache Kafka with the Java worker: KAFKA_HOME isn't set")
class SourcesBesideJava(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kafka = cls.enterClassContext(Kafka())
        cls.java = cls.kafka.java_worker(**{"offset.flush.interval.ms": "500"})
        cls.sluice = cls.enterClassContext(
            Sluice(cls.kafka.bootstrap, group="sources", **{"offset.flush.interval.ms": "500"})).url
        cls.workers = {"java": cls.java, "ours": cls.sluice}

    def put(self, url, name, configuration):
        answer = call(url, "PUT", f"/connectors/{name}/config", configuration)
        self.assertIn(answer.status, (200, 201), answer.body)

    def is_running(self, url, name):
        status = call(url, "GET", f"/connectors/{name}/status").json
        return bool(status.get("tasks")) and all(task["state"] == "RUNNING" for task in status["tasks"])

    def test_files(self):
        """The same records and offsets from files that grow in the midst of a line, batch by batch, over a restart."""
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for step in range(3):
            for name, parts in FILES.items():
                with open(folder / name, "ab") as file:
                    file.write(parts[step])
            for worker, url in self.workers.items():
                for name in FILES:
                    if step == 0:
                        self.put(url, name, {
                            "connector.class": "FileStreamSource", "tasks.max": "1", "file": str(folder / name),
                            "topic": f"{worker}-{name}", "value.converter": STRINGS, "batch.size": "1000", **CREATION})
                        self.assertTrue(until(lambda: self.is_running(url, name)))
                    if step == 2 and name in ("plain", "windows", "many"):
                        time.sleep(1)
                        call(url, "POST", f"/connectors/{name}/restart?includeTasks=true")
            self.assertTrue(until(self.same_counts, within=30), f"step {step}: {self.counts()}")
        for name in FILES:
            java, ours = (records(self.kafka.bootstrap, f"{worker}-{name}") for worker in self.workers)
            self.assertEqual(ours, java, name)
            self.assertGreater(len(ours), 0, name)
            if name not in ("letters", "malformed"):  # Java counts UTF-16 units there, see docs/differences.md
                def offsets(url):
                    return call(url, "GET", f"/connectors/{name}/offsets").json["offsets"]
                self.assertTrue(until(lambda: offsets(self.java) == offsets(self.sluice), within=10),
                                f"{name}: {offsets(self.java)} {offsets(self.sluice)}")

    def counts(self):
        return [ends(self.kafka.bootstrap, [f"{worker}-{name}" for name in FILES]) for worker in self.workers]

    def same_counts(self):
        """Until both have the same, and nothing more comes."""
        first = self.counts()
        time.sleep(2)
        return first[0] == first[1] and first == self.counts()

    def test_rotation(self):
        """A file that is renamed is read on, one that appears late is waited for. What Java never reads is the new file."""
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        path = folder / "log"
        for worker, url in self.workers.items():
            self.put(url, "rotation", {
                "connector.class": "FileStreamSource", "tasks.max": "1", "file": str(path),
                "topic": f"{worker}-rotation", "value.converter": STRINGS, **CREATION})
            self.assertTrue(until(lambda: self.is_running(url, "rotation")))
        time.sleep(1.5)
        path.write_bytes(b"first\n")
        topics = [f"{worker}-rotation" for worker in self.workers]

        def have(java, ours):
            return until(lambda: ends(self.kafka.bootstrap, topics) == [java, ours], within=20)

        self.assertTrue(have(1, 1))
        os.rename(path, folder / "log.1")
        path.write_bytes(b"of the new file\n")
        with open(folder / "log.1", "ab") as file:
            file.write(b"second\n")
        self.assertTrue(have(2, 3))
        with open(folder / "log.1", "r+b") as file:
            file.truncate(0)
        time.sleep(2)
        self.assertTrue(have(2, 3))
        java, ours = (records(self.kafka.bootstrap, f"{worker}-rotation") for worker in self.workers)
        self.assertEqual(ours[:2], java)
        self.assertEqual([record.split(b"|")[2] for record in ours], [b"first", b"second", b"of the new file"])

    def test_errors(self):
        """Configurations that Java refuses are refused, a file that may not be read fails the task."""
        for configuration in ({"file": "/tmp/x"}, {"file": "/tmp/x", "topic": ""},
                              {"file": "/tmp/x", "topic": "t", "batch.size": "many"}):
            answers = [
                call(url, "PUT", "/connector-plugins/FileStreamSource/config/validate",
                     {"connector.class": "FileStreamSource", "name": "n", **configuration}).json
                for url in self.workers.values()]
            self.assertEqual(*[
                [(entry["value"]["name"], entry["value"]["errors"]) for entry in answer["configs"]
                 if entry["value"]["errors"]] for answer in answers])

    def heartbeat(self, bootstrap, offset):
        out = subprocess.run(
            ["kcat", "-b", bootstrap, "-C", "-t", "heartbeats", "-p", "0", "-o", str(offset), "-c", "1", "-q", "-f",
             "%T|%K|%S|%h|%k%s"], capture_output=True, timeout=30).stdout
        time_text, key, value, headers, rest = out.split(b"|", 4)
        return int(time_text), headers, rest[:int(key)], rest[int(key):int(key) + int(value)]

    def test_heartbeats(self):
        """Both write the same bytes, but for the time, to a compacted topic of one partition."""
        kafka = self.kafka.bootstrap
        seen, begin = {}, 0
        for worker, url in reversed(self.workers.items()):  # ours creates the topic
            name = f"heartbeats-{worker}"
            self.put(url, name, {
                "connector.class": "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector", "tasks.max": "3",
                "source.cluster.alias": "quelle", "target.cluster.alias": "ziel",
                "target.cluster.bootstrap.servers": kafka, "heartbeats.topic.replication.factor": "1",
                "key.converter": BYTES, "value.converter": BYTES})
            self.assertTrue(until(lambda: self.is_running(url, name)))
            self.assertEqual(len(call(url, "GET", f"/connectors/{name}/status").json["tasks"]), 1)
            self.assertTrue(until(lambda: ends(kafka, ["heartbeats"])[0] > begin, within=20))
            time_of, headers, key, value = self.heartbeat(kafka, begin)
            self.assertEqual(struct.unpack(">hq", value), (0, time_of))
            seen[worker] = (headers, key)
            self.assertEqual(call(url, "PUT", f"/connectors/{name}/stop").status, 204)
            time.sleep(3)
            begin = ends(kafka, ["heartbeats"])[0]
        self.assertEqual(seen["ours"], seen["java"])
        self.assertEqual(seen["ours"][1], b"\0\6quelle\0\4ziel")
        offsets = [call(url, "GET", f"/connectors/heartbeats-{worker}/offsets").json
                   for worker, url in self.workers.items()]
        self.assertEqual(*offsets)
        out = subprocess.run(
            [f"{KAFKA_HOME}/kafka", "tool", "topics", "--bootstrap-server", kafka, "--describe", "--topic",
             "heartbeats"], capture_output=True, text=True).stdout
        self.assertIn("PartitionCount: 1", out)
        self.assertIn("cleanup.policy=compact", out)


if __name__ == "__main__":
    unittest.main()
