#!/usr/bin/env python3
"""What our worker shows to Prometheus beside what the Java worker with the JMX exporter shows. Needs KAFKA_HOME."""

import os
import pathlib
import subprocess
import unittest

from devbroker import KAFKA_HOME, NO_KAFKA, Folder, until
from exposition import RULES, scrape
from ports import free_port
from worker import Sluice, ask, is_running

# Of a JVM only; nothing of ours would be true.
JVM_ONLY = (
    "jvm_buffer_pool_", "jvm_classes_", "jvm_threads_state", "jvm_memory_pool_collection_",
    "jvm_memory_pool_allocated_", "jvm_compilation_",
)


def is_jvm_only(shape):
    return shape[0].startswith(JVM_ONLY)


@unittest.skipUnless(KAFKA_HOME, NO_KAFKA)
class MetricsBesideJava(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        path = pathlib.Path(cls.folder.__enter__())
        cls.kafka = str(path / "kafka")
        cls.addClassCleanup(cls.folder.__exit__)
        port = free_port()
        subprocess.run([f"{KAFKA_HOME}/kafka", "up", cls.kafka, "--port", str(port)], check=True, capture_output=True)
        cls.addClassCleanup(
            subprocess.run, [f"{KAFKA_HOME}/kafka", "down", cls.kafka], check=False, capture_output=True)
        rules = path / "rules.yml"
        rules.write_text(RULES)
        cls.java_rest, cls.java_metrics = free_port(), free_port()
        subprocess.run(
            [f"{KAFKA_HOME}/kafka", "connect", cls.kafka, "1", "start", "--rest", str(cls.java_rest), "--jmx",
             str(cls.java_metrics), "--set", "offset.flush.interval.ms=1000"],
            check=True, capture_output=True, env={**os.environ, "JMX_RULES": str(rules)})
        bootstrap = f"127.0.0.1:{port}"
        cls.sluice = Sluice(bootstrap, environment={"KAFKA_HEAP_OPTS": "-Xms512M -Xmx2G"})
        cls.sluice.__enter__()
        cls.addClassCleanup(cls.sluice.__exit__)
        cls.start_connectors(path)

    @classmethod
    def start_connectors(cls, path):
        """The same two connectors on both workers."""
        source = path / "input.txt"
        source.write_text("".join(f"line {number}\n" for number in range(1000)))
        for worker, topic in ((cls.java_rest, "java"), (cls.sluice.rest, "ours")):
            for name in ("lines", "with:colon"):
                configuration = {
                    "connector.class": "org.apache.kafka.connect.file.FileStreamSourceConnector", "tasks.max": "1",
                    "file": str(source), "topic": f"{topic}", "topic.creation.default.partitions": "1",
                    "topic.creation.default.replication.factor": "1",
                }
                assert ask(worker, f"/connectors/{name}/config", "PUT", configuration) is not None
            for name in ("lines", "with:colon"):
                assert until(lambda: is_running(worker, name)), f"{name} of {topic} doesn't run"
        for metrics in (cls.java_metrics, cls.sluice.metrics):
            written = "kafka_connect_source_task_metrics_source_record_write_total"
            for name in ("lines", '\\"with:colon\\"'):
                assert until(lambda: scrape(metrics).values(written, connector=name) == [1000]), "not written"

    def compare(self, is_open):
        theirs, ours = scrape(self.java_metrics, is_open), scrape(self.sluice.metrics, is_open)
        missing = {shape for shape in theirs.shapes() - ours.shapes() if not is_jvm_only(shape)}
        self.assertEqual(sorted(missing), [], "the Java worker shows these as well")
        kinds = {family: (kind, ours.types.get(family)) for family, kind in theirs.types.items()
                 if not is_jvm_only((family,)) and ours.types.get(family) != kind}
        self.assertEqual(kinds, {}, "of another type than the Java worker's")
        more = {name for name, _ in ours.shapes() - theirs.shapes()}
        others = sorted(name for name in more if not name.startswith("sluice_"))
        self.assertEqual(others, [], "the Java worker has none")
        self.assertTrue(all(family in ours.helps for family in ours.types))

    def test_text_format_has_the_same_series(self):
        self.compare(False)

    def test_openmetrics_has_the_same_series(self):
        self.compare(True)

    def test_names_are_quoted_alike(self):
        for page in (scrape(self.java_metrics), scrape(self.sluice.metrics)):
            name = "kafka_connect_connector_task_metrics_pause_ratio"
            self.assertEqual(page.values(name, connector='\\"with:colon\\"', task="0"), [0])

    def test_what_both_count_is_equal(self):
        # not task_startup_success_total: Kafka 4.1 doesn't count tasks that start, and shows 0
        names = [
            "kafka_connect_connect_worker_metrics_connector_count", "kafka_connect_connect_worker_metrics_task_count",
            "kafka_connect_connect_worker_metrics_task_startup_failure_total",
            "kafka_connect_connect_worker_metrics_connector_startup_success_total",
            "kafka_connect_connect_worker_metrics_connector_running_task_count",
            "kafka_connect_connect_worker_rebalance_metrics_rebalancing",
            "kafka_connect_source_task_metrics_source_record_poll_total",
            "kafka_connect_source_task_metrics_source_record_write_total",
            "kafka_connect_source_task_metrics_source_record_active_count",
            "kafka_connect_task_error_metrics_total_record_failures",
            "kafka_connect_connect_coordinator_metrics_assigned_connectors",
            "kafka_connect_connect_coordinator_metrics_assigned_tasks",
        ]
        theirs, ours = scrape(self.java_metrics), scrape(self.sluice.metrics)
        for name in names:
            self.assertEqual(sorted(theirs.values(name)), sorted(ours.values(name)), name)

    def test_heap_limit_is_what_the_image_was_told(self):
        (limit,) = scrape(self.sluice.metrics).values("jvm_memory_bytes_max", area="heap")
        self.assertEqual(limit, 2 << 30)

    def test_idle_averages_are_not_numbers(self):
        page = scrape(self.sluice.metrics)
        (retries,) = page.values("kafka_producer_producer_metrics_record_retry_rate",
                                 client_id="connector-producer-lines-0")
        self.assertEqual(retries, 0)
        (reauthentication,) = page.values("kafka_connect_connect_metrics_reauthentication_latency_avg")
        self.assertNotEqual(reauthentication, reauthentication)


if __name__ == "__main__":
    unittest.main(verbosity=2)
