#!/usr/bin/env python3
"""The deployment of a team that runs cp-kafka-connect, with our worker in its place: three real brokers with SASL_SSL,
SCRAM-SHA-512 and ACLs, a PKCS12 truststore that is called .jks, variables and nothing else. Needs KAFKA_HOME."""

import json
import re
import time
import unittest

from devbroker import KAFKA_HOME, NO_KAFKA, build, until
from exposition import scrape
from restworkers import call
from securecluster import ContainerWorker, SecureKafka, documented_acls, jaas, users_environment
from worker import ask, is_running

DATAGEN = "io.confluent.kafka.connect.datagen.DatagenConnector"
DONE = "generated the configured"  # messages: how Datagen ends
SECRETS = ["connect-secret", "changeit", "reader-secret"]
NUMBERS = json.dumps({
    "type": "record", "name": "Numbered", "fields": [
        {"name": "number", "type": {"type": "long", "arg.properties": {"iteration": {"start": 0}}}},
        {"name": "text", "type": {"type": "string", "arg.properties": {"regex": "[a-z]{40}"}}}]})


def datagen(topic, iterations, interval=2, **more):
    return {"connector.class": DATAGEN, "tasks.max": "1", "kafka.topic": topic, "schema.string": NUMBERS,
            "iterations": str(iterations), "max.interval": str(interval), **more}


def task(rest, name):
    tasks = (ask(rest, f"/connectors/{name}/status") or {}).get("tasks", [])
    return tasks[0] if tasks else {}


def numbers(kafka, topic):
    text = kafka.run("tool", "console-consumer", "--bootstrap-server", kafka.plaintext, "--topic", topic,
                     "--from-beginning", "--timeout-ms", "8000")
    return [json.loads(line)["number"] for line in text.splitlines() if line.startswith("{")]


