#!/usr/bin/env python3
"""Kafka's own command line tools and its Connect worker against the embedded broker. Needs KAFKA_HOME."""

import json
import os
import pathlib
import re
import signal
import subprocess
import unittest
import urllib.error
import urllib.request

from devbroker import CODECS, KAFKA_HOME, NO_KAFKA, TOOL, Broker, Folder, tool, until
from ports import free_port


def java(broker, name, *arguments, **more):
    return tool(name, "--bootstrap-server", broker.bootstrap, *arguments, **more)


class Verifiable:
    """One of Kafka's verifiable clients: JSON lines about what it does."""

    def __init__(self, name, *arguments):
        self.process = subprocess.Popen(
            [*TOOL, name, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True, bufsize=0)
        os.set_blocking(self.process.stdout.fileno(), False)
        self.events = []
        self.rest = b""

    def read(self):
        self.rest += self.process.stdout.read() or b""
        *lines, self.rest = self.rest.split(b"\n")
        self.events += [json.loads(line) for line in lines if line.startswith(b"{")]
        return self.events

    def named(self, name):
        return [event for event in self.read() if event["name"] == name]

    def assigned(self):
        """How many partitions the consumer has now."""
        count = 0
        for event in self.read():
            if event["name"] == "partitions_assigned":
                count = len(event["partitions"])
            elif event["name"] == "partitions_revoked":
                count = 0
        return count

    def end(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        self.process.wait(timeout=60)
        self.process.stdout.close()


@unittest.skipUnless(KAFKA_HOME, NO_KAFKA)
class ToolTests(unittest.TestCase):
    def test_topics_and_configurations(self):
        with Broker("--brokers", "3") as broker:
            java(broker, "topics", "--create", "--topic", "t", "--partitions", "3", "--replication-factor", "3",
                 "--config", "cleanup.policy=compact")
            described = java(broker, "topics", "--describe", "--topic", "t")
            self.assertIn("PartitionCount: 3\tReplicationFactor: 3\tConfigs: cleanup.policy=compact", described)
            self.assertEqual(len(set(re.findall(r"Leader: (\d)", described))), 3)
            java(broker, "topics", "--alter", "--topic", "t", "--partitions", "5")
            self.assertIn("PartitionCount: 5", java(broker, "topics", "--describe", "--topic", "t"))
            java(broker, "kafka.admin.ConfigCommand", "--entity-type", "topics", "--entity-name", "t", "--alter",
                 "--add-config", "retention.ms=1000,max.message.bytes=2000")
            self.assertIn("retention.ms=1000", java(
                broker, "kafka.admin.ConfigCommand", "--entity-type", "topics", "--entity-name", "t", "--describe"))
            for wrong in (["--partitions", "0"], ["--replication-factor", "4"], ["--config", "retention.ms=soon"]):
                with self.assertRaises(RuntimeError):
                    java(broker, "topics", "--create", "--topic", "u", *wrong)
            java(broker, "topics", "--delete", "--topic", "t")
            self.assertEqual(java(broker, "topics", "--list").split(), [])

    def test_produce_in_all_codecs_and_consume_in_a_group(self):
        with Broker("--set", "num.partitions=3", "--brokers", "2") as broker:
            count = 5000
            for codec in CODECS:
                tool("producer-perf-test", "--topic", "t", "--num-records", str(count), "--record-size", "100",
                     "--throughput", "-1", "--producer-props", f"bootstrap.servers={broker.bootstrap}",
                     f"compression.type={codec}", "acks=all")
            offsets = java(broker, "get-offsets", "--topic", "t")
            total = count * len(CODECS)
            self.assertEqual(sum(int(line.split(":")[2]) for line in offsets.split()), total)
            got = java(broker, "console-consumer", "--topic", "t", "--group", "g", "--from-beginning",
                       "--max-messages", str(total))
            self.assertEqual(len(got.splitlines()), total)
            described = java(broker, "consumer-groups", "--describe", "--group", "g")
            rows = [line.split() for line in described.splitlines() if line.startswith("g ")]
            self.assertEqual(sum(int(row[3]) for row in rows), total)
            self.assertEqual({row[5] for row in rows}, {"0"})
            java(broker, "consumer-groups", "--reset-offsets", "--group", "g", "--topic", "t", "--to-earliest",
                 "--execute")
            described = java(broker, "consumer-groups", "--describe", "--group", "g")
            self.assertEqual(
                sum(int(line.split()[5]) for line in described.splitlines() if line.startswith("g ")), total)
            java(broker, "consumer-groups", "--delete", "--group", "g")
            self.assertEqual(java(broker, "consumer-groups", "--list").split(), [])

    def test_console_keys_headers_and_deleted_records(self):
        with Broker() as broker:
            java(broker, "console-producer", "--topic", "t", "--property", "parse.key=true", "--property",
                 "parse.headers=true", stdin="h1:a,h2:b\tk1\tv1\nh1:c\tk2\tv2\n")
            got = java(broker, "console-consumer", "--topic", "t", "--from-beginning", "--max-messages", "2",
                       "--property", "print.key=true", "--property", "print.headers=true")
            self.assertEqual(got.splitlines()[:2], ["h1:a,h2:b\tk1\tv1", "h1:c\tk2\tv2"])
            with Folder() as folder:
                file = pathlib.Path(folder) / "delete.json"
                file.write_text(json.dumps(
                    {"version": 1, "partitions": [{"topic": "t", "partition": 0, "offset": 1}]}))
                java(broker, "delete-records", "--offset-json-file", str(file))
            self.assertEqual(java(broker, "get-offsets", "--topic", "t", "--time", "earliest").strip(), "t:0:1")

    def test_verifiable_clients_and_a_killed_member(self):
        with Broker("--set", "num.partitions=4") as broker:
            java(broker, "topics", "--create", "--topic", "t", "--partitions", "4")
            arguments = ["--bootstrap-server", broker.bootstrap, "--topic", "t"]
            consumers = [Verifiable(
                "verifiable-consumer", *arguments, "--group-id", "g", "--session-timeout", "6000", "--reset-policy",
                "earliest") for _ in range(2)]
            producer = None
            try:
                self.assertTrue(until(lambda: [c.assigned() for c in consumers] == [2, 2]))
                producer = Verifiable("verifiable-producer", *arguments, "--max-messages", "2000", "--throughput",
                                      "1000")
                self.assertTrue(until(lambda: producer.named("shutdown_complete")))
                self.assertEqual(len(producer.named("producer_send_success")), 2000)
                self.assertEqual(producer.named("producer_send_error"), [])
                consumers[0].end(signal.SIGKILL)
                self.assertTrue(until(lambda: consumers[1].assigned() == 4))

                def committed():
                    return java(broker, "consumer-groups", "--describe", "--group", "g")

                self.assertTrue(until(lambda: sum(
                    int(line.split()[3]) for line in committed().splitlines()
                    if line.startswith("g ") and line.split()[3] != "-") == 2000, every=1))
            finally:
                for program in [*consumers, *([producer] if producer else [])]:
                    if program.process.poll() is None or not program.process.stdout.closed:
                        program.end()

    def test_segment_files_are_kafkas(self):
        with Folder() as folder:
            with Broker("--data", folder) as broker:
                java(broker, "console-producer", "--topic", "t", stdin="one\ntwo\n")
                java(broker, "console-consumer", "--topic", "t", "--group", "g", "--from-beginning", "--max-messages",
                     "2")
            dump = tool("kafka.tools.DumpLogSegments", "--files", f"{folder}/t-0/00000000000000000000.log", "--print-data-log")
            self.assertIn("payload: two", dump)
            self.assertNotIn("isvalid: false", dump)
            commits = tool("kafka.tools.DumpLogSegments", "--files", f"{folder}/__consumer_offsets-0/00000000000000000000.log",
                           "--offsets-decoder")
            self.assertIn('"group":"g"', commits.replace(" ", ""))


@unittest.skipUnless(KAFKA_HOME, NO_KAFKA)
class ConnectTests(unittest.TestCase):
    """The Java Connect worker keeps its state in the embedded broker."""

    def setUp(self):
        self.folder = Folder()
        self.path = self.folder.__enter__()
        self.addCleanup(self.folder.__exit__)
        os.makedirs(f"{self.path}/logs")

    def connect(self, number, what, *arguments):
        return subprocess.run(
            [f"{KAFKA_HOME}/kafka", "connect", self.path, str(number), what, *arguments], check=True,
            capture_output=True, text=True, timeout=180).stdout.strip()

    @staticmethod
    def ask(url, body=None, method=None):
        request = urllib.request.Request(
            url, data=json.dumps(body).encode() if body is not None else None, method=method,
            headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as refused:
            return json.loads(refused.read() or b"null")

    def test_two_workers(self):
        with Broker("--brokers", "2") as broker:
            pathlib.Path(self.path, "env").write_text(f"KAFKA_PLAINTEXT={broker.bootstrap}\n")
            source = pathlib.Path(self.path, "in.txt")
            source.write_text("a\nb\nc\n")
            for number in (1, 2):
                self.addCleanup(self.connect, number, "kill")
            first = self.connect(1, "start", "--rest", str(free_port()))
            second = self.connect(2, "start", "--rest", str(free_port()), "--set", "scheduled.rebalance.max.delay.ms=0")
            self.ask(f"{first}/connectors", {"name": "f", "config": {
                "connector.class": "FileStreamSource", "topic": "lines", "file": str(source), "tasks.max": "1"}})

            def states(url):
                status = self.ask(f"{url}/connectors/f/status")
                return [task["state"] for task in status.get("tasks", [])]

            self.assertTrue(until(lambda: states(second) == ["RUNNING"]))
            got = java(broker, "console-consumer", "--topic", "lines", "--from-beginning", "--max-messages", "3")
            self.assertEqual(got.splitlines()[:3], ['"a"', '"b"', '"c"'])
            described = java(broker, "consumer-groups", "--describe", "--group", "connect-cluster", "--state",
                             check=False)
            self.assertIsNotNone(described)
            self.connect(1, "stop")
            self.assertTrue(until(lambda: states(second) == ["RUNNING"], 90))
            with source.open("a") as lines:
                lines.write("d\n")
            got = java(broker, "console-consumer", "--topic", "lines", "--from-beginning", "--max-messages", "4")
            self.assertEqual(got.splitlines()[:4], ['"a"', '"b"', '"c"', '"d"'])
            self.ask(f"{second}/connectors/f", method="DELETE")
            self.assertEqual(self.ask(f"{second}/connectors"), [])
            self.connect(2, "stop")


if __name__ == "__main__":
    unittest.main()
