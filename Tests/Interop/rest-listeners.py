#!/usr/bin/env python3
"""Listeners of the REST API: http beside https, `/admin` on listeners of its own, client certificates, headers."""

import base64
import http.client
import json
import pathlib
import ssl
import tempfile
import unittest

from devbroker import ROOT, Broker
from ports import free_port
from worker import Sluice

GOLDEN = ROOT / "Tests" / "Golden" / "tls"


def get(port, path, context=None, headers=None, method="GET"):
    """Status and headers of an answer, and its body; over TLS if there is a context."""
    connection = http.client.HTTPSConnection("localhost", port, timeout=20, context=context) if context \
        else http.client.HTTPConnection("localhost", port, timeout=20)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


class Listeners(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = Broker()
        cls.broker.start()
        cls.addClassCleanup(cls.broker.stop)
        cls.http, cls.https, cls.admin = free_port(), free_port(), free_port()
        settings = {
            "listeners": f"http://127.0.0.1:{cls.http},https://127.0.0.1:{cls.https}",
            "admin.listeners": f"https://127.0.0.1:{cls.admin}",
            "access.control.allow.origin": "http://console.example.com",
            "response.http.headers.config": "set X-Frame-Options:DENY",
        }
        for prefix in ("listeners.https.", "admin.listeners.https."):
            settings[prefix + "ssl.keystore.location"] = str(GOLDEN / "broker.p12")
            settings[prefix + "ssl.keystore.password"] = "changeit"
        settings["admin.listeners.https.ssl.client.auth"] = "required"
        settings["admin.listeners.https.ssl.truststore.location"] = str(GOLDEN / "truststore-is-really-p12.jks")
        settings["admin.listeners.https.ssl.truststore.password"] = "changeit"
        cls.sluice = Sluice(cls.broker.bootstrap, **settings)
        cls.sluice.rest = cls.http
        cls.sluice.__enter__()
        cls.addClassCleanup(cls.sluice.__exit__)
        cls.trusting = ssl.create_default_context(cafile=str(GOLDEN / "ca.pem"))

    def test_both_schemes_answer(self):
        for port, context in ((self.http, None), (self.https, self.trusting)):
            status, headers, body = get(port, "/connectors", context, {"Origin": "http://console.example.com"})
            self.assertEqual((status, json.loads(body)), (200, []))
            self.assertEqual(headers["Access-Control-Allow-Origin"], "http://console.example.com")
            self.assertEqual(headers["X-Frame-Options"], "DENY")
            self.assertEqual(headers["Vary"], "Origin")

    def test_who_does_not_trust_it_gets_nothing(self):
        with self.assertRaises(ssl.SSLCertVerificationError):
            get(self.https, "/connectors", ssl.create_default_context())
        with self.assertRaises((http.client.HTTPException, OSError)):
            get(self.https, "/connectors")  # plain HTTP to a TLS port
        self.assertEqual(get(self.https, "/connectors", self.trusting)[0], 200, "the listener goes on")

    def test_many_requests_over_one_connection(self):
        connection = http.client.HTTPSConnection("localhost", self.https, timeout=20, context=self.trusting)
        for _ in range(200):
            connection.request("PUT", "/connector-plugins/Datagen/config/validate", json.dumps({"connector.class": "Datagen", "x": "y" * 5000}),
                               {"Content-Type": "application/json"})
            answer = connection.getresponse()
            self.assertEqual(answer.status, 200)
            self.assertGreater(len(answer.read()), 1000)
        connection.close()

    def test_admin_has_its_own(self):
        self.assertEqual(get(self.http, "/admin/loggers/root")[0], 404)
        self.assertEqual(get(self.https, "/admin/loggers/root", self.trusting)[0], 404)
        with self.assertRaises((ssl.SSLError, http.client.HTTPException, OSError)):
            get(self.admin, "/admin/loggers/root", self.trusting)  # without a certificate
        known = ssl.create_default_context(cafile=str(GOLDEN / "ca.pem"))
        known.load_cert_chain(str(GOLDEN / "client.pem"), str(GOLDEN / "client-key.pem"))
        status, headers, body = get(self.admin, "/admin/loggers/root", known)
        self.assertEqual((status, json.loads(body)["level"]), (200, "INFO"))
        self.assertIsNone(headers["Vary"])
        self.assertEqual(get(self.admin, "/connectors", known)[0], 404)


class Passwords(unittest.TestCase):
    """Kafka's extension for basic authentication."""

    def test_who_has_none_gets_nothing(self):
        with Broker() as broker, tempfile.TemporaryDirectory() as folder:
            users = pathlib.Path(folder, "users.properties")
            users.write_text("admin=s3cret\n")
            login = pathlib.Path(folder, "connect.jaas")
            login.write_text("KafkaConnect {\n  org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule "
                             f'required file="{users}";\n}};\n')
            extension = "org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension"
            port = free_port()
            settings = {"listeners": f"http://127.0.0.1:{port}", "rest.extension.classes": extension}
            worker = Sluice(broker.bootstrap, {"KAFKA_OPTS": f"-Djava.security.auth.login.config={login}"}, **settings)
            worker.probe = lambda: get(port, "/health/ready")[0] == 200
            with worker:
                def basic(text):
                    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}
                self.assertEqual(get(port, "/connectors", headers=basic("admin:s3cret"))[0], 200)
                for headers in ({}, basic("admin:wrong"), basic("nobody:s3cret"), {"Authorization": "Bearer x"}):
                    for path in ("/", "/connectors", "/nothing", "/admin/loggers/root", "/health"):
                        status, _, body = get(port, path, headers=headers)
                        self.assertEqual((status, body), (401, "User cannot access the resource."), path)
                self.assertEqual(get(port, "/health/live")[0], 200, "probes of ours need none")


if __name__ == "__main__":
    unittest.main()
