#!/usr/bin/env python3
"""One long session with the Java worker and with ours, side by side: statuses, headers and bodies must be the same.

With `--java URL --ours URL` it runs against workers that are there already; what may differ is in restsession.py.
"""

import argparse
import json
import sys
import tempfile
import urllib.parse

from restsession import ALLOWED, Session
from restworkers import KAFKA_HOME, Kafka, Sluice

CREATION = {"topic.creation.default.partitions": "1", "topic.creation.default.replication.factor": "1"}


def file_source(**changes):
    config = {"connector.class": "FileStreamSource", "file": FILE, "topic": "parity", **CREATION}
    config.update({key.replace("__", "."): value for key, value in changes.items()})
    return {key: value for key, value in config.items() if value != "-"}


# What these list is each worker's own.
OWN = ("/connector-plugins", "/admin/loggers")


def same(body):
    return "…"


def by_name(body):
    return dict(sorted(body.items())) if isinstance(body, dict) else sorted(body)


def framework(s):
    """What is refused, or answered, before Connect's own code sees it."""
    paths = {
        "/": "GET", "/health": "GET", "/connectors": "GET POST", "/connectors/q": "GET DELETE",
        "/connectors/q/config": "GET PUT PATCH", "/connectors/q/status": "GET", "/connectors/q/restart": "POST",
        "/connectors/q/pause": "PUT", "/connectors/q/resume": "PUT", "/connectors/q/stop": "PUT",
        "/connectors/q/tasks": "GET POST", "/connectors/q/tasks/0/status": "GET",
        "/connectors/q/tasks/0/restart": "POST", "/connectors/q/topics": "GET", "/connectors/q/topics/reset": "PUT",
        "/connectors/q/offsets": "GET PATCH DELETE", "/connectors/q/fence": "PUT", "/connector-plugins": "GET",
        "/connector-plugins/FileStreamSource/config": "GET",
        "/connector-plugins/FileStreamSource/config/validate": "PUT", "/admin/loggers": "GET",
        "/admin/loggers/root": "GET PUT",
    }
    for path, methods in paths.items():
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"):
            if method not in methods.split():
                s.ask("wrong method", method, path)
        s.ask("options", "OPTIONS", path)
        s.ask("options", "OPTIONS", path, headers={"Accept": "application/json"})
        method = methods.split()[0]
        if method == "GET" and path not in ("/admin/loggers",):
            s.ask("head", "HEAD", path, headers={})
        s.ask("not acceptable", method, path, headers={"Accept": "text/html"})
        s.ask("wrong media type", method, path, "a=b", {"Content-Type": "application/x-www-form-urlencoded"})
        s.ask("text media type", method, path, "{}", {"Content-Type": "text/plain"})
        s.ask("no media type", method, path, "{}", {}, change=same if path in OWN else None)
    for path in ("/nope", "/connectors/", "/connectors/q/", "/connectors/q/nope", "/connectors/q/tasks/0",
                 "/connectors/q/tasks/0/", "/connectors/q/tasks/x/status", "/connectors/q/tasks/+0/status",
                 "/connectors/q/tasks/00/status", "/connectors/q/tasks/-1/status",
                 "/connectors/q/tasks/99999999999/status", "/connectors/q/tasks-config", "/Connectors",
                 "/connector-plugins/", "/connector-plugins/x", "/connector-plugins/x/config/", "/admin",
                 "/admin/loggers/", "/health/", "/connectors?x=y", "/connectors;x=1", "/connectors/q;x=1/status"):
        s.ask("path", "GET", path, change=same if path.rstrip("/") in OWN else None)
    for accept in ("*/*", "application/*", "application/json;q=0.5", "text/html, application/json",
                   "application/json; charset=utf-8", "application/json;charset=UTF-8", "application/xml, */*;q=0.1",
                   "TEXT/HTML", "application/problem+json", ""):
        s.ask(f"accept {accept}", "GET", "/connectors", headers={"Accept": accept})
    for kind in ("application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/json;v=1",
                 "application/vnd.api+json", "*/*", "application/*", "json", ""):
        s.ask(f"content type {kind}", "POST", "/connectors/q/restart", "", {"Content-Type": kind})
    for method in ("GET", "DELETE"):
        s.ask("absent connector", method, "/connectors/q")
    for path in ("config", "status", "tasks", "tasks/0/status", "topics", "offsets"):
        s.ask("absent connector", "GET", f"/connectors/q/{path}")
    for path in ("pause", "resume", "stop", "topics/reset"):
        s.ask("absent connector", "PUT", f"/connectors/q/{path}")
    for path in ("restart", "restart?includeTasks=true", "restart?onlyFailed=true", "tasks/0/restart",
                 "restart?includeTasks=TRUE&onlyFailed=true", "restart?includeTasks=yes", "restart?includeTasks"):
        s.ask("absent connector", "POST", f"/connectors/q/{path}")
    s.ask("absent connector", "DELETE", "/connectors/q/offsets")
    s.ask("absent connector", "PATCH", "/connectors/q/offsets", {"offsets": [{"partition": {}, "offset": {}}]})
    s.ask("absent connector", "PATCH", "/connectors/q/config", {"a": "b"})


