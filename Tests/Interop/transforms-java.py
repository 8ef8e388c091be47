#!/usr/bin/env python3
"""Chains of transforms on FileStreamSource, in our worker and in a Java worker on the same broker: equal records, equal answers of
validate, and traces with the same words. Needs KAFKA_HOME."""

import pathlib
import tempfile
import time
import unittest

from confluent_kafka import Consumer, TopicPartition

from restworkers import KAFKA_HOME, Kafka, Sluice, call

T = "org.apache.kafka.connect.transforms."
JSON = {"value.converter": "org.apache.kafka.connect.json.JsonConverter"}
BARE = {**JSON, "value.converter.schemas.enable": "false"}
LINES = ["first", "12", "", "2024-06-15", "drop me", "grüße 😀", "1718454645", "\"quoted\\\"", "true", "last"]


def chain(*stages, more=None, predicates=None):
    """A connector's settings: a stage is its class and its settings, a predicate likewise under its alias."""
    settings = {"transforms": ",".join(f"t{number}" for number in range(len(stages))), **(more or {})}
    for number, (name, own) in enumerate(stages):
        settings[f"transforms.t{number}.type"] = T + name
        settings.update({f"transforms.t{number}.{key}": value for key, value in own.items()})
    if predicates:
        settings["predicates"] = ",".join(predicates)
        for alias, (name, own) in predicates.items():
            settings[f"predicates.{alias}.type"] = f"{T}predicates.{name}"
            settings.update({f"predicates.{alias}.{key}": value for key, value in own.items()})
    return settings


