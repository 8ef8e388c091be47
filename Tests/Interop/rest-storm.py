#!/usr/bin/env python3
"""Clients that hurry: many requests at the same time, of which none may hang, and none may end the worker.

Two workers of ours on a real broker: what is asked while the group is being rebalanced counts too.
"""

import argparse
import concurrent.futures
import random
import sys
import tempfile
import time

from restworkers import KAFKA_HOME, LIMIT, Kafka, Sluice, call, until

CREATION = {"topic.creation.default.partitions": "1", "topic.creation.default.replication.factor": "1"}
# What a client is to try again: somebody else leads, or the group is being rebalanced.
AGAIN = (409, 503)


class Storm:
    def __init__(self, urls, file):
        self.urls, self.file = urls, file
        self.pool = concurrent.futures.ThreadPoolExecutor(32)
        self.random = random.Random(4)
        self.longest = (0, "")
        self.count = 0
        self.problems = []

    def config(self, **changes):
        return {"connector.class": "FileStreamSource", "file": self.file, "topic": "storm", **CREATION, **changes}

    def ask(self, method, path, body=None, good=(200, 201, 202, 204)):
        """One request, tried again as clients do; says so if it isn't answered as `good`."""
        end = time.monotonic() + LIMIT
        while True:
            url = self.random.choice(self.urls)
            begin = time.monotonic()
            try:
                answer = call(url, method, path, body)
            except OSError as error:
                self.problems.append(f"{method} {path}: {error}")
                return None
            self.count += 1
            self.longest = max(self.longest, (time.monotonic() - begin, f"{method} {path}"))
            if answer.status in good:
                return answer
            if answer.status not in AGAIN or time.monotonic() > end:
                self.problems.append(f"{method} {path}: {answer.status} {answer.body[:200]}")
                return answer
            time.sleep(0.1)

    def all(self, calls):
        return [future.result() for future in [self.pool.submit(self.ask, *call) for call in calls]]

    def reach(self, what, condition, within=LIMIT):
        if not until(condition, within=within, every=0.2):
            self.problems.append(f"never reached: {what}")

    def states(self):
        """The states of each connector and its tasks."""
        answer = self.ask("GET", "/connectors?expand=status")
        return {name: [entry["status"]["connector"]["state"]] + [task["state"] for task in entry["status"]["tasks"]]
                for name, entry in answer.json.items()}

    def run_all(self, names, state="RUNNING", tasks=1):
        wanted = [state] + ["RUNNING" if state == "RUNNING" else state] * tasks
        self.reach(f"{len(names)} connectors {wanted}",
                   lambda: (states := self.states()) and all(states.get(name) == wanted for name in names))


def one_client(storm):
    """What tools for configurations as code do with one connector."""
    path = "/connectors/one"
    for _ in range(2):
        storm.ask("PUT", f"{path}/config", storm.config())
    storm.run_all(["one"])
    for number in range(20):
        storm.ask("PUT", f"{path}/config", storm.config(**{"batch.size": str(100 + number % 2)}))
        storm.ask("PUT", f"{path}/config", storm.config(**{"batch.size": str(100 + number % 2)}))
    storm.ask("PATCH", f"{path}/config", {"batch.size": None, "absent": None})
    storm.ask("PATCH", f"{path}/config", "null", (400,))
    storm.ask("PATCH", f"{path}/config", {"topic": None}, (400,))
    storm.run_all(["one"])
    for verbs in (("pause", "resume"), ("stop", "resume"), ("pause", "stop", "resume")):
        for verb in verbs * 5:
            storm.ask("PUT", f"{path}/{verb}")
        storm.run_all(["one"])
    storm.ask("PUT", f"{path}/stop")
    storm.ask("DELETE", f"{path}/offsets", None, (200, 400))
    storm.ask("DELETE", path)
    storm.ask("GET", path, None, (404,))


def many_connectors(storm):
    """Fifty at once, restarted at once, deleted at once."""
    names = [f"many-{number}" for number in range(50)]
    storm.all(("POST", "/connectors", {"name": name, "config": storm.config()}) for name in names)
    storm.run_all(names)
    storm.all(("POST", f"/connectors/{name}/restart?includeTasks=true") for name in names)
    storm.all(("POST", f"/connectors/{name}/{what}") for name in names[:20] for what in ("restart", "tasks/0/restart"))
    storm.all(("POST", "/connectors/many-0/restart?includeTasks=true") for _ in range(60))
    storm.all(("POST", "/connectors/many-1/tasks/0/restart") for _ in range(30))
    storm.all(("POST", "/connectors/many-2/restart") for _ in range(30))
    storm.run_all(names)
    for verb in ("pause", "resume", "pause"):  # in order for each: the last one counts
        storm.all(("PUT", f"/connectors/{name}/{verb}") for name in names)
    storm.run_all(names, "PAUSED")
    storm.all(("PUT", f"/connectors/{name}/stop") for name in names)
    storm.run_all(names, "STOPPED", tasks=0)
    storm.all(("DELETE", f"/connectors/{name}/offsets") for name in names[:10])
    storm.all(("DELETE", f"/connectors/{name}") for name in names)
    storm.reach("no connectors", lambda: storm.ask("GET", "/connectors").json == [] and storm.states() == {})