def bodies(s):
    """Bodies that are no JSON or have the wrong shape."""
    broken = ("", "null", "{", "[", "{}", "[]", "[1]", "1", "1.5", "true", '"text"', '{"a"', '{"a" "b"}', "{a:1}",
              '{"a":1,}', '{"a":[1]}', '{"a":{}}', '{"a":01}', '{"a":+1}', '{"a":.5}', '{"a":1.}', '{"a":nul}',
              '{"a":tru}', '{"a":"b}', '{"a":"\\x"}', '{"a":"\t"}', "{'a':1}", '{"a":1} x', '{"a":1}{"b":2}',
              "// c\n{}", "NaN", '{"a":NaN}', '{"a":Infinity}', "x", "<a/>", "\x00", '{"a":"\\u12"}', "]", '{"a":]',
              '{"name":"q","config":{},"name2":1}')
    for body in broken:
        shown = body.encode("unicode_escape").decode()
        for method, path in (("POST", "/connectors"), ("PUT", "/connectors/q/config"),
                             ("PATCH", "/connectors/q/config"), ("PATCH", "/connectors/q/offsets"),
                             ("PUT", "/connector-plugins/FileStreamSource/config/validate"),
                             ("PUT", "/admin/loggers/org.apache.kafka.parity")):
            s.ask(f"body {shown}", method, path, body, {"Content-Type": "application/json"})
    for body in ({"name": "q"}, {"config": {}}, {"name": "q", "config": None}, {"name": None, "config": {}},
                 {"name": [], "config": {}}, {"name": {}, "config": {}}, {"name": 1, "config": {}},
                 {"name": True, "config": []}, {"name": "q", "config": []}, {"name": "q", "config": "x"},
                 {"name": "q", "config": 1}, {"name": "q", "config": {"a": [1]}}, {"name": "q", "config": {"a": {}}},
                 {"name": "q", "config": {}, "initial_state": "zz"}, {"name": "q", "config": {}, "initial_state": 3},
                 {"name": "q", "config": {}, "initial_state": []}, {"name": "q", "config": {}, "initial_state": ""},
                 {"name": "q", "config": {}, "initial_state": {}}, {"name": "q", "config": {}, "tasks": []},
                 {"Name": "q", "config": {}}, {"name": "q", "config": {"name": "r"}}):
        s.ask(f"create {json.dumps(body)}", "POST", "/connectors", body)
    for body in ({"offsets": None}, {"offsets": []}, {"offsets": {}}, {"offsets": 1}, {"offsets": "x"},
                 {"offsets": [1]}, {"offsets": [None]}, {"offsets": [[]]}, {"offsets": [{}]}, {"x": 1},
                 {"offsets": [{"partition": 1}]}, {"offsets": [{"partition": []}]}, {"offsets": [{"offset": "x"}]},
                 {"offsets": [{"partition": {}, "zz": {}}]}, {"offsets": [{"partition": "x", "offset": {}}]}):
        s.ask(f"offsets {json.dumps(body)}", "PATCH", "/connectors/q/offsets", body)


