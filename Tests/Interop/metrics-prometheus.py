#!/usr/bin/env python3
"""A real Prometheus scrapes a worker, and every expression of the dashboards and alerts is asked. Needs prometheus."""

import json
import pathlib
import re
import shutil
import subprocess
import unittest
import urllib.parse
import urllib.request

from devbroker import ROOT, Folder, until
from exposition import scrape
from ports import free_port
from worker import Sluice, is_running

DEPLOY = ROOT / "deploy"
CONNECTOR = "datagen-users"

WORKER = "kafka_connect_connect_worker_metrics_"
NETWORK = "kafka_connect_connect_metrics_"
REBALANCE = "kafka_connect_connect_worker_rebalance_metrics_"
TASK = "kafka_connect_connector_task_metrics_"
SOURCE = "kafka_connect_source_task_metrics_"
ERRORS = "kafka_connect_task_error_metrics_"

# What dashboards in use ask of a Java worker: it must be there as well.
IN_USE = [
    f'sum({WORKER}task_count{{job="kafka-connect"}})', f'sum({WORKER}connector_count{{job=~"kafka-connect"}})',
    f'sum({WORKER}task_startup_failure_total{{job=~"kafka-connect"}})',
    f'min({NETWORK}incoming_byte_rate{{job=~"kafka-connect"}})',
    f'max({REBALANCE}rebalancing{{job=~"kafka-connect"}})',
    f'min({REBALANCE}time_since_last_rebalance_ms{{job=~"kafka-connect"}})',
    f'sum(rate({WORKER}task_startup_failure_total{{job="kafka-connect"}}[5m]))',
    f'-1 * sum({NETWORK}outgoing_byte_rate{{job=~"kafka-connect"}})',
]

# Confluent's dashboard of a cluster, with its choices filled in.
ALL = 'job="kafka-connect", env="production",instance=~".+",kafka_connect_cluster_id=~".+"'
EACH = ALL + ',connector=~".+"'
CLUSTER = (
    [f"sum({WORKER}connector_{state}_task_count{{{EACH}}})"
     for state in ("total", "running", "paused", "failed", "unassigned", "destroyed")]
    + [f'sum (kafka_connect_connector_metrics{{{EACH},status!=""}}) by (status)']
    + [f'kafka_connect_connector_metrics{{{EACH},{fact}!=""}}'
       for fact in ("status", "connector_type", "connector_version", "connector_class")]
    + [f"rate(process_cpu_seconds_total{{{ALL}}}[5m])", f"sum without(area)(jvm_memory_bytes_used{{{ALL}}})",
       f'jvm_memory_bytes_max{{{ALL},area="heap"}}',
       f"sum without(gc)(rate(jvm_gc_collection_seconds_sum{{{ALL}}}[5m]))"]
    + [f'kafka_connect_app_info{{{ALL},client_id!="",{fact}!=""}}' for fact in ("start_time_ms", "version")]
    + [f"sum by (instance) ({WORKER}{name}{{{ALL}}})"
       for name in ("connector_count", "connector_startup_success_total", "connector_startup_failure_total",
                    "task_count", "task_startup_success_total", "task_startup_failure_total")]
    + [f'{NETWORK}{name}{{{ALL},client_id!=""}}'
       for name in ("network_io_rate", "incoming_byte_rate", "outgoing_byte_rate", "connection_count",
                    "failed_authentication_total", "successful_authentication_rate", "request_rate",
                    "response_rate", "io_ratio")]
    + [f"{REBALANCE}{name}{{{ALL}}} >= 0" for name in ("completed_rebalances_total", "time_since_last_rebalance_ms")]
    + [f"{REBALANCE}rebalance_avg_time_ms{{{ALL}}}"]
    + [f"{TASK}{name}{{{EACH}}}"
       for name in ("batch_size_avg", "batch_size_max", "offset_commit_success_percentage",
                    "offset_commit_avg_time_ms", "running_ratio", "pause_ratio")]
    + [f"{ERRORS}{name}{{{EACH}}}"
       for name in ("total_record_failures", "total_record_errors", "total_records_skipped", "total_errors_logged",
                    "total_retries", "deadletterqueue_produce_requests", "deadletterqueue_produce_failures")]
    + [f'{SOURCE}{name}{{{EACH},task!=""}}'
       for name in ("poll_batch_avg_time_ms", "poll_batch_max_time_ms", "source_record_poll_rate",
                    "source_record_write_rate", "source_record_active_count_avg", "source_record_active_count_max")]
)


