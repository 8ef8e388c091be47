"""Sends the same requests to the Java worker and to ours, and compares what they answer.

What may differ is in `ALLOWED`, by the label of the request, with the reason; docs/differences.md lists the same.
"""

import concurrent.futures
import json
import re
import time

from restworkers import call, until


def message(answer):
    """The message of an error without the place in the text and without exceptions' names."""
    body = answer["body"]
    text = body.get("message") if isinstance(body, dict) else None
    text = re.sub(r"\n at \[Source: [^\]]*\]", "", text or "")
    return re.sub(r"^(org\.apache\.kafka\.[\w.$]+Exception: )+", "", text)


def mistake(java, ours):
    """Java's 500 for what the client did wrong: here 400 with the same message."""
    return java["status"] == 500 and ours["status"] == 400 and message(java) == message(ours)


def refused_by_server(java, ours):
    return java["status"] == 400 and java["body"] in ("a page", None)


def without_causes(answer):
    """As text, without the JVM's causes, and without its client library's words for a broker's error."""
    def plain(value, key=""):
        if isinstance(value, dict):
            return {name: plain(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value if not str(item).startswith("Caused by: java.")]
        if isinstance(value, str) and value.startswith("Caused by: org.apache.kafka.common.errors."):
            return value.partition("Exception: ")[0]
        return value
    return ORDERED(plain(answer))


# The label of a request (a regular expression), why the answers may differ, and how.
ALLOWED = [(re.compile(pattern), reason, check) for pattern, reason, check in (
    (r"^(body|create|offsets|patch|alter|initial state|set level|refused|validate)\b",
     "a client's mistake is answered with 400 and the same message", mistake),
    (r"^body ", "our parser reads the whole body before it looks at its shape, and words some errors otherwise",
     lambda java, ours: java["status"] == 500 and ours["status"] == 400),
    (r"^refused .*class: ", "Java puts an exception's name in front from the second time on",
     lambda java, ours: java["status"] == ours["status"] == 400 and message(java) == message(ours)),
    (r"^validate (converter )?version: ", "Java fails by itself from the second time on: NullPointerException",
     lambda java, ours: java["status"] == 500 and "availableVersions" in message(java) and ours["status"] == 200),
    (r"^odd (name|path)", "what Java's HTTP server refuses has JSON here; names with / and % can be addressed",
     refused_by_server),
    (r"^odd name \{a: POST", "Java creates the connector, and then can't make its Location",
     lambda java, ours: java["status"] == 500 and ours["status"] == 201),
    (r"^content type (|json): ", "a Content-Type that is none is malformed for Java's HTTP server", refused_by_server),
    (r"^restart of a task that is gone: ", "Java answers 409 for ever",
     lambda java, ours: java["status"] == 409 and ours["status"] == 404),
    (r"failed", "causes that only a JVM has are left out",
     lambda java, ours: without_causes(java) == without_causes(ours)),
    (r"^plugin: GET .*(java.lang.String|FileConfigProvider)", "there are no classes of Java to look at",
     lambda java, ours: ours["status"] == 404),
)]

DROPPED = {"documentation", "commit"}
ORDERED = json.JSONEncoder(ensure_ascii=False).encode


class Side:
    """One of the two workers and how its answers are made comparable."""

    def __init__(self, base):
        self.base = base.rstrip("/")
        self.netloc = self.base.split("//")[1]

    def ask(self, method, path, body, headers):
        for _ in range(50):
            answer = call(self.base, method, path, body, headers)
            if answer.status not in (409, 500) or not re.search("a rebalance is expected|stale config", answer.body):
                break
            time.sleep(0.1)
        kept = {name: answer.headers.get(name) for name in ("Content-Type", "Location", "Allow")}
        if kept["Content-Type"]:
            kept["Content-Type"] = kept["Content-Type"].replace(" ", "").lower()
        if kept["Location"]:
            kept["Location"] = kept["Location"].replace(self.netloc, "HOST")
        return {"status": answer.status, **kept, "body": self.body(answer)}

    def body(self, answer):
        if not answer.body:
            return None
        value = answer.json
        if value is None and answer.body != "null":
            return answer.body if "<html>" not in answer.body.lower() else "a page"
        return self.plain(value)

    def plain(self, value, key=""):
        if isinstance(value, dict):
            plain = {name: self.plain(item, name) for name, item in value.items() if name not in DROPPED}
            # A map has no order for anybody; the members of the API's own objects do.
            return dict(sorted(plain.items())) if key == "config" or "connector.class" in plain else plain
        if isinstance(value, list):
            return [self.plain(item, key) for item in value]
        if isinstance(value, str):
            return self.text(value, key)
        if key == "last_modified" and isinstance(value, int):
            return "TIME"
        return value

    def text(self, text, key):
        if key == "worker_id":
            return "WORKER" if text == self.netloc else text
        if key == "trace":
            return [line for line in text.split("\n") if not re.match(r"\s+(at |\.\.\. )", line) and line.strip()]
        text = text.replace(self.netloc, "HOST")
        text = re.sub(r"available connectors are: .*", "available connectors are: …", text, flags=re.S)
        return re.sub(r"\{([^{}]*=[^{}]*)\}", lambda map: "{" + ", ".join(sorted(map[1].split(", "))) + "}", text)


class Session:
    def __init__(self, java, ours, verbose=False):
        self.sides = (Side(java), Side(ours))
        self.pool = concurrent.futures.ThreadPoolExecutor(2)
        self.count = self.allowed = 0
        self.differences = []
        self.used = set()
        self.verbose = verbose

    def both(self, method, path, body=None, headers=None):
        return list(self.pool.map(lambda side: side.ask(method, path, body, headers), self.sides))

    def ask(self, label, method, path, body=None, headers=None, change=None):
        """Sends one request to both and compares; `change` makes the bodies comparable."""
        return self.compare(f"{label}: {method} {path}", self.both(method, path, body, headers), change)

    def compare(self, label, answers, change=None):
        self.count += 1
        if change:
            for answer in answers:
                if answer["status"] < 300:
                    answer["body"] = change(answer["body"])
        java, ours = answers
        if ORDERED(java) != ORDERED(ours):
            for pattern, reason, check in ALLOWED:
                if pattern.search(label) and check(java, ours):
                    self.allowed += 1
                    self.used.add(pattern.pattern)
                    break
            else:
                self.differences.append((label, java, ours))
                print(f"DIFFERENT {label}")
                self.show(java, ours)
        elif self.verbose:
            print(f"same {label} {java['status']}")
        return answers

    @staticmethod
    def show(java, ours):
        for key in java:
            if ORDERED(java[key]) != ORDERED(ours[key]):
                if key == "body" and isinstance(java[key], (dict, list)) and isinstance(ours[key], (dict, list)):
                    Session.deep("  body", java[key], ours[key])
                else:
                    print(f"  {key}\n    java {ORDERED(java[key])[:1500]}\n    ours {ORDERED(ours[key])[:1500]}")

    @staticmethod
    def deep(path, java, ours):
        if ORDERED(java) == ORDERED(ours):
            return
        if isinstance(java, dict) and isinstance(ours, dict) and list(java) == list(ours):
            for key in java:
                Session.deep(f"{path}.{key}", java[key], ours[key])
        elif isinstance(java, list) and isinstance(ours, list) and len(java) == len(ours):
            for index, pair in enumerate(zip(java, ours)):
                Session.deep(f"{path}[{index}]", *pair)
        else:
            print(f"{path}\n    java {ORDERED(java)[:1500]}\n    ours {ORDERED(ours)[:1500]}")

    def reach(self, label, path, condition, change=None):
        """Waits until both answer what `condition` wants, and go on doing so for a moment, then compares."""
        def wait(side):
            seen = []

            def there():
                seen.append(side.ask("GET", path, None, None))
                return len(seen) > 2 and all(condition(answer) for answer in seen[-3:])
            if not until(there):
                print(f"NOT REACHED by {side.base}: {label} {path}: {seen[-1]}")
            return seen[-1]
        return self.compare(f"{label}: GET {path}", list(self.pool.map(wait, self.sides)), change)

    def settle(self, label, name, state, tasks):
        """Waits until the connector and all of its `tasks` are in these states."""
        def there(answer):
            body = answer["body"]
            return answer["status"] == 200 and body["connector"]["state"] == state and \
                [task["state"] for task in body["tasks"]] == tasks
        return self.reach(label, f"/connectors/{name}/status", there)

    def gone(self, label, name):
        return self.reach(label, f"/connectors/{name}/status", lambda answer: answer["status"] == 404)