def refusals(s):
    """Connectors that can't be created."""
    for label, name, config in (
        ("no class", "q", {"file": "f"}), ("null class", "q", {"connector.class": None}),
        ("empty class", "q", {"connector.class": ""}), ("unknown class", "q", {"connector.class": "Zz"}),
        ("unknown class", "q", {"connector.class": "com.example.Zz", "topic": "x"}),
        ("converter as class", "q", {"connector.class": "org.apache.kafka.connect.json.JsonConverter"}),
        ("transform as class", "q", {"connector.class": "org.apache.kafka.connect.transforms.InsertField$Value"}),
        ("no topic", "q", file_source(topic="-")), ("empty topic", "q", file_source(topic="")),
        ("batch size", "q", file_source(batch__size="x")),
        ("tasks.max 0", "q", file_source(tasks__max="0")), ("tasks.max text", "q", file_source(tasks__max="x")),
        ("tasks.max null", "q", file_source(tasks__max=None)), ("many", "q", file_source(
            tasks__max="x", topic="-", errors__tolerance="some", config__action__reload="now")),
        ("converter", "q", file_source(value__converter="Zz")),
        ("converter", "q", file_source(key__converter="org.apache.kafka.connect.file.FileStreamSourceConnector")),
        ("transform", "q", file_source(transforms="a")), ("transform", "q", file_source(
            transforms="a", transforms__a__type="Zz")),
        ("override", "q", file_source(producer__override__linger__ms="abc")),
        ("name", "", file_source()), ("name", " ", file_source()), ("name", "a\nb", file_source()),
        ("name", "a\x7f\x85b", file_source()), ("other name", "q", file_source(name="r")),
        ("other name", "q", file_source(name="q ")), ("other name", " q ", file_source(name=" q ")),
    ):
        s.ask(f"refused {label}", "POST", "/connectors", {"name": name, "config": config})
        if name == "q":
            s.ask(f"refused {label}", "PUT", "/connectors/q/config", config)
    s.ask("refused all", "GET", "/connectors", change=by_name)


def life(s):
    """A connector from its creation to its end."""
    s.ask("create", "POST", "/connectors", {"name": "one", "config": file_source(tasks__max="2")})
    s.settle("created", "one", "RUNNING", ["RUNNING"])
    s.ask("create again", "POST", "/connectors", {"name": "one", "config": file_source()})
    s.ask("create again invalid", "POST", "/connectors", {"name": "one", "config": {}})
    for path in ("", "/config", "/status", "/tasks", "/tasks/0/status", "/tasks/1/status", "/tasks/7/status"):
        s.ask("read", "GET", f"/connectors/one{path}")
    for path in ("/connectors", "/connectors?expand=status", "/connectors?expand=info",
                 "/connectors?expand=info&expand=status", "/connectors?expand=status&expand=info",
                 "/connectors?expand=info,status", "/connectors?expand=zz", "/connectors?expand=", "/connectors?expand",
                 "/connectors?Expand=info", "/connectors?expand=INFO", "/connectors?expand=info&expand=zz"):
        s.ask("list", "GET", path, change=by_name)
    s.reach("topics", "/connectors/one/topics", lambda answer: answer["body"]["one"]["topics"])
    s.ask("topics reset", "PUT", "/connectors/one/topics/reset")
    s.reach("topics reset", "/connectors/one/topics", lambda answer: not answer["body"]["one"]["topics"])
    s.ask("wrong state", "DELETE", "/connectors/one/offsets")
    s.ask("wrong state", "PATCH", "/connectors/one/offsets",
          {"offsets": [{"partition": {"filename": FILE}, "offset": {"position": 1}}]})

    s.ask("put same", "PUT", "/connectors/one/config", file_source(tasks__max="2"))
    s.settle("put same", "one", "RUNNING", ["RUNNING"])
    s.ask("put", "PUT", "/connectors/one/config", file_source(batch__size="7"))
    s.settle("put", "one", "RUNNING", ["RUNNING"])
    s.reach("put", "/connectors/one/tasks", lambda answer: answer["body"][0]["config"].get("batch.size") == "7")
    s.ask("patch", "PATCH", "/connectors/one/config", {"batch.size": 8, "tasks.max": None, "absent": None})
    s.settle("patch", "one", "RUNNING", ["RUNNING"])
    s.reach("patch", "/connectors/one/tasks", lambda answer: answer["body"][0]["config"].get("batch.size") == "8")
    for label, body in (("empty", {}), ("null", None), ("topic null", {"topic": None}), ("class null",
                        {"connector.class": None}), ("bad", {"batch.size": "x"}), ("array", {"a": []}),
                        ("number", {"x": 1.50, "y": 1e3, "z": True, "u": "ü"}), ("name null", {"name": None})):
        s.ask(f"patch {label}", "PATCH", "/connectors/one/config",
              "null" if body is None else body, {"Content-Type": "application/json"})
        s.ask(f"patched {label}", "GET", "/connectors/one/config")
    s.ask("patch numbers", "PATCH", "/connectors/one/config",
          '{"x":1.50,"y":1e3,"z":10.0E-3,"w":100000000000000000000,"v":-0,"u":1.0,"t":-0.0,"s":1e400}')
    s.ask("patched numbers", "GET", "/connectors/one/config")
    s.ask("put name", "PUT", "/connectors/one/config", file_source(name="two"))
    s.ask("put", "PUT", "/connectors/one/config", file_source(name="one"))
    s.settle("put", "one", "RUNNING", ["RUNNING"])
    s.reach("put", "/connectors/one/tasks", lambda answer: "batch.size" not in answer["body"][0]["config"]
            or answer["body"][0]["config"]["batch.size"] == "2000")

    for path in ("restart", "restart?includeTasks=false", "restart?includeTasks=x&onlyFailed=y",
                 "restart?includeTasks=true&onlyFailed=true", "restart?onlyFailed=true", "restart?includeTasks=true",
                 "restart?includeTasks=True&onlyFailed=false"):
        s.ask("restart", "POST", f"/connectors/one/{path}")
        s.settle("restarted", "one", "RUNNING", ["RUNNING"])
    for path in ("tasks/0/restart", "tasks/1/restart", "tasks/-1/restart", "tasks/x/restart", "tasks/+0/restart"):
        s.ask("task restart", "POST", f"/connectors/one/{path}")
        s.settle("restarted", "one", "RUNNING", ["RUNNING"])

    for verb, state, tasks in (("pause", "PAUSED", ["PAUSED"]), ("pause", "PAUSED", ["PAUSED"]),
                               ("stop", "STOPPED", []), ("stop", "STOPPED", []), ("pause", "PAUSED", []),
                               ("resume", "RUNNING", ["RUNNING"]), ("resume", "RUNNING", ["RUNNING"]),
                               ("stop", "STOPPED", [])):
        s.ask(verb, "PUT", f"/connectors/one/{verb}")
        s.settle(f"after {verb}", "one", state, tasks)
        s.ask(f"after {verb}", "GET", "/connectors/one/tasks")
        s.ask(f"after {verb}", "GET", "/connectors?expand=info&expand=status", change=by_name)
        if state != "RUNNING":
            for path in ("restart", "restart?includeTasks=true", "restart?includeTasks=true&onlyFailed=true"):
                s.ask(f"restart after {verb}", "POST", f"/connectors/one/{path}")
                s.settle(f"restarted after {verb}", "one", state, tasks)
    s.ask("restart of a task that is gone", "POST", "/connectors/one/tasks/0/restart")
    s.ask("status of a task that is gone", "GET", "/connectors/one/tasks/0/status")
    s.ask("put while stopped", "PUT", "/connectors/one/config", file_source(batch__size="9"))
    s.settle("put while stopped", "one", "STOPPED", [])
    s.ask("patch while stopped", "PATCH", "/connectors/one/config", {"batch.size": "10"})
    s.settle("patch while stopped", "one", "STOPPED", [])
    offsets(s)
    s.ask("resume", "PUT", "/connectors/one/resume")
    s.settle("after resume", "one", "RUNNING", ["RUNNING"])
    s.ask("delete", "DELETE", "/connectors/one")
    s.gone("deleted", "one")
    for path in ("", "/config", "/tasks", "/topics", "/offsets", "/tasks/0/status"):
        s.ask("deleted", "GET", f"/connectors/one{path}")
    s.ask("delete again", "DELETE", "/connectors/one")
    s.ask("deleted", "GET", "/connectors?expand=status", change=by_name)


