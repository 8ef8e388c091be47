#!/usr/bin/env python3
"""Gives a worker on a real SASL_SSL broker secrets in every place that takes one, lets it succeed and fail in many ways at
the most talkative log level, and looks for the secrets wherever somebody might see them. Needs KAFKA_HOME.

The one place that shows what it was given is the configuration of a connector, as in Kafka Connect: there, secrets stand
as references to providers, and the values that they stand for must turn up nowhere.
"""

import base64
import pathlib
import secrets
import subprocess
import unittest
import urllib.parse

from devbroker import KAFKA_HOME, NO_KAFKA, build, until
from exposition import OPEN
from restworkers import call
from ports import free_port
from securecluster import PASSWORD, SCRAM, ContainerWorker, SecureKafka, documented_acls, jaas
from worker import ask, is_running

INLINE = ["inline, broken", "inline key password"]  # in a connector's configuration, without a provider
DATAGEN = "io.confluent.kafka.connect.datagen.DatagenConnector"


class Vault:
    """Secrets that nothing else looks like, by what they are for."""

    def __init__(self):
        self.values = {}

    def __call__(self, name):
        return self.values.setdefault(name, f"S3cr3t{secrets.token_hex(8)}{len(self.values)}")

    def found_in(self, text, without=()):
        """What is in `text`, plainly or in base64."""
        plain = urllib.parse.unquote(text)
        return [name for name, value in self.values.items() if name not in without and (
            value in text or value in plain or base64.b64encode(value.encode()).decode().rstrip("=")[:-1] in text)]


