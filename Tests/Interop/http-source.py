#!/usr/bin/env python3
"""The HTTP source in a worker, on the embedded broker or on a real one (BOOTSTRAP=host:port).

First the least configuration there is: a GET of a small service. Then the cases of Tests/Golden/http, which hold what the
Java plugin does: for each, the state of the task, the records, the offsets and the requests must be the same. Names on the
command line choose cases. OURS lists those where ours does better, with the reason.
"""

import base64
import concurrent.futures
import gzip
import http.server
import json
import os
import re
import socket
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from devbroker import ROOT, Broker, until
from worker import Sluice

OURS = {
    "timestamp-iso-offset-colon": "offsets with a colon are ISO-8601 too",
    "body-deflate-unsupported": "deflate is read",
}
CASES = json.loads((ROOT / "Tests/Golden/http/cases.json").read_text())


class Server:
    """Answers as a case's `server` says, and keeps the requests."""

    def __init__(self, spec):
        self.spec, self.requests, self.used, self.lock = spec, [], {}, threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 20

            def log_message(self, *_):
                pass

            def __getattr__(self, name):
                if name.startswith("do_"):
                    return lambda: outer.serve(self)
                raise AttributeError(name)

        self.handler = Handler
        self.http = None
        self.reserved = socket.socket()  # not listening yet: connections are refused
        self.reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.reserved.bind(("127.0.0.1", 0))
        self.port = self.reserved.getsockname()[1]
        if not spec.get("down"):
            self.listen()

    def listen(self):
        self.reserved.close()
        kind = type("Http", (http.server.ThreadingHTTPServer,), {
            "daemon_threads": True, "allow_reuse_address": True, "request_queue_size": 64, "handle_error": lambda *_: None})
        self.http = kind(("127.0.0.1", self.port), self.handler)
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        if self.http:
            self.http.shutdown()
            self.http.server_close()
        else:
            self.reserved.close()

    def serve(self, request):
        length = int(request.headers.get("Content-Length") or 0)
        body = request.rfile.read(length).decode(errors="replace")
        with self.lock:
            self.requests.append({"method": request.command, "target": request.path, "body": body,
                                  "headers": [[name, value] for name, value in request.headers.items()]})
            answer = self.choose(request, body)
        time.sleep(answer.get("delay_ms", 0) / 1000)
        try:
            self.answer(request, answer)
        except OSError:
            request.close_connection = True

    def choose(self, request, body):
        path, _, query = request.path.partition("?")
        answers, key = self.spec.get("responses", [{"status": 404}]), "all"
        for number, rule in enumerate(self.spec.get("rules", [])):
            headers = rule.get("headers", {})
            if (rule.get("path", path) == path and rule.get("method", request.command) == request.command
                    and re.search(rule.get("query", ""), query) and re.search(rule.get("body", ""), body)
                    and all(re.search(text, request.headers.get(name) or "") for name, text in headers.items())):
                answers, key = rule["responses"], number
                break
        count = self.used[key] = self.used.get(key, -1) + 1
        return answers[min(count, len(answers) - 1)]

    def answer(self, request, answer):
        raw = answer.get("raw_b64")
        if answer.get("close") or raw:
            request.close_connection = True
            request.wfile.write(base64.b64decode(raw or ""))
            return
        body = base64.b64decode(answer["body_b64"]) if "body_b64" in answer else (
            answer.get("body", "").encode() + b" " * answer.get("pad_spaces", 0))
        headers = list(answer.get("headers", {}).items())
        if answer.get("gzip"):
            body = gzip.compress(body)
            headers.append(("Content-Encoding", "gzip"))
        status = answer.get("status", 200)
        has_body = status >= 200 and status not in (204, 304)
        request.send_response_only(status)
        for name, value in headers:
            request.send_header(name, value.replace("{PORT}", str(self.port)))
        if answer.get("chunked"):
            request.send_header("Transfer-Encoding", "chunked")
            body = b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + 7]), body[i:i + 7]) for i in range(0, len(body), 7)) + b"0\r\n\r\n"
        elif has_body:
            request.send_header("Content-Length", str(len(body) + answer.get("missing_bytes", 0)))
        request.end_headers()
        if has_body and request.command != "HEAD":
            request.wfile.write(body)
        if answer.get("missing_bytes"):
            request.close_connection = True