def offsets(s):
    """Offsets of the stopped connector `one`."""
    path = "/connectors/one/offsets"
    here, there = {"filename": FILE}, {"filename": "/other"}
    s.ask("offsets", "GET", path)

    def patch(label, *pairs, raw=None):
        s.ask(f"alter {label}", "PATCH", path, raw or {"offsets": [
            {"partition": partition, "offset": offset} for partition, offset in pairs]})
        s.ask(f"altered {label}", "GET", path,
              change=lambda body: {"offsets": sorted(
                  [pair for pair in body["offsets"] if pair["offset"] is not None], key=json.dumps)})
    patch("one", (here, {"position": 3}))
    patch("two", (here, {"position": 4}), (there, {"position": 5}))
    patch("twice", (here, {"position": 6}), (here, {"position": 7}))
    patch("null", (there, None))
    patch("null unknown", ({"filename": "/nope"}, None))
    patch("missing offset", raw={"offsets": [{"partition": here}]})
    patch("missing partition", raw={"offsets": [{"offset": {"position": 1}}]})
    patch("null partition", (None, {"position": 1}))
    patch("null partition and offset", (None, None))
    patch("empty pair", raw={"offsets": [{}]})
    patch("empty partition", ({}, {"position": 1}))
    patch("empty offset", (here, {}))
    patch("text position", (here, {"position": "8"}))
    patch("text position", (here, {"position": "x"}))
    patch("negative position", (here, {"position": -1}))
    patch("float position", (here, {"position": 1.5}))
    patch("null position", (here, {"position": None}))
    patch("bool position", (here, {"position": True}))
    patch("large position", (here, {"position": 2 ** 40}))
    patch("huge position", (here, {"position": 2 ** 70}))
    patch("wrong key", (here, {"place": 1}))
    patch("more keys", (here, {"position": 1, "place": 2}))
    patch("wrong partition key", ({"file": FILE}, {"position": 1}))
    patch("more partition keys", ({"filename": FILE, "x": 1}, {"position": 1}))
    patch("number as file", ({"filename": 1}, {"position": 1}))
    patch("null file", ({"filename": None}, {"position": 1}))
    patch("array value", (here, {"position": [1]}))
    patch("map value", (here, {"position": {"a": 1}}))
    patch("array partition", ({"filename": [1]}, {"position": 1}))
    patch("good and bad", (here, {"position": 2}), (there, {"position": "x"}))
    patch("unicode", ({"filename": "/ü/🎉"}, {"position": 1}))
    s.ask("reset", "DELETE", path)
    s.ask("after reset", "GET", path,
          change=lambda body: {"offsets": [pair for pair in body["offsets"] if pair["offset"] is not None]})
    s.ask("reset again", "DELETE", path)
    s.ask("reset with body", "DELETE", path, {"offsets": []})
    patch("after reset", (here, {"position": 0}))


