#!/usr/bin/env python3
"""librdkafka (Debian's kcat, PyPI's confluent-kafka) against the embedded broker."""

import subprocess
import sys
import threading
import unittest

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import (
    AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, NewTopic, OffsetSpec)

from devbroker import CODECS, Broker, Folder, until

FAST_GROUPS = ["--set", "group.min.session.timeout.ms=100"]


def kcat(broker, *arguments, stdin=None):
    return subprocess.run(
        ["kcat", "-b", broker.bootstrap, *arguments], input=stdin, capture_output=True, text=True, timeout=60,
        check=True).stdout


def results(futures):
    return {name: future.result(timeout=30) for name, future in futures.items()}


def consumer(broker, group, **more):
    return Consumer({
        "bootstrap.servers": broker.bootstrap, "group.id": group, "auto.offset.reset": "earliest",
        "session.timeout.ms": 1000, "heartbeat.interval.ms": 200, "enable.auto.commit": False,
        **{name.replace("_", "."): value for name, value in more.items()}})


def read(client, count, within=60):
    """That many messages, or fewer if the time is up."""
    messages = []

    def more():
        for message in client.consume(count - len(messages), timeout=0.2):
            if not message.error():
                messages.append(message)
            elif not message.error().retriable():
                raise KafkaException(message.error())
        return len(messages) >= count

    until(more, within)
    return messages


class KcatTests(unittest.TestCase):
    def test_all_codecs_several_brokers(self):
        with Broker("--brokers", "3", "--set", "num.partitions=6") as broker:
            for codec in CODECS:
                lines = "".join(f"{codec}-{number}\n" for number in range(2000))
                kcat(broker, "-P", "-t", "t", "-z", codec, "-X", "enable.idempotence=true", stdin=lines)
            got = kcat(broker, "-C", "-t", "t", "-e", "-q").split()
            self.assertEqual(sorted(got), sorted(f"{codec}-{n}" for codec in CODECS for n in range(2000)))
            listing = kcat(broker, "-L", "-t", "t")
            self.assertIn("3 brokers", listing)
            self.assertEqual({f"leader {n}," for n in (1, 2, 3)}, {word for word in ("leader 1,", "leader 2,", "leader 3,")
                                                                   if word in listing})

    def test_offsets_by_time_and_groups(self):
        with Broker(*FAST_GROUPS) as broker:
            kcat(broker, "-P", "-t", "t", "-K", ":", stdin="a:1\nb:2\nc:\n")
            self.assertIn("offset 0", kcat(broker, "-Q", "-t", "t:0:0"))
            got = kcat(broker, "-G", "g", "-X", "auto.offset.reset=earliest", "-e", "-q", "-f", "%o:%k=%s\\n", "t")
            self.assertEqual(got.split(), ["0:a=1", "1:b=2", "2:c="])


