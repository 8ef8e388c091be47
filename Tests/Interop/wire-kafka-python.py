#!/usr/bin/env python3
"""Reads and writes the recorded frames with kafka-python's tables, which are not Kafka's own and not ours.

Tests/Golden/wire-frames.jsonl holds what Kafka's own classes wrote, and KafkaWireTests proves that Sluice reads and
writes the same. Here a third party looks at the same frames: each message in each version must come back byte for
byte, with the values that were recorded beside it. Needs kafka-python 3 (PyPI: kafka-python) on PYTHONPATH.
"""

import base64
import importlib
import io
import json
import pathlib
import re
import sys
import uuid

FRAMES = pathlib.Path(__file__).resolve().parent.parent / "Golden" / "wire-frames.jsonl"
MODULES = ["admin", "consumer", "producer", "metadata", "sasl"]
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def message_classes():
    found = {}
    for module in MODULES:
        for name, value in vars(importlib.import_module(f"kafka.protocol.{module}")).items():
            if name.endswith(("Request", "Response")) and hasattr(value, "API_KEY"):
                found[(value.API_KEY, "request" if name.endswith("Request") else "response")] = value
    return found


def plain(value):
    """As Kafka's JSON has it."""
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(member) for member in value]
    if isinstance(value, uuid.UUID) or isinstance(value, str) and UUID.fullmatch(value):
        return base64.urlsafe_b64encode(uuid.UUID(str(value)).bytes).decode().rstrip("=")
    return value


def differences(own, kafka, path=""):
    """Where the values differ that both name; names are compared without regard to case and underscores."""
    if isinstance(kafka, dict) and isinstance(own, dict):
        names = {key.replace("_", "").lower(): value for key, value in own.items()}
        for key, value in kafka.items():
            if key.lower() in names:
                yield from differences(names[key.lower()], value, f"{path}.{key}")
    elif isinstance(kafka, list) and isinstance(own, list):
        if len(own) != len(kafka):
            yield f"{path}: {len(own)} elements, not {len(kafka)}"
        for index, pair in enumerate(zip(own, kafka)):
            yield from differences(*pair, f"{path}[{index}]")
    elif isinstance(kafka, (bool, int, str)) and type(own) is type(kafka) and own not in (kafka, text(kafka)):
        yield f"{path}: {own}, not {kafka}"


def text(kafka):
    """kafka-python shows bytes as text with escapes, where Kafka's JSON has Base64."""
    try:
        return base64.b64decode(kafka, validate=True).decode("utf-8", "backslashreplace")
    except (TypeError, ValueError):
        return kafka


def main():
    classes = message_classes()
    compared, problems, missing = 0, [], set()
    for line in FRAMES.read_text().splitlines():
        recorded = json.loads(line)
        message = classes.get((recorded["api"], recorded["role"]))
        version = recorded["version"]
        if message is None or version > message.max_version:
            missing.add((recorded["api"], recorded["role"]))
            continue
        frame = bytes.fromhex(recorded["frame"])
        name = f"{message.name} {version}"
        if message.name == "ApiVersionsResponse":
            # With an error kafka-python takes it for version 0, as brokers do: they only fail for lack of the version.
            frame = frame[:4] + bytes(2) + frame[6:]
            recorded["fields"]["errorCode"] = 0
        try:
            stream = io.BytesIO(frame)
            message.parse_header(stream, version=version)
            start = stream.tell()
            read = message.decode(frame[start:], version=version)
            read._header = None  # decode leaves it unset, encode asks for it
            written = frame[:start] + bytes(read.encode(version=version))
        except Exception as error:  # whatever it is, it is the finding
            problems.append(f"{name}: {type(error).__name__}: {error}")
            continue
        compared += 1
        if written != frame:
            problems.append(f"{name}: other bytes\n  recorded {frame.hex()}\n  written  {written.hex()}")
        if hasattr(read, "to_dict"):
            problems += [f"{name}{text}" for text in differences(plain(read.to_dict()), recorded["fields"])]
    print("\n".join(problems[:20]))
    names = ", ".join(sorted(f"{api} {role}" for api, role in missing)) or "none"
    print(f"kafka-python: {compared} frames compared, {len(problems)} differ; not in its tables: {names}")
    sys.exit(1 if problems or compared < 1000 else 0)


main()