def states(s):
    """Initial states."""
    for number, (state, expected, tasks) in enumerate((
            ("RUNNING", "RUNNING", ["RUNNING"]), ("running", "RUNNING", ["RUNNING"]), ("PAUSED", "PAUSED", []),
            ("Paused", "PAUSED", []), ("STOPPED", "STOPPED", []), (None, "RUNNING", ["RUNNING"]))):
        name = f"state-{number}"
        s.ask("initial state", "POST", "/connectors", {"name": name, "config": file_source(), "initial_state": state})
        s.settle(f"initial state {state}", name, expected, tasks)
        s.ask(f"initial state {state}", "GET", f"/connectors/{name}")
        s.ask("put resume", "PUT", f"/connectors/{name}/resume")
        s.settle(f"resumed from {state}", name, "RUNNING", ["RUNNING"])
    s.ask("initial state", "POST", "/connectors", {"name": "state-9", "config": file_source(), "initial_state": " PAUSED"})
    for number in range(6):
        s.ask("delete", "DELETE", f"/connectors/state-{number}")
    for number in range(6):
        s.gone("deleted", f"state-{number}")
    # Put creates too.
    s.ask("put creates", "PUT", "/connectors/put/config", file_source())
    s.settle("put creates", "put", "RUNNING", ["RUNNING"])
    s.ask("delete", "DELETE", "/connectors/put")
    s.gone("deleted", "put")


ODD = ("a b", "ü", "日本", "a?b", "a#b", "a&b=c", "a+b", "a:b", "a;b", "a.b", "a-b", "a-0", "..x", "a'b", 'a"b',
       "a\\b", "a,b", "(a)", "[a]", "{a", "a|b", "a<b>", "~a", "a@b", "$a", "!a", "a*b", "🎉", "a/b", "a%b", "%41",
       "/", " trimmed ", "a%zz/b&?c", "a^b", "a`b")


def names(s):
    """Names that need care in paths."""
    quote = urllib.parse.quote
    for name in ODD:
        s.ask(f"odd name {name}", "POST", "/connectors",
              {"name": name, "config": file_source(), "initial_state": "STOPPED"})
    s.ask("odd names", "GET", "/connectors", change=lambda body: sorted(body))
    for name in ODD:
        name = name.strip()
        path = quote(name, safe="")
        s.reach(f"odd name {name}", f"/connectors/{path}/status", lambda answer: answer["status"] in (200, 400))
        for part in ("", "/config", "/topics", "/offsets", "/tasks", "/tasks/0/status"):
            s.ask(f"odd name {name}", "GET", f"/connectors/{path}{part}")
        s.ask(f"odd name {name}", "PUT", f"/connectors/{path}/config", file_source(name=name, batch__size="3"))
        s.ask(f"odd name {name}", "PUT", f"/connectors/{path}/stop")
    for name in ODD:
        s.ask(f"odd name {name}", "DELETE", f"/connectors/{quote(name.strip(), safe='')}")
    for path in ("/connectors/a%00b", "/connectors/%ff", "/connectors/%zz", "/connectors/a%0Ab", "/connectors/..",
                 "/connectors/%2e%2e", "/connectors//status", "/connectors/a/../b", "/connectors/a%5Cb/status",
                 "/connectors/./q", "/connectors/a%3Bb", "/connectors/a%20b"):
        s.ask("odd path", "GET", path)


