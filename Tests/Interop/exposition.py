"""Reads what Prometheus scrapes, in both formats, and knows what a worker with the JMX exporter shows."""

import re
import urllib.request

# What the exporter is told for Kafka Connect in Confluent's examples, as rules of our own: the same names and labels.
RULES = r"""
lowercaseOutputName: true
lowercaseOutputLabelNames: true
whitelistObjectNames:
  ["kafka.connect:type=app-info,client-id=*", "kafka.connect:type=connect-worker-rebalance-metrics",
   "kafka.connect:type=connect-coordinator-metrics,*", "kafka.connect:type=connect-metrics,*",
   "kafka.connect:type=connect-worker-metrics", "kafka.connect:type=connect-worker-metrics,*",
   "kafka.connect:type=connector-metrics,*", "kafka.connect:type=*-task-metrics,*",
   "kafka.connect:type=task-error-metrics,*", "kafka.consumer:*", "kafka.producer:*"]
blacklistObjectNames:
  ["kafka.consumer:type=*,id=*", "kafka.producer:type=*,id=*", "kafka.*:type=kafka-metrics-count,*"]
rules:
  - {pattern: 'kafka.connect<type=app-info, client-id=(.+)><>(.+): (.+)', name: kafka_connect_app_info, value: 1,
     type: UNTYPED, labels: {client-id: "$1", $2: "$3"}}
  - {pattern: 'kafka.connect<type=connect-worker-rebalance-metrics><>([^:]+)',
     name: kafka_connect_connect_worker_rebalance_metrics_$1}
  - {pattern: 'kafka.connect<type=(.+), client-id=(.+)><>([^:]+)', name: kafka_connect_$1_$3,
     labels: {client_id: "$2"}}
  - {pattern: 'kafka.connect<type=connect-worker-metrics><>([^:]+)',
     name: kafka_connect_connect_worker_metrics_$1, labels: {connector: aggregate}}
  - {pattern: 'kafka.connect<type=connect-worker-metrics, connector=(.+)><>([^:]+)',
     name: kafka_connect_connect_worker_metrics_$2, labels: {connector: "$1"}}
  - {pattern: 'kafka.connect<type=connector-metrics, connector=(.+)><>(.+): (.+)',
     name: kafka_connect_connector_metrics, value: 1, type: UNTYPED, labels: {connector: "$1", $2: "$3"}}
  - {pattern: 'kafka.connect<type=(.+)-task-metrics, connector=(.+), task=(\d+)><>(.+): (.+)',
     name: kafka_connect_$1_task_metrics_$4, labels: {connector: "$2", task: "$3"}}
  - {pattern: 'kafka.connect<type=task-error-metrics, connector=(.+), task=(\d+)><>([^:]+)',
     name: kafka_connect_task_error_metrics_$3, labels: {connector: "$1", task: "$2"}}
  - {pattern: 'kafka.(.+)<type=app-info, client-id=(.+)><>(.+): (.+)', name: kafka_$1_app_info, value: 1,
     type: UNTYPED, labels: {client_type: "$1", client_id: "$2", $3: "$4"}}
  - {pattern: 'kafka.(.+)<type=(.+), (.+)=(.+), (.+)=(.+), (.+)=(.+)><>(.+):', name: kafka_$1_$2_$9, type: GAUGE,
     labels: {client_type: "$1", $3: "$4", $5: "$6", $7: "$8"}}
  - {pattern: 'kafka.(.+)<type=(.+), (.+)=(.+), (.+)=(.+)><>(.+):', name: kafka_$1_$2_$7, type: GAUGE,
     labels: {client_type: "$1", $3: "$4", $5: "$6"}}
  - {pattern: 'kafka.(.+)<type=(.+), (.+)=(.+)><>(.+):', name: kafka_$1_$2_$5, type: GAUGE,
     labels: {client_type: "$1", $3: "$4"}}
"""

OPEN = "application/openmetrics-text; version=1.0.0, text/plain;q=0.5"

_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)')
_SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$')


class Page:
    """One scrape: types by family, label names and numbers by series. Fails on what the formats forbid."""

    def __init__(self, text, is_open):
        self.text = text
        self.types = {}
        self.helps = {}
        self.samples = {}
        lines = text.split("\n")
        assert lines.pop() == "", "the last line has no end"
        if is_open:
            assert lines.pop() == "# EOF", "no end mark"
        family = None
        for line in lines:
            if line.startswith("# TYPE "):
                _, _, family, kind = line.split(" ")
                assert family not in self.types, f"{family} comes twice"
                self.types[family] = kind
            elif line.startswith("# HELP "):
                self.helps[line.split(" ")[2]] = line
            else:
                self._sample(line, family)

    def _sample(self, line, family):
        match = _SAMPLE.fullmatch(line)
        assert match, f"no sample: {line}"
        name, labels, value = match.groups()
        assert name.startswith(family), f"{name} stands under {family}"
        pairs = _LABEL.findall(labels or "")
        rest = _LABEL.sub("", labels or "")
        assert rest == "", f"labels that can't be read: {line}"
        key = (name, tuple(pairs))
        assert key not in self.samples, f"comes twice: {line}"
        self.samples[key] = float(value)

    def shapes(self):
        """Names with their label names in order."""
        return {(name, tuple(label for label, _ in pairs)) for name, pairs in self.samples}

    def values(self, name, **wanted):
        return [value for (known, pairs), value in self.samples.items()
                if known == name and all(dict(pairs).get(key) == text for key, text in wanted.items())]


def scrape(port, is_open=False):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/metrics", headers={"Accept": OPEN} if is_open else {})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return Page(answer.read().decode(), is_open)