def dashboard_expressions():
    for path in sorted((DEPLOY / "grafana").glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            for target in panel.get("targets", []):
                text = target["expr"].replace("$__rate_interval", "1m")
                yield panel["title"], re.sub(r"\$\{?(instance|connector)\}?", ".+", text)


@unittest.skipUnless(shutil.which("prometheus"), "prometheus isn't installed")
class MetricsInPrometheus(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = Folder()
        path = pathlib.Path(folder.__enter__())
        cls.addClassCleanup(folder.__exit__)
        cls.sluice = Sluice()
        cls.sluice.__enter__()
        cls.addClassCleanup(cls.sluice.__exit__)
        assert until(lambda: is_running(cls.sluice.rest, CONNECTOR)), "the connector doesn't run"
        commits = f"{TASK}offset_commit_avg_time_ms"
        assert until(lambda: [n for n in scrape(cls.sluice.metrics).values(commits) if n == n]), "no commit"
        text = (DEPLOY / "prometheus" / "prometheus.yml").read_text()
        text = text.replace("localhost:8079", f"127.0.0.1:{cls.sluice.metrics}").replace("15s", "1s")
        (path / "prometheus.yml").write_text(text)
        shutil.copy(DEPLOY / "prometheus" / "sluice-rules.yml", path)
        cls.port = free_port()
        cls.prometheus = subprocess.Popen(
            ["prometheus", f"--config.file={path}/prometheus.yml", f"--storage.tsdb.path={path}/data",
             f"--web.listen-address=127.0.0.1:{cls.port}", "--log.level=error"])
        cls.addClassCleanup(cls.prometheus.wait)
        cls.addClassCleanup(cls.prometheus.terminate)
        # four scrapes, for rates
        count = f'count_over_time({WORKER}task_count{{job="kafka-connect"}}[1m]) > 3'
        assert until(lambda: cls.query(count)), "Prometheus doesn't scrape"

    @classmethod
    def ask(cls, path, **parameters):
        url = f"http://127.0.0.1:{cls.port}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=20) as answer:
            return json.load(answer)["data"]

    @classmethod
    def query(cls, expression):
        try:
            return cls.ask("query", query=expression)["result"]
        except OSError:
            return []

    def test_the_target_is_up_and_nothing_was_refused(self):
        (target,) = self.ask("targets")["activeTargets"]
        self.assertEqual((target["health"], target["lastError"]), ("up", ""))
        self.assertEqual(float(self.query("scrape_samples_scraped")[0]["value"][1]),
                         float(self.query("scrape_samples_post_metric_relabeling")[0]["value"][1]))

    def test_every_expression_of_our_dashboard_has_data(self):
        expressions = list(dashboard_expressions())
        self.assertGreater(len(expressions), 50)
        empty = [pair for pair in expressions if not self.query(pair[1])]
        self.assertEqual(empty, [])

    def test_every_expression_of_dashboards_in_use_has_data(self):
        for expression in IN_USE:
            (result,) = self.query(expression)
            self.assertNotIn(result["value"][1], ("NaN", "+Inf"), expression)
        self.assertEqual([expression for expression in CLUSTER if not self.query(expression)], [])

    def test_rules_are_healthy_and_no_alert_fires(self):
        rules = [rule for group in self.ask("rules")["groups"] for rule in group["rules"]]
        self.assertGreater(len(rules), 10)
        self.assertTrue(until(lambda: all(
            rule["health"] == "ok" for group in self.ask("rules")["groups"] for rule in group["rules"])))
        self.assertEqual([alert for alert in self.ask("alerts")["alerts"]], [])

    def test_promtool_reads_the_page_and_finds_nothing_in_our_own_names(self):
        text = scrape(self.sluice.metrics).text
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True)
        self.assertIn(done.returncode, (0, 3), done.stderr)  # 3: names that it would not have chosen, as on Java
        ours = [line for line in done.stderr.splitlines() if line.startswith(("sluice_", "process_"))]
        self.assertEqual(ours, [])
        about_names = ("should not have", "should not contain", "should have")
        self.assertEqual([line for line in done.stderr.splitlines() if not any(w in line for w in about_names)], [])


class Rules(unittest.TestCase):
    @unittest.skipUnless(shutil.which("promtool"), "promtool isn't installed")
    def test_rules_are_valid_and_do_what_they_say(self):
        folder = DEPLOY / "prometheus"
        for arguments in (["check", "rules", "sluice-rules.yml"], ["check", "config", "prometheus.yml"],
                          ["test", "rules", "sluice-rules-test.yml"]):
            done = subprocess.run(["promtool", *arguments], cwd=folder, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