def failures(s):
    """Connectors and tasks that fail."""
    s.ask("refused converter", "POST", "/connectors", {"name": "bad", "config": file_source(
        value__converter="org.apache.kafka.connect.json.JsonConverter",
        value__converter__schemas__cache__size="x")})
    s.ask("refused predicate", "POST", "/connectors", {"name": "f1", "config": file_source(
        predicates="p", predicates__p__type="Zz")})
    s.ask("number converter", "POST", "/connectors", {"name": "f2", "config": file_source(
        value__converter="org.apache.kafka.connect.converters.LongConverter")})
    s.settle("task failed", "f2", "RUNNING", ["FAILED"])
    s.ask("task failed", "GET", "/connectors/f2/tasks/0/status")
    s.ask("task failed", "GET", "/connectors?expand=status", change=by_name)
    for path in ("restart?onlyFailed=true", "restart?includeTasks=true&onlyFailed=true", "tasks/0/restart"):
        s.ask("restart failed", "POST", f"/connectors/f2/{path}")
        s.settle("failed again", "f2", "RUNNING", ["FAILED"])
    s.ask("pause failed", "PUT", "/connectors/f2/pause")
    s.settle("paused failed", "f2", "PAUSED", ["FAILED"])
    s.ask("stop failed", "PUT", "/connectors/f2/stop")
    s.settle("stopped failed", "f2", "STOPPED", [])
    s.ask("delete failed", "DELETE", "/connectors/f2")
    s.gone("deleted", "f2")
    for label, state, tasks, config in (
            ("topic creation", "FAILED", [], file_source(topic__creation__default__partitions="x")),
            ("topic creation 0", "FAILED", [], file_source(topic__creation__default__partitions="0")),
            ("topic creation half", "FAILED", [], file_source(topic__creation__default__partitions="-")),
            ("topic creation include", "FAILED", [], file_source(
                topic__creation__groups="a", topic__creation__a__include="[")),
            ("invalid topic", "RUNNING", ["FAILED"], file_source(topic="a b")),
            ("replication factor", "RUNNING", ["FAILED"], file_source(
                topic="replicas", topic__creation__default__replication__factor="7")),
            ("record too large", "RUNNING", ["FAILED"], file_source(producer__override__max__request__size="1")),
            ("tolerated", "RUNNING", ["RUNNING"], file_source(
                errors__tolerance="all", value__converter="org.apache.kafka.connect.converters.LongConverter"))):
        name = "fails-" + label.replace(" ", "-")
        s.ask(f"failed {label}", "POST", "/connectors", {"name": name, "config": config})
        s.settle(f"failed {label}", name, state, tasks)
        s.ask(f"failed {label}", "POST", f"/connectors/{name}/restart")
        s.settle(f"failed {label}", name, state, tasks)
        s.ask(f"failed {label}", "PUT", f"/connectors/{name}/pause")
        s.ask(f"failed {label}", "DELETE", f"/connectors/{name}")
        s.gone(f"failed {label}", name)