def short_lives(storm):
    """Connectors that are deleted, restarted or changed while they start."""
    def life(number):
        name = f"short-{number}"
        storm.ask("POST", "/connectors", {"name": name, "config": storm.config()})
        what = number % 5
        if what == 1:
            storm.ask("POST", f"/connectors/{name}/restart?includeTasks=true", None, (202, 404))
        elif what == 2:
            storm.ask("PUT", f"/connectors/{name}/config", storm.config(**{"batch.size": "7"}))
        elif what == 3:
            storm.ask("PUT", f"/connectors/{name}/stop")
        elif what == 4:
            storm.ask("POST", f"/connectors/{name}/tasks/0/restart", None, (204, 404))
        storm.ask("DELETE", f"/connectors/{name}")
    list(storm.pool.map(life, range(25)))
    storm.reach("no connectors", lambda: storm.ask("GET", "/connectors").json == [] and storm.states() == {})


def same_name(storm):
    """Many clients want the same name: one gets it."""
    answers = [storm.pool.submit(call, storm.urls[0], "POST", "/connectors", {"name": "same", "config": storm.config()})
               for _ in range(20)]
    statuses = sorted(answer.result().status for answer in answers)
    if len(storm.urls) == 1 and statuses != [201] + [409] * 19:
        storm.problems.append(f"the same name: {statuses}")
    storm.ask("DELETE", "/connectors/same", None, (204, 404))


def rebalances(storm, other):
    """Requests while a second worker comes and goes."""
    names = [f"moving-{number}" for number in range(10)]
    storm.all(("POST", "/connectors", {"name": name, "config": storm.config()}) for name in names)

    def read(_):
        for _ in range(40):
            storm.ask("GET", "/connectors?expand=info&expand=status")
            storm.ask("GET", f"/connectors/{storm.random.choice(names)}/config")
            storm.ask("GET", "/health")
    readers = [storm.pool.submit(read, number) for number in range(4)]
    with other as worker:
        storm.urls.append(worker.url)
        for number, name in enumerate(names):
            storm.ask("PUT", f"/connectors/{name}/config", storm.config(**{"batch.size": str(number + 1)}))
            storm.ask("POST", f"/connectors/{name}/restart?includeTasks=true", None, (202,))
        for reader in readers:
            reader.result()
        storm.run_all(names)
        one_client(storm)
        storm.urls.remove(worker.url)
    storm.run_all(names)
    storm.all(("DELETE", f"/connectors/{name}") for name in names)
    storm.reach("no connectors", lambda: storm.ask("GET", "/connectors").json == [] and storm.states() == {})


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--bootstrap", help="a broker that is there already")
    arguments.add_argument("--log", help="a file for the workers' log")
    given = arguments.parse_args()
    if not given.bootstrap and not KAFKA_HOME:
        print("skipped: KAFKA_HOME names no Kafka distribution")
        return 0
    if given.bootstrap:
        return storms(given.bootstrap, given.log)
    with Kafka() as kafka:
        return storms(kafka.bootstrap, given.log)


def storms(bootstrap, log):
    # A worker that leaves is to be replaced at once, not after five minutes.
    settings = {"scheduled.rebalance.max.delay.ms": 1000, "offset.flush.interval.ms": 1000}
    group = f"storm-{random.randrange(1_000_000)}"
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("".join(f"line {number}\n" for number in range(20)))
        file.flush()
        with Sluice(bootstrap, group=group, log=log, **settings) as worker:
            storm = Storm([worker.url], file.name)
            for part in (one_client, many_connectors, short_lives, same_name):
                begin = time.monotonic()
                part(storm)
                print(f"{part.__name__}: {time.monotonic() - begin:.1f} s")
            rebalances(storm, Sluice(bootstrap, group=group, log=f"{log}.2" if log else None, **settings))
    for problem in storm.problems:
        print(f"WRONG {problem}")
    print(f"{storm.count} requests, the longest took {storm.longest[0]:.1f} s ({storm.longest[1]})")
    if storm.longest[0] > LIMIT:
        print("WRONG: it took too long")
    return 1 if storm.problems or storm.longest[0] > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