HOIST = ("HoistField$Value", {"field": "line"})
CHAINS = {
    "hoist": chain(HOIST, more=JSON),
    "insert": chain(HOIST, ("InsertField$Value", {
        "topic.field": "topic!", "partition.field": "part", "static.field": "s?", "static.value": "v"}), more=JSON),
    "key": chain(HOIST, ("ValueToKey", {"fields": "line"}), ("ExtractField$Key", {"field": "line"}), more=JSON),
    "keystruct": chain(HOIST, ("ValueToKey", {"fields": "line"}), more={
        **BARE, "key.converter": "org.apache.kafka.connect.json.JsonConverter"}),
    "replace": chain(HOIST, ("InsertField$Value", {"static.field": "x", "static.value": "1"}), (
        "ReplaceField$Value", {"renames": "line:text", "exclude": "x"}), more=JSON),
    "mask": chain(HOIST, ("MaskField$Value", {"fields": "line", "replacement": "***"}), more=BARE),
    "cast": chain(("InsertField$Value", {"static.field": "n", "static.value": "12"}), (
        "Cast$Value", {"spec": "n:float64"}), more=JSON) | {"transforms": "t9,t0,t1"} | {
            "transforms.t9.type": T + "HoistField$Value", "transforms.t9.field": "line"},
    "castwhole": chain(("Cast$Value", {"spec": "boolean"}), more=JSON),
    "flatten": chain(HOIST, ("HoistField$Value", {"field": "outer"}), (
        "HoistField$Value", {"field": "top"}), ("Flatten$Value", {"delimiter": "_"}), more=JSON),
    "extractpath": chain(HOIST, ("HoistField$Value", {"field": "a.b"}), (
        "ExtractField$Value", {"field": "`a.b`.line", "field.syntax.version": "V2"}), more=JSON),
    "headers": chain(
        HOIST, ("InsertHeader", {"header": "h", "value.literal": "[1,2.5]"}),
        ("InsertHeader", {"header": "d", "value.literal": "2024-06-15"}),
        ("HeaderFrom$Value", {"fields": "line", "headers": "line", "operation": "copy"}),
        ("InsertHeader", {"header": "gone", "value.literal": "x"}), ("DropHeaders", {"headers": "gone"}), more=JSON),
    "jsonheaders": chain(
        ("InsertHeader", {"header": "h", "value.literal": "{\"a\":1}"}),
        more={**BARE, "header.converter": "org.apache.kafka.connect.json.JsonConverter",
              "header.converter.schemas.enable": "true"}),
    "metadata": chain(HOIST, (
        "SetSchemaMetadata$Value", {"schema.name": "com.example.Line", "schema.version": "3"}), more=JSON),
    "route": chain(("RegexRouter", {"regex": "(.*)\\.(.*)", "replacement": "$1.routed-$2"})),
    "day": chain(("TimestampRouter", {"topic.format": "${topic}-${timestamp}", "timestamp.format": "yyyy"})),
    "time": chain(("TimestampConverter$Value", {"target.type": "Timestamp", "format": "yyyy-MM-dd"}), more={
        **JSON, "errors.tolerance": "all"}),
    "timetext": chain(HOIST, ("InsertField$Value", {"timestamp.field": "at"}), (
        "TimestampConverter$Value", {"field": "at", "target.type": "string", "format": "'year' yyyy"}), more=JSON),
    "filter": chain(("Filter", {"predicate": "ours"}), predicates={
        "ours": ("TopicNameMatches", {"pattern": ".*\\.filter"})}),
    "negated": chain(("RegexRouter", {
        "regex": ".*\\.", "replacement": "never", "predicate": "dead", "negate": "true"}), HOIST, predicates={
            "dead": ("RecordIsTombstone", {})}, more=JSON),
    "tolerated": chain(("Cast$Value", {"spec": "int32"}), more={**JSON, "errors.tolerance": "all"}),
}
FAILING = {
    "castfails": chain(("Cast$Value", {"spec": "int8"})),
    "nofield": chain(HOIST, ("ExtractField$Value", {"field": "nope"})),
    "nomap": chain(("InsertField$Value", {"static.field": "a", "static.value": "b"})),
    "notime": chain(("TimestampConverter$Value", {"target.type": "unix", "format": "yyyy"})),
    "noformat": chain(("TimestampConverter$Value", {"target.type": "string"})),
    "blanks": chain(HOIST, ("Cast$Value", {"spec": " line:int8 "}), more={"errors.tolerance": " none "}),
}
INVALID = {
    "noclass": {"transforms": "a"},
    "unknown": {"transforms": "a", "transforms.a.type": "com.example.Nope"},
    "abstract": {"transforms": "a", "transforms.a.type": T + "Cast"},
    "wrongkind": {"transforms": "a", "transforms.a.type": T + "predicates.RecordIsTombstone"},
    "twice": {"transforms": "a,a", "transforms.a.type": T + "Filter"},
    "negate": {"transforms": "a", "transforms.a.type": T + "Filter", "transforms.a.negate": "true"},
    "badnegate": {"transforms": "a", "transforms.a.type": T + "Filter", "transforms.a.negate": "perhaps"},
    "spec": {"transforms": "a", "transforms.a.type": T + "Cast$Value", "transforms.a.spec": "a:b:c"},
    "nospec": {"transforms": "a", "transforms.a.type": T + "Cast$Value"},
    "regex": {"transforms": "a", "transforms.a.type": T + "RegexRouter", "transforms.a.regex": "(",
              "transforms.a.replacement": "x"},
    "renames": {"transforms": "a", "transforms.a.type": T + "ReplaceField$Key", "transforms.a.renames": "a"},
    "target": {"transforms": "a", "transforms.a.type": T + "TimestampConverter$Value", "transforms.a.target.type": "x"},
    "predicate": {"predicates": "p", "predicates.p.type": T + "predicates.TopicNameMatches",
                  "predicates.p.pattern": ""},
    "syntax": {"transforms": "a", "transforms.a.type": T + "ExtractField$Value", "transforms.a.field": "a",
               "transforms.a.field.syntax.version": "V9"},
}


def without(who, part):
    """Keys, values and headers without the worker's name."""
    if isinstance(part, bytes):
        return part.replace(f"{who}.".encode(), b".")
    return type(part)(without(who, each) for each in part) if isinstance(part, (list, tuple)) else part