class Run:
    """One case: creates its connector, takes its steps, and looks until everything is as expected or time is up."""

    def __init__(self, case, worker, bootstrap, admin):
        self.case, self.rest, self.bootstrap, self.admin = case, f"http://127.0.0.1:{worker.rest}", bootstrap, admin
        self.name = f"http-{case['name']}"
        self.server = Server(case.get("server", {"responses": [{"body": "[]"}]}))
        self.start, self.records = time.time(), []

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        end = time.time() + 20
        while True:
            request = urllib.request.Request(
                self.rest + path, method=method, data=data, headers={"Content-Type": "application/json"})
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    text = answer.read().decode()
                    return answer.status, json.loads(text) if text else None
            except urllib.error.HTTPError as error:
                status, text = error.code, error.read().decode()
            if status != 409 or time.time() > end:
                return status, json.loads(text) if text else None
            time.sleep(0.1)

    def fill(self, value):
        text = json.dumps(value, ensure_ascii=False)
        for name, by in (("{PORT}", str(self.server.port)), ("{TOPIC}", self.name), ("{NAME}", self.name)):
            text = text.replace(name, by)
        return json.loads(text)

    def plain(self, text):
        return text.replace(self.name, "{TOPIC}").replace(f":{self.server.port}", ":{PORT}")

    def validate(self):
        status, answer = self.call(
            "PUT", "/connector-plugins/HttpSourceConnector/config/validate", self.fill(self.case["config"]))
        return {"status": status, "error_count": answer["error_count"], "errors": {
            entry["value"]["name"]: entry["value"]["errors"] for entry in answer["configs"] if entry["value"]["errors"]}}

    def read(self):
        while True:
            messages = self.consumer.consume(500, timeout=0.1)
            for message in messages:
                if message.error():
                    continue
                stamp = message.timestamp()[1]
                is_now = self.start * 1000 - 2000 <= stamp <= time.time() * 1000 + 2000
                texts = [None if part is None else self.plain(part.decode()) for part in (message.key(), message.value())]
                if is_now:
                    texts = [text and text.replace(str(stamp), "<now>") for text in texts]
                record = [*texts, "<now>" if is_now else stamp,
                          [[name, value.decode()] for name, value in message.headers() or []]]
                if record not in self.records:
                    self.records.append(record)
            if not messages:
                return

    def state(self):
        status, answer = self.call("GET", f"/connectors/{self.name}/status")
        if status != 200:
            return {"tasks": []}, []
        traces = sorted({self.plain(task.get("trace", "")).split("\n")[0] for task in answer["tasks"] if "trace" in task})
        return {"connector": answer["connector"]["state"], "tasks": [task["state"] for task in answer["tasks"]]}, traces

    def difference(self):
        """What isn't as expected yet; None if all is."""
        self.read()
        expected, loose = self.case["expected"], self.case.get("loose", [])
        want = dict(expected["state"])
        traces = want.pop("traces", [])
        state, found = self.state()
        if state != want:
            return f"state {state}, expected {want} ({found})"
        cut = lambda text: re.sub(r"( at index \d+|, unparsed text found.*|: Unable to obtain .*|: Invalid value for .*)$", "", text)
        if bool(traces) != bool(found) or "trace" not in loose and [cut(t) for t in traces] != [cut(t) for t in found]:
            return f"trace {found}, expected {traces}"
        records = [[r["key"], r["value"], r["timestamp"], r["headers"]] for r in expected["records"]]
        order = (lambda x: sorted(x, key=json.dumps)) if "order" in loose else (lambda x: x)
        if "records" not in loose and order(records) != order(self.records):
            return f"records {self.records}, expected {records}"
        offsets = (self.call("GET", f"/connectors/{self.name}/offsets")[1] or {}).get("offsets")
        if "offsets" not in loose and offsets != expected["offsets"]:
            return f"offsets {offsets}, expected {expected['offsets']}"
        wanted, seen = self.requests(expected["requests"]), self.requests(self.server.requests)
        if (set(wanted) - set(seen)) or "requests" not in loose and wanted != seen:
            return f"requests {seen}, expected {wanted}"
        if self.case.get("exact_count") and len(self.server.requests) != expected["request_count"]:
            return f"{len(self.server.requests)} requests, expected {expected['request_count']}"
        return None

    def requests(self, requests):
        """Requests without what depends on the client or on hash order, each once."""
        given = {name.lower() for request in self.case["expected"]["requests"] for name, value in request["headers"]
                 if name.lower() in ("accept", "content-type") or name.lower() == "user-agent" and "okhttp" not in value}
        given |= {"authorization", "proxy-authorization", "cookie"}
        plain = []
        for request in requests:
            path, _, query = self.plain(request["target"]).partition("?")
            headers = sorted([name.lower(), value] for name, value in request["headers"]
                             if name.lower() in given or name.lower().startswith("x-"))
            key = json.dumps([request["method"], path, sorted(query.split("&")), request["body"], headers])
            if key not in plain:
                plain.append(key)
        return plain

    def step(self, step):
        do, path = step["do"], f"/connectors/{self.name}"
        if do in ("stop", "pause", "resume"):
            self.call("PUT", f"{path}/{do}")
            wanted = {"stop": "STOPPED", "pause": "PAUSED", "resume": "RUNNING"}[do]
            until(lambda: self.state()[0].get("connector") == wanted and (do != "stop" or not self.state()[0]["tasks"]))
        elif do == "restart":
            self.call("POST", f"{path}/tasks/0/restart")
        elif do == "delete":
            self.call("DELETE", path)
        elif do in ("create", "config"):
            self.call("PUT", f"{path}/config", self.fill({**self.case["config"], **step.get("set", {})}))
        elif do == "patch_offsets":
            self.call("PATCH", f"{path}/offsets", step["body"])
        elif do == "reset_offsets":
            self.call("DELETE", f"{path}/offsets")
        elif do == "listen":
            self.server.listen()
        if step.get("run", do not in ("stop", "delete", "patch_offsets", "reset_offsets")):
            self.settle()

    def settle(self):
        """Lets the connector run for as long as the case says, counted from the first request, or until its task failed."""
        before, end, ready = len(self.server.requests), time.time() + 20, None
        while time.time() < end:
            self.read()
            tasks = self.state()[0]["tasks"]
            if tasks and all(task == "FAILED" for task in tasks):
                return
            has_begun = len(self.server.requests) > before or self.case.get("silent") and tasks
            ready = ready or (time.time() if has_begun else None)
            if ready and time.time() - ready > self.case.get("run_ms", 2000) / 1000:
                return

    def go(self):
        expected = self.case["expected"]
        if self.case.get("kind") == "validate":
            found = self.validate()
            wanted = {name: expected[name] for name in found}
            return None if found == wanted else f"{found}, expected {wanted}"
        self.admin.create_topics([NewTopic(self.name, 1, 1)])[self.name].result()
        self.consumer = Consumer({"bootstrap.servers": self.bootstrap, "group.id": self.name, "enable.auto.commit": False,
                                  "auto.offset.reset": "earliest", "fetch.wait.max.ms": 100, "log_level": 0})
        self.consumer.assign([TopicPartition(self.name, 0, 0)])
        status, answer = self.call("PUT", f"/connectors/{self.name}/config", self.fill(self.case["config"]))
        if status // 100 != expected["create"]["status"] // 100:
            return f"creation gave {status}, expected {expected['create']}"
        if status >= 400:
            message = expected["create"]["message"]
            return None if answer["message"] == message else f"{answer['message']}, expected {message}"
        self.settle()
        for step in self.case.get("steps", []):
            self.step(step)
        end = time.time() + 8
        while (difference := self.difference()) and time.time() < end:
            time.sleep(0.3)
        return difference

    def run(self):
        try:
            return self.go()
        except Exception as error:  # a case that breaks is a case that failed
            return f"{type(error).__name__}: {error}"
        finally:
            self.call("DELETE", f"/connectors/{self.name}")
            if self.case.get("kind") != "validate":
                self.consumer.close()
            self.server.close()