@unittest.skipUnless(KAFKA_HOME, NO_KAFKA)
class Deployment(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        build("sluice")
        # each connection has to say again who it is every ten seconds
        cls.kafka = SecureKafka(brokers=3, settings=lambda _: ["connections.max.reauth.ms=10000"])
        cls.kafka.__enter__()
        cls.addClassCleanup(cls.kafka.__exit__)
        for topic, partitions, policy in (
                ("connect-configs", 1, "compact"), ("connect-offsets", 25, "compact"), ("connect-status", 5, "compact"),
                ("topic-1", 3, "delete"), ("topic-2", 3, "delete"), ("private", 1, "delete")):
            cls.kafka.admin("topics", "--create", "--topic", topic, "--partitions", str(partitions), "--config",
                            f"cleanup.policy={policy}")
        documented_acls(cls.kafka)
        for topic in ("private", "made"):
            cls.kafka.admin("acls", "--add", "--allow-principal", "User:reader", "--operation", "Write", "--topic", topic)
        for operation in ("Create", "Describe"):
            cls.kafka.admin("acls", "--add", "--allow-principal", "User:reader", "--operation", operation, "--topic", "made")

    def environment(self, **more):
        servers = self.kafka.servers(100, "localhost")
        store = f"{self.kafka.certificates}/truststore-is-really-p12.jks"
        return users_environment(servers, store, replicas=3) | more

    def start(self, worker, name, configuration):
        answer = call(f"http://127.0.0.1:{worker.rest}", "PUT", f"/connectors/{name}/config", configuration)
        self.assertIn(answer.status, (200, 201), answer.body)

    def test_1_the_users_environment(self):
        count = 12000
        with ContainerWorker(self.environment()) as worker:
            self.assertTrue(worker.is_ready(), worker.output)
            self.start(worker, "datagen", datagen("topic-1", count))
            self.assertTrue(until(lambda: is_running(worker.rest, "datagen"), 60), worker.output)
            self.assertLess(time.monotonic() - worker.start, 60, "running in the first minute")
            written = "kafka_connect_source_task_metrics_source_record_write_total"
            self.assertTrue(until(lambda: sum(scrape(worker.metrics).values(written)) > 100), "records flow")

            status = ask(worker.rest, "/connectors/datagen/status")
            host = f"ip-10-0-1-80.eu-central-1.compute.internal:{worker.rest}"
            self.assertEqual(status["connector"], {"state": "RUNNING", "worker_id": host, "version": status["connector"]["version"]})

            self.kafka.run("broker", self.kafka.folder, "2", "stop")
            self.assertTrue(until(lambda: sum(scrape(worker.metrics).values(written)) > 3000), "one broker less")
            self.kafka.run("broker", self.kafka.folder, "2", "start")
            self.assertTrue(until(lambda: sum(scrape(worker.metrics).values(written)) >= count, 120), "all is written")
            self.assertTrue(is_running(worker.rest, "datagen") or DONE in task(worker.rest, "datagen").get("trace", ""),
                            task(worker.rest, "datagen"))
            self.check_metrics(scrape(worker.metrics))
            self.check_notices(worker.output)
            worker.process.terminate()
            begin = time.monotonic()
            self.assertEqual(worker.wait(20), 143, "ends as a JVM does on SIGTERM")
            self.assertLess(time.monotonic() - begin, 10)
            for secret in SECRETS:
                self.assertNotIn(secret, worker.output)
            self.assertEqual([line for line in worker.output.splitlines() if " ERROR " in line and DONE not in line], [])
        found = numbers(self.kafka, "topic-1")
        self.assertEqual(set(range(count)) - set(found), set(), "nothing is lost")

    def check_metrics(self, page):
        for name in ("kafka_connect_connect_worker_metrics_connector_count", "kafka_connect_connect_worker_metrics_task_count"):
            self.assertEqual(page.values(name, connector="aggregate"), [1], name)
        again = [value for name in page.types if name.endswith("successful_reauthentication_total") for value in page.values(name)]
        self.assertGreater(sum(again), 0, "connections say again who they are")
        failed = [value for name in page.types if name.endswith("failed_reauthentication_total") for value in page.values(name)]
        self.assertEqual(sum(failed), 0)
        heap = page.values("jvm_memory_bytes_max", area="heap") or page.values("jvm_memory_max_bytes", area="heap")
        self.assertEqual(heap, [2 << 30])

    def check_notices(self, output):
        """What has no meaning here is explained, in a line each."""
        for variable in ("KAFKA_OPTS", "KAFKA_HEAP_OPTS"):
            self.assertEqual(len(re.findall(rf"Environment variable.*variable={variable}\b", output)), 1, output)
        self.assertIn("uplink.timeout.ms", output)

    def test_2_it_carries_on_after_a_restart(self):
        before = self.kafka.count("topic-2")
        with ContainerWorker(self.environment()) as worker:
            self.assertTrue(worker.is_ready(), worker.output)
            self.assertIn("datagen", ask(worker.rest, "/connectors"), "the connectors of the first worker are there")
            call(f"http://127.0.0.1:{worker.rest}", "DELETE", "/connectors/datagen")
            self.start(worker, "more", datagen("topic-2", 500))
            self.assertTrue(until(lambda: self.kafka.count("topic-2") == before + 500, 60, 2), worker.output)

    def test_3_a_connector_with_a_user_of_its_own(self):
        policy = {"CONNECT_CONNECTOR_CLIENT_CONFIG_OVERRIDE_POLICY": "Principal"}
        own = {"producer.override.sasl.jaas.config": jaas("reader", "reader-secret")}
        with ContainerWorker(self.environment(**policy)) as worker:
            self.assertTrue(worker.is_ready(), worker.output)
            self.start(worker, "workers-user", datagen("private", 100))
            self.assertTrue(until(lambda: task(worker.rest, "workers-user").get("state") == "FAILED", 60), worker.output)
            trace = task(worker.rest, "workers-user")["trace"]
            self.assertRegex(trace, r"TopicAuthorizationException.*private.*User:kafka_connect.*Write")
            self.start(worker, "own-user", datagen("private", 100, **own))
            self.assertTrue(until(lambda: self.kafka.count("private") == 100, 60, 2), task(worker.rest, "own-user"))
            wrong = {"producer.override.sasl.jaas.config": jaas("reader", "not-readers")}
            self.start(worker, "wrong-user", datagen("private", 100, **wrong))
            self.assertTrue(until(lambda: task(worker.rest, "wrong-user").get("state") == "FAILED", 60), worker.output)
            self.assertIn("invalid credentials", task(worker.rest, "wrong-user")["trace"])
            creating = own | {"topic.creation.default.partitions": "2", "topic.creation.default.replication.factor": "3"}
            self.start(worker, "workers-admin", datagen("made", 100, **creating))
            self.assertTrue(until(lambda: task(worker.rest, "workers-admin").get("state") == "FAILED", 60), worker.output)
            self.assertRegex(task(worker.rest, "workers-admin")["trace"], r"made.*User:kafka_connect")
            creating["admin.override.sasl.jaas.config"] = jaas("reader", "reader-secret")
            self.start(worker, "own-admin", datagen("made", 100, **creating))
            self.assertTrue(until(lambda: self.kafka.count("made") == 100, 60, 2), task(worker.rest, "own-admin"))
            refused = call(f"http://127.0.0.1:{worker.rest}", "PUT", "/connectors/refused/config", datagen(
                "private", 1, **{"producer.override.linger.ms": "5"}))
            self.assertEqual(refused.status, 400, refused.body)
            self.assertIn("The 'Principal' policy does not allow 'linger.ms'", refused.body)
        with ContainerWorker(self.environment(CONNECT_CONNECTOR_CLIENT_CONFIG_OVERRIDE_POLICY="None")) as worker:
            self.assertTrue(worker.is_ready(), worker.output)
            refused = call(f"http://127.0.0.1:{worker.rest}", "PUT", "/connectors/refused/config", datagen("private", 1, **own))
            self.assertEqual(refused.status, 400, refused.body)

    def test_4_settings_under_the_prefixes_count(self):
        """The worker's own clients and those of connectors don't share settings, as in Java."""
        bare = {name: value for name, value in self.environment().items() if not name.startswith("CONNECT_PRODUCER_")}
        with ContainerWorker(bare) as worker:
            self.assertTrue(worker.is_ready(), worker.output)
            self.start(worker, "bare", datagen("topic-2", 10))
            self.assertTrue(until(lambda: task(worker.rest, "bare").get("state") == "FAILED", 60), worker.output)
            self.assertIn("set security.protocol to SSL or SASL_SSL", task(worker.rest, "bare")["trace"])
            self.assertTrue(worker.has_said(r"client=connector-producer-bare-0 .*security\.protocol"), worker.output)
            call(f"http://127.0.0.1:{worker.rest}", "DELETE", "/connectors/bare")


if __name__ == "__main__":
    unittest.main()