class ConfluentTests(unittest.TestCase):
    def test_admin(self):
        with Broker("--brokers", "3") as broker:
            admin = AdminClient({"bootstrap.servers": broker.bootstrap})
            results(admin.create_topics([
                NewTopic("a", 4, 3, config={"cleanup.policy": "compact"}), NewTopic("b", 1, 1)]))
            with self.assertRaises(KafkaException) as refused:
                results(admin.create_topics([NewTopic("a", 1, 1)]))
            self.assertEqual(refused.exception.args[0].code(), KafkaError.TOPIC_ALREADY_EXISTS)
            with self.assertRaises(KafkaException) as refused:
                results(admin.create_topics([NewTopic("c", 1, 1, config={"retention.ms": "long"})]))
            self.assertEqual(refused.exception.args[0].code(), KafkaError.INVALID_CONFIG)
            self.assertEqual(set(admin.list_topics(timeout=30).topics), {"a", "b"})
            results(admin.create_partitions([NewPartitions("b", 3)]))
            self.assertEqual(len(admin.list_topics("b", timeout=30).topics["b"].partitions), 3)
            resource = ConfigResource(ConfigResource.Type.TOPIC, "a", incremental_configs=[
                ConfigEntry("retention.ms", "7", incremental_operation=AlterConfigOpType.SET)])
            results(admin.incremental_alter_configs([resource]))
            configs = results(admin.describe_configs([ConfigResource(ConfigResource.Type.TOPIC, "a")]))
            values = {name: entry.value for config in configs.values() for name, entry in config.items()}
            self.assertEqual((values["cleanup.policy"], values["retention.ms"]), ("compact", "7"))
            self.assertEqual(len(admin.describe_cluster().result(timeout=30).nodes), 3)
            results(admin.delete_topics(["a"]))
            self.assertEqual(set(admin.list_topics(timeout=30).topics), {"b"})

    def test_idempotent_in_all_codecs(self):
        with Broker("--set", "num.partitions=3", *FAST_GROUPS) as broker:
            count = 3000
            for codec in CODECS:
                delivered = []
                producer = Producer({
                    "bootstrap.servers": broker.bootstrap, "enable.idempotence": True, "compression.type": codec,
                    "linger.ms": 2})
                for number in range(count):
                    producer.produce(
                        codec, value=f"{number}" if number % 7 else None, key=f"k{number % 50}",
                        headers=[("n", str(number)), ("empty", None)],
                        on_delivery=lambda error, message: delivered.append((error, message.offset())))
                self.assertEqual(producer.flush(60), 0)
                self.assertEqual([error for error, _ in delivered if error], [])
                client = consumer(broker, f"g-{codec}")
                client.subscribe([codec])
                messages = read(client, count)
                client.close()
                by_number = {dict(message.headers())["n"]: message for message in messages}
                self.assertEqual(len(by_number), count)
                for number in range(count):
                    message = by_number[str(number).encode()]
                    self.assertEqual(message.value(), f"{number}".encode() if number % 7 else None)
                    self.assertEqual(message.key(), f"k{number % 50}".encode())

    def test_two_members_share_and_one_is_killed(self):
        with Broker("--set", "num.partitions=4", *FAST_GROUPS) as broker:
            producer = Producer({"bootstrap.servers": broker.bootstrap})
            admin = AdminClient({"bootstrap.servers": broker.bootstrap})
            results(admin.create_topics([NewTopic("t", 4, 1)]))
            first = consumer(broker, "g")
            first.subscribe(["t"])
            self.assertTrue(until(lambda: first.poll(0.1) is None and len(first.assignment()) == 4))
            other = subprocess.Popen(
                [sys.executable, __file__, "--member", broker.bootstrap, "g", "t"], stdout=subprocess.PIPE, text=True)
            # The other one prints how many partitions it got as soon as it has any.
            seen = []
            reader = threading.Thread(target=lambda: seen.append(other.stdout.readline().strip()))
            reader.start()
            self.assertTrue(until(lambda: first.poll(0.1) is None and seen and len(first.assignment()) == 2))
            self.assertEqual(seen, ["2"])
            described = admin.describe_consumer_groups(["g"])["g"].result(timeout=30)
            self.assertEqual(len(described.members), 2)
            other.kill()
            other.wait()
            other.stdout.close()
            reader.join()
            self.assertTrue(until(lambda: first.poll(0.1) is None and len(first.assignment()) == 4))
            for number in range(100):
                producer.produce("t", str(number), partition=number % 4)
            producer.flush(30)
            messages = read(first, 100)
            self.assertEqual(len({message.value() for message in messages}), 100)
            first.commit(asynchronous=False)
            first.close()
            offsets = admin.list_consumer_group_offsets(
                [__import__("confluent_kafka").ConsumerGroupTopicPartitions("g")])["g"].result(timeout=30)
            self.assertEqual(sorted(p.offset for p in offsets.topic_partitions), [25, 25, 25, 25])
            results(admin.delete_consumer_groups(["g"]))

    def test_static_member_keeps_its_place(self):
        with Broker(*FAST_GROUPS) as broker:
            admin = AdminClient({"bootstrap.servers": broker.bootstrap})
            results(admin.create_topics([NewTopic("t", 2, 1)]))
            for _ in range(2):
                client = consumer(broker, "g", group_instance_id="one", session_timeout_ms=10000)
                client.subscribe(["t"])
                self.assertTrue(until(lambda: client.poll(0.1) is None and len(client.assignment()) == 2))
                client.close()

    def test_offsets(self):
        with Broker() as broker:
            admin = AdminClient({"bootstrap.servers": broker.bootstrap})
            results(admin.create_topics([NewTopic("t", 1, 1)]))
            producer = Producer({"bootstrap.servers": broker.bootstrap})
            base = int(__import__("time").time() * 1000)
            for number in range(10):
                producer.produce("t", str(number), timestamp=base + 1000 * number)
            producer.flush(30)
            client = consumer(broker, "g")
            found = client.offsets_for_times([TopicPartition("t", 0, base + 4500)], timeout=30)
            self.assertEqual(found[0].offset, 5)
            self.assertEqual(client.get_watermark_offsets(TopicPartition("t", 0), timeout=30), (0, 10))
            newest = admin.list_offsets({TopicPartition("t", 0): OffsetSpec.max_timestamp()})
            self.assertEqual([future.result(timeout=30).offset for future in newest.values()], [9])
            deleted = admin.delete_records([TopicPartition("t", 0, 4)])
            self.assertEqual([future.result(timeout=30).low_watermark for future in deleted.values()], [4])
            self.assertEqual(client.get_watermark_offsets(TopicPartition("t", 0), timeout=30), (4, 10))
            client.close()

    def test_transactions_are_refused_with_words(self):
        with Broker() as broker:
            producer = Producer({"bootstrap.servers": broker.bootstrap, "transactional.id": "tx"})
            with self.assertRaises(KafkaException):
                producer.init_transactions(10)

    def test_acknowledged_records_survive_a_kill(self):
        with Folder() as folder:
            broker = Broker("--data", folder).start()
            acknowledged = set()
            number = 0
            for _ in range(3):
                producer = Producer({
                    "bootstrap.servers": broker.bootstrap, "enable.idempotence": True, "linger.ms": 0,
                    "message.timeout.ms": 60000})
                target = len(acknowledged) + 2000
                while len(acknowledged) < target:
                    value = str(number)
                    try:
                        producer.produce("t", value, on_delivery=lambda error, message: error or acknowledged.add(
                            message.value()))
                        number += 1
                        producer.poll(0)
                    except BufferError:
                        producer.poll(0.05)
                broker.kill()
                producer.purge()
                producer.poll(0)
                broker.start()
            client = consumer(broker, "g")
            client.assign([TopicPartition("t", 0, 0)])
            end = client.get_watermark_offsets(TopicPartition("t", 0), timeout=30)[1]
            values = [message.value() for message in read(client, end)]
            client.close()
            broker.stop()
            self.assertGreaterEqual(len(acknowledged), 6000)
            self.assertEqual(acknowledged - set(values), set())


def member(bootstrap, group, topic):
    """A group's member in a process of its own, to be killed: prints how many partitions it got."""
    client = consumer(type("", (), {"bootstrap": bootstrap}), group)
    client.subscribe([topic], on_assign=lambda _, partitions: partitions and print(len(partitions), flush=True))
    while True:
        client.poll(0.1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--member"]:
        member(*sys.argv[2:])
    unittest.main()