def validations(s):
    """Configurations that are checked only."""
    cases = {
        "good": file_source(name="q"), "empty": {}, "no class": {"topic": "x"}, "other class":
        {"connector.class": "FileStreamSink"}, "unknown class": {"connector.class": "Zz"},
        "null class": {"connector.class": None}, "full class": file_source(
            connector__class="org.apache.kafka.connect.file.FileStreamSourceConnector", name="q"),
        "simple class": file_source(connector__class="FileStreamSourceConnector"), "no topic": file_source(topic="-"),
        "nulls": file_source(topic=None, tasks__max=None, batch__size=None), "blank": file_source(topic=" ", name=" "),
        "numbers": file_source(tasks__max=" 3 ", batch__size="1e3"), "number types": file_source(
            tasks__max=3, batch__size=1.5, errors__log__enable=True),
        "booleans": file_source(errors__log__enable="TRUE", errors__log__include__messages="yes"),
        "enumerations": file_source(errors__tolerance="ALL", config__action__reload="RESTART"),
        "enumerations wrong": file_source(errors__tolerance="some", config__action__reload="x"),
        "longs": file_source(errors__retry__timeout="99999999999999999999", errors__retry__delay__max__ms="-1"),
        "boundary": file_source(transaction__boundary="x", exactly__once__support="x"),
        "boundary interval": file_source(transaction__boundary="interval", transaction__boundary__interval__ms="0"),
        "required": file_source(exactly__once__support="required"),
        "boundary connector": file_source(transaction__boundary="connector"),
        "offsets topic": file_source(offsets__storage__topic=""), "offsets topic good": file_source(
            offsets__storage__topic="x"),
        "converter unknown": file_source(value__converter="Zz", key__converter="a.b.C"),
        "converter kind": file_source(value__converter="org.apache.kafka.connect.file.FileStreamSourceConnector"),
        "converter settings": file_source(value__converter="org.apache.kafka.connect.json.JsonConverter",
                                          value__converter__schemas__enable="x", value__converter__zz="1"),
        "converter settings only": file_source(value__converter__schemas__enable="x"),
        "converters": file_source(key__converter="org.apache.kafka.connect.storage.StringConverter",
                                  value__converter="org.apache.kafka.connect.converters.ByteArrayConverter",
                                  header__converter="org.apache.kafka.connect.storage.SimpleHeaderConverter"),
        "converter aliases": file_source(key__converter="StringConverter", value__converter="Json"),
        "header converter kind": file_source(header__converter="org.apache.kafka.connect.converters.LongConverter"),
        "converter version": file_source(value__converter="JsonConverter", value__converter__plugin__version="9.9"),
        "version": file_source(connector__plugin__version="9.9"), "version range": file_source(
            connector__plugin__version="[1,"), "version good": file_source(connector__plugin__version="[4.0,)"),
        "transform no type": file_source(transforms="a"), "transform unknown": file_source(
            transforms="a", transforms__a__type="Zz"),
        "transform kind": file_source(
            transforms="a", transforms__a__type="org.apache.kafka.connect.json.JsonConverter"),
        "transform twice": file_source(transforms="a,a", transforms__a__type="Zz"),
        "transforms blank": file_source(transforms=" , ", transforms__a__type="Zz"),
        "transform negate": file_source(transforms="a", transforms__a__type="Zz", transforms__a__negate="true"),
        "predicate no type": file_source(predicates="p"), "predicate unknown": file_source(
            predicates="p", predicates__p__type="Zz"), "predicates twice": file_source(predicates="p,p"),
        "overrides": file_source(producer__override__linger__ms="5", producer__override__acks="all",
                                 producer__override__zz="1", producer__override__bootstrap__servers="x:1"),
        "override wrong": file_source(producer__override__linger__ms="abc"),
        "overrides of others": file_source(consumer__override__max__poll__records="x", admin__override__retries="1"),
        "admin override": file_source(admin__override__retries="1"),
        "topic creation": file_source(topic__creation__groups="a,b", topic__creation__a__include="x.*",
                                      topic__creation__a__partitions="x"),
        "topic creation twice": file_source(topic__creation__groups="a,a"),
        "topic creation default": file_source(topic__creation__groups="default"),
        "topic creation wrong": file_source(topic__creation__default__partitions="0",
                                            topic__creation__default__replication__factor="x"),
        "topic creation half": file_source(topic__creation__default__partitions="-"),
        "unknown keys": file_source(zz="1", ü="2"), "enforce": file_source(tasks__max__enforce="x"),
        "reference": file_source(file="${file:/nope:key}"), "control name": file_source(name="a\nb"),
    }
    for label, config in cases.items():
        s.ask(f"validate {label}", "PUT", "/connector-plugins/FileStreamSource/config/validate", config, change=report)
    for plugin in ("FileStreamSourceConnector", "org.apache.kafka.connect.file.FileStreamSourceConnector", "Source",
                   "source", "Zz", "FileStreamSink", "Connector", "SourceConnector"):
        s.ask(f"validate as {plugin}", "PUT", f"/connector-plugins/{plugin}/config/validate", file_source(name="q"),
              change=report)
    s.ask("validate unknown", "PUT", "/connector-plugins/Zz/config/validate", {"connector.class": "Zz"})
    s.ask("validate empty", "PUT", "/connector-plugins/Zz/config/validate", {})


SHARED = ("org.apache.kafka.connect.file.FileStreamSource", "org.apache.kafka.connect.converters.",
          "org.apache.kafka.connect.storage.", "org.apache.kafka.connect.json.")


def report(body):
    """A validation's report without the plugins that only one of the two has."""
    for entry in body.get("configs", []):
        entry["value"]["recommended_values"] = [
            value for value in entry["value"]["recommended_values"]
            if not value.startswith(("org.", "io.", "bench.")) or value.startswith(SHARED)]
    return body