@unittest.skipUnless(KAFKA_HOME, NO_KAFKA)
class Secrets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        build("sluice")
        cls.vault = Vault()
        cls.kafka = SecureKafka()
        cls.kafka.__enter__()
        cls.addClassCleanup(cls.kafka.__exit__)
        cls.user("worker", cls.vault("worker's password"))
        cls.user("connector", cls.vault("connector's password"))
        for topic in ("connect-configs", "connect-offsets", "connect-status", "topic-1"):
            cls.kafka.admin("topics", "--create", "--topic", topic, "--partitions", "1", "--config", "cleanup.policy=compact")
        documented_acls(cls.kafka)
        for user in ("worker", "connector"):
            cls.kafka.admin("acls", "--add", "--allow-principal", f"User:{user}", "--operation", "All", "--topic", "*",
                            "--group", "*")
        cls.stores()

    @classmethod
    def user(cls, name, password):
        cls.kafka.run("tool", "kafka.admin.ConfigCommand", "--bootstrap-server", cls.kafka.plaintext, "--alter", "--entity-type", "users",
                      "--entity-name", name, "--add-config", f"SCRAM-SHA-512=[password={password}]")

    @classmethod
    def stores(cls):
        """A trust store, a key store and an encrypted PEM key, each with passwords of its own."""
        folder, vault = pathlib.Path(cls.kafka.certificates), cls.vault
        subprocess.run(
            ["keytool", "-noprompt", "-importcert", "-alias", "ca", "-file", "ca.pem", "-storetype", "PKCS12", "-keystore",
             "own-trust.jks", "-storepass", vault("truststore password")], cwd=folder, check=True, capture_output=True)
        subprocess.run(
            ["keytool", "-noprompt", "-importkeystore", "-srckeystore", "client.p12", "-srcstorepass", PASSWORD, "-srcalias",
             "client", "-destkeystore", "own-key.jks", "-deststoretype", "JKS", "-deststorepass", vault("keystore password"),
             "-destkeypass", vault("key password")], cwd=folder, check=True, capture_output=True)
        done = subprocess.run(
            ["openssl", "pkcs8", "-topk8", "-in", "client-key.pem", "-passout", "pass:" + vault("PEM key's password")],
            cwd=folder, check=True, capture_output=True, text=True)
        cls.pem_key = done.stdout
        # a line in the middle stands for the whole
        vault.values["PEM key"] = done.stdout.splitlines()[5]
        cls.values = folder / "values.properties"
        right = jaas("connector", vault("connector's password"))
        cls.values.write_text(
            f"jaas={right}\n"
            f"wrong={jaas('connector', vault('wrong password'))}\n"
            f"broken={SCRAM} required username=connector password={vault('unquoted')},;\n"
            f"quickstart={vault('quickstart from a provider')}\n"
            f"schema={vault('schema from a provider')}\n"
            f"class={vault('class from a provider')}\n"
            f"number={vault('number from a provider')}\n"
            f"own={vault('value from a provider')}\n")

    def variables(self):
        """Variables as `docker run` takes them; all settings but those of single connectors."""
        vault, certificates = self.vault, self.kafka.certificates
        secured = {
            "SECURITY_PROTOCOL": "SASL_SSL", "SASL_MECHANISM": "SCRAM-SHA-512",
            "SASL_JAAS_CONFIG": jaas("worker", vault("worker's password")),
            "SSL_TRUSTSTORE_LOCATION": f"{certificates}/own-trust.jks",
            "SSL_TRUSTSTORE_PASSWORD": vault("truststore password"),
        }
        keystore = {
            "SSL_KEYSTORE_LOCATION": f"{certificates}/own-key.jks", "SSL_KEYSTORE_PASSWORD": vault("keystore password"),
            "SSL_KEY_PASSWORD": vault("key password"),
        }
        chain = pathlib.Path(certificates, "client.pem").read_text()
        pem = {
            "SSL_KEYSTORE_TYPE": "PEM", "SSL_KEYSTORE_KEY": self.pem_key.replace("\n", "\\n"),
            "SSL_KEYSTORE_CERTIFICATE_CHAIN": chain.replace("\n", "\\n"), "SSL_KEY_PASSWORD": vault("PEM key's password"),
        }
        variables = {
            "CONNECT_BOOTSTRAP_SERVERS": self.kafka.sasl_ssl, "CONNECT_GROUP_ID": "connect-secrets",
            "CONNECT_CONFIG_STORAGE_TOPIC": "connect-configs", "CONNECT_OFFSET_STORAGE_TOPIC": "connect-offsets",
            "CONNECT_STATUS_STORAGE_TOPIC": "connect-status",
            "CONNECT_KEY_CONVERTER": "org.apache.kafka.connect.storage.StringConverter",
            "CONNECT_VALUE_CONVERTER": "org.apache.kafka.connect.json.JsonConverter",
            "CONNECT_VALUE_CONVERTER_SCHEMAS_ENABLE": "false", "CONNECT_REST_ADVERTISED_HOST_NAME": "localhost",
            "CONNECT_LOG4J_ROOT_LOGLEVEL": "TRACE", "CONNECT_CUB_KAFKA_TIMEOUT": "10",
            "CONNECT_CONFIG_PROVIDERS": "file,env",
            "CONNECT_CONFIG_PROVIDERS_FILE_CLASS": "org.apache.kafka.common.config.provider.FileConfigProvider",
            "CONNECT_CONFIG_PROVIDERS_ENV_CLASS": "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
            "CONNECT_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET": vault("OAuth client secret"),
            "CONNECT_HTTP_PROXY_PASSWORD": vault("a password that nobody knows of"),
            "VALUE_OF_ENVIRONMENT": vault("value from the environment"),
            "KAFKA_OPTS": f"-Djavax.net.ssl.keyStorePassword={vault('password in KAFKA_OPTS')} -javaagent:"
                          f"/opt/jmx_prometheus_javaagent.jar={free_port()}:/opt/config.yaml",
        }
        for prefix, more in (("CONNECT_", keystore), ("CONNECT_PRODUCER_", pem), ("CONNECT_CONSUMER_", keystore)):
            variables |= {prefix + name: value for name, value in (secured | more).items()}
        return variables

    def reference(self, key):
        return "${file:" + str(self.values) + ":" + key + "}"

    def connectors(self):
        """Configurations that succeed, and such that fail in many ways; all secrets stand behind references."""
        base = {"connector.class": DATAGEN, "tasks.max": "1", "kafka.topic": "topic-1", "quickstart": "users",
                "max.interval": "20"}
        own = {"unknown.password": self.reference("own"), "http.auth.password": "${env:VALUE_OF_ENVIRONMENT}"}
        override = "producer.override.sasl.jaas.config"
        return {
            "fine": base | own | {override: self.reference("jaas")},
            "refused": base | {override: self.reference("wrong")},
            "broken-jaas": base | {override: self.reference("broken")},
            "no-quickstart": base | {"quickstart": self.reference("quickstart")},
            "no-schema": {**base, "quickstart": "", "schema.string": self.reference("schema")},
            "no-number": base | {"max.interval": self.reference("number")},
            "no-class": base | {"connector.class": self.reference("class")},
            "no-converter": base | {"value.converter": self.reference("class")},
            "no-store": base | {"producer.override.ssl.truststore.password": self.reference("own")},
            "no-topic": base | {"kafka.topic": self.reference("own")},
            "wrong-file": base | {"a.password": "${file:/no/such/file:key}"},
        }

    def exercise(self, worker):
        """Everything that a person might do; the answers to all of it."""
        url = f"http://127.0.0.1:{worker.rest}"
        answers = []

        def do(method, path, body=None, headers=None):
            answer = call(url, method, path, body, headers)
            answers.append(f"{method} {path}: {answer.status} {answer.headers} {answer.body}")
            return answer

        basic = base64.b64encode(f"admin:{self.vault('basic authentication')}".encode()).decode()
        do("GET", "/connectors", headers={"Authorization": f"Basic {basic}", "Cookie": f"s={self.vault('cookie')}"})
        do("GET", "/nothing", headers={"Authorization": f"Bearer {self.vault('bearer token')}"})
        for name, configuration in self.connectors().items():
            do("PUT", f"/connector-plugins/{DATAGEN}/config/validate", configuration)
            do("PUT", f"/connectors/{name}/config", configuration)
        inline = self.connectors()["fine"] | {
            "producer.override.sasl.jaas.config": f"broken {self.vault('inline, broken')}",
            "producer.override.ssl.key.password": self.vault("inline key password")}
        do("PUT", f"/connector-plugins/{DATAGEN}/config/validate", inline)
        do("PUT", "/connectors/inline/config", inline)
        do("POST", "/connectors", "{" + self.vault("in no JSON"), {"Content-Type": "application/json"})
        do("POST", "/connectors", {"name": "x", "config": {"password": {"a": self.vault("in wrong JSON")}}})
        self.assertTrue(until(lambda: is_running(worker.rest, "fine"), 60), worker.output[-3000:])
        failing = [name for name in ask(worker.rest, "/connectors") if name in ("refused", "broken-jaas", "no-topic")]
        for name in failing:
            until(lambda: "FAILED" in str(ask(worker.rest, f"/connectors/{name}/status")), 30)
        for name in ask(worker.rest, "/connectors"):
            for part in ("", "/config", "/status", "/tasks", "/tasks/0/status", "/topics", "/offsets"):
                do("GET", f"/connectors/{name}{part}")
            do("POST", f"/connectors/{name}/restart?includeTasks=true")
            do("PUT", f"/connectors/{name}/pause")
            do("PATCH", f"/connectors/{name}/config", {"max.interval": "30"})
            do("PUT", f"/connectors/{name}/resume")
        for path in ("/", "/health", "/connectors?expand=info&expand=status", "/connector-plugins", "/admin/loggers",
                     f"/connector-plugins/{DATAGEN}/config", "/connectors/none"):
            do("GET", path)
        for name in ("no-topic", "refused"):
            do("PUT", f"/connectors/{name}/stop")
            do("DELETE", f"/connectors/{name}/offsets")
            do("DELETE", f"/connectors/{name}")
        return answers

    def test_nobody_sees_a_secret(self):
        variables = self.variables()
        metrics = int(variables["KAFKA_OPTS"].rsplit("=", 1)[1].split(":")[0])
        with ContainerWorker(variables) as worker:
            self.assertTrue(worker.is_ready(), worker.output[-3000:])
            answers = self.exercise(worker)
            pages = [call(f"http://127.0.0.1:{metrics}", "GET", "/metrics", headers={"Accept": accept}).body
                     for accept in ("text/plain", OPEN)]
            command = pathlib.Path(f"/proc/{worker.process.pid}/cmdline").read_text()
            threads = "".join(path.read_text() for path in pathlib.Path(f"/proc/{worker.process.pid}/task").glob("*/comm"))
            worker.process.terminate()
            self.assertEqual(worker.wait(20), 143)
            log = worker.output
        self.assertIn(" DEBUG ", log)
        self.assertEqual(self.vault.found_in(log), [], "in the log")
        self.assertEqual(self.vault.found_in("".join(pages)), [], "in the metrics")
        self.assertEqual(self.vault.found_in(command + threads), [], "in the process's title")
        shown = [(self.vault.found_in(answer, self.own_words(answer)), answer[:300]) for answer in answers]
        self.assertEqual([pair for pair in shown if pair[0]], [], "in an answer")
        for topic in ("connect-status", "connect-configs", "connect-offsets"):
            text = self.kafka.run(
                "tool", "console-consumer", "--bootstrap-server", self.kafka.plaintext, "--topic", topic, "--from-beginning",
                "--timeout-ms", "5000", "--property", "print.key=true")
            self.assertIn("fine", text) if topic != "connect-offsets" else None
            given = INLINE if topic == "connect-configs" else []
            self.assertEqual(self.vault.found_in(text, given), [], f"in {topic}")

    @staticmethod
    def own_words(answer):
        """What a request said itself may come back; a connector's configuration is shown as it was given."""
        said = ["in no JSON", "in wrong JSON"]
        place = answer.split(": ", 1)[0]
        if "expand=info" in place or ("/connectors/inline" in place and "status" not in place):
            said += INLINE
        return said

    def test_a_start_that_fails_shows_none(self):
        faults = {
            "wrong password": ("CONNECT_SASL_JAAS_CONFIG", jaas("worker", self.vault("wrong at the start"))),
            "broken JAAS": ("CONNECT_SASL_JAAS_CONFIG", f"{SCRAM} required username=u password={self.vault('in broken JAAS')}"),
            "truststore's password": ("CONNECT_SSL_TRUSTSTORE_PASSWORD", self.vault("wrong truststore password")),
            "key password": ("CONNECT_SSL_KEY_PASSWORD", self.vault("wrong key password")),
            "no number": ("CONNECT_OFFSET_STORAGE_PARTITIONS", "${env:VALUE_OF_ENVIRONMENT}"),
            "PEM": ("CONNECT_PRODUCER_SSL_KEYSTORE_KEY", self.pem_key.replace("\n", " ")),
        }
        for name, (variable, value) in faults.items():
            with self.subTest(name), ContainerWorker(self.variables() | {variable: value}) as worker:
                if name != "PEM":  # only tasks' producers read that
                    self.assertIn(worker.wait(40), (1, 2), worker.output[-2000:])
                else:
                    worker.is_ready()
                self.assertEqual(self.vault.found_in(worker.output), [], "in the log")


if __name__ == "__main__":
    unittest.main()
