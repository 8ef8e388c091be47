#!/usr/bin/env python3
"""kafka-python against the embedded broker."""

import threading
import unittest

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

from devbroker import Broker, until

FAST_GROUPS = ["--set", "group.min.session.timeout.ms=100"]


def consumer(broker, group, topic):
    return KafkaConsumer(
        topic, bootstrap_servers=broker.bootstrap, group_id=group, auto_offset_reset="earliest",
        session_timeout_ms=2000, heartbeat_interval_ms=300, enable_auto_commit=False, consumer_timeout_ms=20000)


class KafkaPythonTests(unittest.TestCase):
    def test_topics_and_records(self):
        with Broker("--brokers", "2") as broker:
            admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
            admin.create_topics([NewTopic("t", 3, 2)])
            self.assertIn("t", admin.list_topics())
            for codec in (None, "gzip"):
                producer = KafkaProducer(
                    bootstrap_servers=broker.bootstrap, compression_type=codec, acks="all", enable_idempotence=True)
                sent = [producer.send("t", key=f"{codec}{n}".encode(), value=b"v" * 200) for n in range(500)]
                producer.flush(60)
                self.assertTrue(all(future.succeeded() for future in sent))
                producer.close()
            client = KafkaConsumer(
                bootstrap_servers=broker.bootstrap, auto_offset_reset="earliest", consumer_timeout_ms=20000)
            partitions = [TopicPartition("t", number) for number in range(3)]
            client.assign(partitions)
            self.assertEqual(sum(client.end_offsets(partitions).values()), 1000)
            self.assertEqual(set(client.beginning_offsets(partitions).values()), {0})
            keys = set()
            until(lambda: [keys.add(record.key) for records in client.poll(200).values() for record in records] and False
                  or len(keys) == 1000, 30)
            self.assertEqual(len(keys), 1000)
            client.close()
            admin.delete_topics(["t"])
            self.assertNotIn("t", admin.list_topics())
            admin.close()

    def test_two_members(self):
        with Broker("--set", "num.partitions=4", *FAST_GROUPS) as broker:
            producer = KafkaProducer(bootstrap_servers=broker.bootstrap)
            for number in range(40):
                producer.send("t", partition=number % 4 if number > 3 else None, value=str(number).encode())
                producer.flush(30)
            producer.close()
            first = consumer(broker, "g", "t")
            self.assertTrue(until(lambda: first.poll(100) is not None and len(first.assignment()) == 4))
            second = consumer(broker, "g", "t")
            done = threading.Event()
            assigned = []

            def run():
                while not done.is_set():
                    second.poll(100)
                    assigned[:] = [len(second.assignment())]

            thread = threading.Thread(target=run)
            thread.start()
            self.assertTrue(until(lambda: first.poll(100) is not None and len(first.assignment()) == 2
                                  and assigned == [2]))
            done.set()
            thread.join()
            second.close()
            self.assertTrue(until(lambda: first.poll(100) is not None and len(first.assignment()) == 4))
            admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)

            def committed():
                first.poll(100)
                first.commit()
                offsets = admin.list_group_offsets("g")
                return sum(offset.offset for offset in offsets.get("g", offsets).values()) == 40

            self.assertTrue(until(committed))
            admin.close()
            first.close()


if __name__ == "__main__":
    unittest.main()