def plugins(s):
    for query in ("", "?connectorsOnly=true", "?connectorsOnly=false", "?connectorsOnly=x", "?connectorsOnly="):
        s.ask("plugins", "GET", f"/connector-plugins{query}",
              change=lambda body: [plugin for plugin in body if plugin["class"].startswith(SHARED)])
    for plugin in ("FileStreamSource", "FileStreamSourceConnector", "filestreamsource",
                   "org.apache.kafka.connect.file.FileStreamSourceConnector", "JsonConverter", "Json", "String",
                   "StringConverter", "org.apache.kafka.connect.json.JsonConverter", "LongConverter", "Long",
                   "ByteArrayConverter", "BooleanConverter", "SimpleHeaderConverter", "Simple", "Zz", "java.lang.String",
                   "FileConfigProvider", "org.apache.kafka.connect.storage.SimpleHeaderConverter", "a%20b"):
        s.ask("plugin", "GET", f"/connector-plugins/{plugin}/config")
    for version in ("latest", "4.1.2", "9.9", "[4.0,)", "[1,", "x", "", "(,9]", "[4.1.2]"):
        s.ask("plugin version", "GET", f"/connector-plugins/FileStreamSource/config?version={version}")


def loggers(s):
    name = "org.apache.kafka.parity"
    s.ask("logger", "GET", "/admin/loggers/root")
    s.ask("logger", "GET", "/admin/loggers/ROOT")
    s.ask("logger", "GET", f"/admin/loggers/{name}")
    for body in ({"level": "DEBUG"}, {"level": "DEBUG"}, {"level": "info"}, {"level": " WARN "}, {"level": "zz"},
                 {"level": ""}, {"level": " "}, {"level": None}, {"level": 1}, {"level": []}, {}, {"x": "y"},
                 {"level": "TRACE", "x": "y"}, {"level": "FATAL"}, {"level": "ERROR"}, {"level": "OFF"},
                 {"level": "ALL"}, {"level": "INFO"}):
        s.ask(f"set level {json.dumps(body)}", "PUT", f"/admin/loggers/{name}", body)
        s.ask(f"level {json.dumps(body)}", "GET", f"/admin/loggers/{name}")
    s.ask("set level below", "PUT", f"/admin/loggers/{name}.below", {"level": "DEBUG"})
    s.ask("set level above", "PUT", f"/admin/loggers/{name}", {"level": "ERROR"})
    s.ask("level below", "GET", f"/admin/loggers/{name}.below")
    s.ask("level beside", "GET", f"/admin/loggers/{name}beside")
    for scope in ("worker", "WORKER", "zz", ""):
        s.ask(f"scope {scope}", "PUT", f"/admin/loggers/{name}.{scope}?scope={scope}", {"level": "DEBUG"})
    for scope in ("cluster", "Cluster"):
        s.ask("cluster scope", "PUT", f"/admin/loggers/{name}.all?scope={scope}", {"level": "TRACE"})
        s.reach("cluster scope", f"/admin/loggers/{name}.all",
                lambda answer: answer["status"] == 200 and answer["body"]["level"] == "TRACE")
        s.ask("cluster scope wrong", "PUT", f"/admin/loggers/{name}.all?scope={scope}", {"level": "zz"})
        s.ask("cluster scope none", "PUT", f"/admin/loggers/{name}.all?scope={scope}", {})


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--java")
    arguments.add_argument("--ours")
    arguments.add_argument("--only", help="names of parts, with commas between them")
    arguments.add_argument("-v", "--verbose", action="store_true")
    given = arguments.parse_args()
    if not given.java and not KAFKA_HOME:
        print("skipped: KAFKA_HOME names no Kafka distribution")
        return 0
    parts = [framework, bodies, refusals, life, states, failures, validations, plugins, loggers, names]
    if given.only:
        parts = [part for part in parts if part.__name__ in given.only.split(",")]

    global FILE
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("".join(f"line {number}\n" for number in range(20)))
        file.flush()
        FILE = file.name
        if given.java:
            return run(given.java, given.ours, parts, given.verbose, not given.only)
        with Kafka() as kafka:
            java = kafka.java_worker(**{"offset.flush.interval.ms": 1000})
            with Sluice(kafka.bootstrap, **{"offset.flush.interval.ms": 1000}) as ours:
                return run(java, ours.url, parts, given.verbose, not given.only)


def run(java, ours, parts, verbose, isWhole):
    session = Session(java, ours, verbose)
    for part in parts:
        part(session)
    print(f"{session.count} answers compared, {session.allowed} differ on purpose, "
          f"{len(session.differences)} differ")
    if isWhole:
        for pattern, reason, _ in ALLOWED:
            if pattern.pattern not in session.used:
                print(f"not different any more: {pattern.pattern} ({reason})")
    return 1 if session.differences else 0


if __name__ == "__main__":
    sys.exit(main())