def least_configuration(worker, bootstrap, admin):
    """A GET of a small service, with URL, method, topic and interval and not one key more."""
    topics = [{"topic_name": "orders", "partition_count": 3, "replication_factor": 3}]
    answer = {"topics": topics, "count": 1, "status": "success"}
    case = {
        "name": "least-configuration",
        "config": {
            "connector.class": "com.github.castorm.kafka.connect.http.HttpSourceConnector", "tasks.max": "1",
            "http.request.url": "http://127.0.0.1:{PORT}/topics", "http.request.method": "GET", "kafka.topic": "{TOPIC}",
            "http.timer.interval.millis": "300"},
        "server": {"responses": [{"headers": {"Content-Type": "application/json"}, "body": json.dumps(answer)}]}}
    run = Run(case, worker, bootstrap, admin)
    case["expected"] = {"state": {}, "records": [], "offsets": [], "requests": [], "create": {"status": 201}}
    try:
        run.go()
        assert run.state()[0] == {"connector": "RUNNING", "tasks": ["RUNNING"]}, run.state()
        assert len(run.records) == 1 and len(run.server.requests) > 2, (run.records, len(run.server.requests))
        key, value, stamp, headers = run.records[0]
        value = json.loads(value.replace("<now>", "0"))
        assert json.loads(value["value"]) == answer and json.loads(key) == {"key": value["key"]}, run.records
        assert value["timestamp"] == 0 and stamp == "<now>" and headers == [], run.records
        assert {request["method"] + request["target"] for request in run.server.requests} == {"GET/topics"}
    finally:
        run.call("DELETE", f"/connectors/{run.name}")
        run.server.close()