def read(bootstrap, who):
    """Topic to its records, for all topics of one worker's connectors; the worker's name is taken out."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "none", "enable.auto.commit": False})
    try:
        found = {}
        for topic in consumer.list_topics(timeout=20).topics:
            if not topic.startswith(who + "."):
                continue
            place = TopicPartition(topic, 0, 0)
            end = consumer.get_watermark_offsets(place, timeout=20)[1]
            consumer.assign([place])
            records = []
            while len(records) < end:
                record = consumer.poll(20)
                if record is None or record.error():
                    raise AssertionError(f"{topic}: {record and record.error()}")
                records.append((record.key(), record.value(), record.headers()))
            found[topic.removeprefix(who)] = [without(who, record) for record in records]
        return found
    finally:
        consumer.close()


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("not in time")
        time.sleep(0.2)


@unittest.skipUnless(KAFKA_HOME, "KAFKA_HOME names no Kafka distribution")
class TransformsBesideJava(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kafka = Kafka().__enter__()
        cls.addClassCleanup(cls.kafka.__exit__)
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.file = pathlib.Path(cls.folder.name) / "lines.txt"
        cls.file.write_text("".join(line + "\n" for line in LINES))
        cls.java = cls.kafka.java_worker()
        cls.sluice = Sluice(cls.kafka.bootstrap, group="ours")
        cls.sluice.__enter__()
        cls.addClassCleanup(cls.sluice.__exit__)
        cls.workers = (("java", cls.java), ("ours", cls.sluice.url))

    def settings(self, who, name, chain):
        return {
            "name": name, "connector.class": "org.apache.kafka.connect.file.FileStreamSourceConnector",
            "tasks.max": "1", "file": str(self.file), "topic": f"{who}.{name}",
            "key.converter": "org.apache.kafka.connect.storage.StringConverter",
            "value.converter": "org.apache.kafka.connect.storage.StringConverter",
            "topic.creation.default.partitions": "1", "topic.creation.default.replication.factor": "1", **chain}

    def start(self, chains):
        for who, url in self.workers:
            for name, chain in chains.items():
                answer = call(url, "PUT", f"/connectors/{name}/config", self.settings(who, name, chain))
                self.assertEqual(answer.status, 201, f"{who} {name}: {answer.body}")

    def task(self, url, name):
        tasks = call(url, "GET", f"/connectors/{name}/status").json["tasks"]
        return tasks[0] if tasks else {"state": "NONE"}

    def test_records(self):
        self.start(CHAINS)
        for _, url in self.workers:
            for name in CHAINS:
                until(lambda url=url, name=name: self.task(url, name)["state"] in ("RUNNING", "FAILED"))
        # The last line is read, whatever becomes of it: all topics have stopped growing.
        seen = {}

        def stands_still():
            now = {who: read(self.kafka.bootstrap, who) for who, _ in self.workers}
            same = now == seen.get("last")
            seen["last"] = now
            time.sleep(1)
            return same and now["java"] and now["ours"]

        until(stands_still)
        java, ours = seen["last"]["java"], seen["last"]["ours"]
        self.assertEqual(sorted(java), sorted(ours))
        for topic in java:
            self.assertEqual(java[topic], ours[topic], topic)
        print(len(java), "topics,", sum(map(len, java.values())), "records")

    def test_failures(self):
        self.start(FAILING)
        for name in FAILING:
            traces = []
            for who, url in self.workers:
                until(lambda url=url, name=name: self.task(url, name)["state"] == "FAILED")
                lines = self.task(url, name)["trace"].splitlines()
                traces.append([line for line in lines if not line.startswith("\t")])
            self.assertEqual(*traces, name)

    def test_validation(self):
        for name, chain in INVALID.items():
            answers = []
            for who, url in self.workers:
                answer = call(
                    url, "PUT", "/connector-plugins/FileStreamSource/config/validate",
                    self.settings("any", name, chain))
                self.assertEqual(answer.status, 200, f"{who} {name}")
                values = [entry["value"] for entry in answer.json["configs"]]
                answers.append((answer.json["error_count"], answer.json["groups"], [
                    (value["name"], value["value"], value["errors"]) for value in values
                    if value["errors"] or value["name"].startswith(("transforms", "predicates"))]))
            self.assertEqual(*answers, name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
