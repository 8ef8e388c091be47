#!/usr/bin/env python3
"""A Go client (Debian's sarama) against the embedded broker, which it asks in older versions than the others do."""

import os
import pathlib
import shutil
import subprocess
import unittest

from devbroker import ROOT, Broker

SARAMA = pathlib.Path("/usr/share/gocode/src/github.com/Shopify/sarama")
PROGRAM = ROOT / ".build/interop/sarama"


@unittest.skipUnless(shutil.which("go") and SARAMA.exists(), "golang-go and golang-github-shopify-sarama-dev are missing")
class SaramaTests(unittest.TestCase):
    def test_topics_producer_consumers_and_a_group(self):
        environment = dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode", GOFLAGS="-p=2")
        environment["GOCACHE"] = str(ROOT / ".build/interop/go-cache")
        PROGRAM.parent.mkdir(parents=True, exist_ok=True)
        built = subprocess.run(
            ["go", "build", "-o", PROGRAM, "main.go"], cwd=ROOT / "Tests/Interop/sarama", env=environment,
            capture_output=True, text=True, timeout=400)
        self.assertEqual(built.returncode, 0, built.stderr)
        with Broker() as broker:
            done = subprocess.run([PROGRAM, broker.bootstrap], capture_output=True, text=True, timeout=200)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