def main():
    names = sys.argv[1:]
    cases = [case for case in CASES if not case.get("quirk") and case["name"] not in OURS]
    cases = [case for case in cases if not names or case["name"] in names]
    broker = None if os.environ.get("BOOTSTRAP") else Broker(check=False).start()
    bootstrap = os.environ.get("BOOTSTRAP") or broker.bootstrap
    environment = {"TZ": "UTC"}
    converters = {
        "offset.flush.interval.ms": "500", "key.converter": "org.apache.kafka.connect.json.JsonConverter",
        "value.converter.schemas.enable": "true"}
    failures = []
    try:
        with Sluice(bootstrap, environment, **converters) as worker:
            admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
            if not names:
                with Sluice(bootstrap, environment, **{
                        "group.id": "least", "key.converter.schemas.enable": "false",
                        "key.converter": "org.apache.kafka.connect.json.JsonConverter",
                        **{f"{kind}.storage.topic": f"least-{kind}" for kind in ("config", "offset", "status")}}) as plain:
                    least_configuration(plain, bootstrap, admin)
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                for case, difference in zip(
                        cases, pool.map(lambda case: Run(case, worker, bootstrap, admin).run(), cases)):
                    if difference:
                        failures.append(case["name"])
                        print(f"{case['name']}: {difference[:900]}", flush=True)
    finally:
        if broker:
            broker.stop()
    print(f"http source: the least configuration and {len(cases) - len(failures)} of {len(cases)} cases are fine")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
