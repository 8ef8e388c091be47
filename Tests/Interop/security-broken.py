#!/usr/bin/env python3
"""Set-ups that are broken in one way each, on a real SASL_SSL broker with ACLs: what the worker says, and how it ends.

Every one must end with the Java worker's exit code and one line that names the cause, the setting and the mend; where the
Java worker keeps trying, the line must come again. Needs KAFKA_HOME. `security-broken.py --show` prints all the lines.
"""

import concurrent.futures
import os
import pathlib
import re
import socket
import subprocess
import sys
import unittest

from devbroker import KAFKA_HOME, NO_KAFKA, build, until
from restworkers import call
from ports import free_port
from securecluster import PASSWORD, PLAIN, ContainerWorker, SecureKafka, documented_acls, jaas, users_environment
from worker import ask

SHOWN = "--show" in sys.argv
LISTENERS = {"EXPIRED": 50, "OLDCA": 51, "OTHERHOST": 52, "STRICT": 53}  # beside those of the distribution's script


def keytool(folder, *arguments):
    command = ["keytool", "-noprompt", "-storepass", PASSWORD, "-keypass", PASSWORD, *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def broken_stores(folder):
    """Certificates and stores with one fault each, beside those of the distribution's script."""
    def pair(name, signer, *, days, start=None, names="san=dns:localhost,ip:127.0.0.1"):
        begin = ["-startdate", start] if start else []
        keytool(folder, "-genkeypair", "-alias", name, "-dname", f"CN={name}", "-keyalg", "EC", "-storetype", "PKCS12",
                "-keystore", f"{name}.p12")
        keytool(folder, "-certreq", "-alias", name, "-keystore", f"{name}.p12", "-file", f"{name}.csr")
        keytool(folder, "-gencert", "-alias", signer, "-keystore", f"{signer}.p12", "-infile", f"{name}.csr", "-outfile",
                f"{name}.pem", "-rfc", "-validity", str(days), *begin, "-ext", names)
        keytool(folder, "-importcert", "-alias", signer, "-file", f"{signer}.pem", "-keystore", f"{name}.p12")
        keytool(folder, "-importcert", "-alias", name, "-file", f"{name}.pem", "-keystore", f"{name}.p12")

    def authority(name, *begin):
        keytool(folder, "-genkeypair", "-alias", name, "-dname", f"CN={name}", "-keyalg", "EC", "-ext", "bc:c", "-storetype",
                "PKCS12", "-keystore", f"{name}.p12", *begin)
        keytool(folder, "-exportcert", "-alias", name, "-rfc", "-keystore", f"{name}.p12", "-file", f"{name}.pem")
        keytool(folder, "-importcert", "-alias", name, "-file", f"{name}.pem", "-storetype", "PKCS12", "-keystore",
                f"trust-{name}.jks")

    pair("expired", "ca", days=30, start="-100d")
    pair("otherhost", "ca", days=3000, names="san=dns:broker-1.example.com")
    authority("oldca", "-startdate", "-100d", "-validity", "30")
    pair("oldbroker", "oldca", days=3000)
    authority("otherca")
    path = pathlib.Path(folder)
    whole = (path / "truststore-is-really-p12.jks").read_bytes()
    (path / "cut.jks").write_bytes(whole[:len(whole) // 2])
    jks = bytearray((path / "truststore.jks").read_bytes())
    jks[60] ^= 1
    (path / "flipped.jks").write_bytes(jks)
    (path / "empty.jks").write_bytes(b"")
    (path / "noise.jks").write_bytes(os.urandom(2000))
    (path / "text.jks").write_text("this is no key store\n")
    (path / "closed.jks").write_bytes(whole)
    os.chmod(path / "closed.jks", 0)
    keytool(folder, "-importkeystore", "-srckeystore", "client.p12", "-srcstorepass", PASSWORD, "-destkeystore",
            "otherkey.jks", "-deststoretype", "JKS", "-deststorepass", PASSWORD, "-srcalias", "client", "-destkeypass",
            "otherpassword")
    (path / "values.properties").write_text("truststore.password=changeit\nuser.password=connect-secret\n")
    (path / "client.conf").write_text(f'KafkaClient {{\n  {jaas("kafka_connect", "wrong")}\n}};\n')
    (path / "jaas.conf").write_text('KafkaServer {\n  a.b.C required username="x" password="y";\n};\n')


class Case:
    """One broken set-up: what is different, how it ends (`None`: it goes on and says it again), and what it must say."""

    def __init__(self, name, code, wants, changes=None, *, arguments=(), as_nobody=False):
        self.name, self.code, self.changes, self.arguments = name, code, changes or {}, arguments
        self.wants = [wants] if isinstance(wants, str) else wants
        self.as_nobody = as_nobody


def variables(kafka, changes):
    certificates = kafka.certificates
    given = users_environment(f"localhost:{kafka.port + 100}", f"{certificates}/truststore-is-really-p12.jks")
    given["CONNECT_CUB_KAFKA_TIMEOUT"] = "4"
    given["CONNECT_LISTENERS"] = f"http://127.0.0.1:{free_port()}"
    del given["KAFKA_OPTS"]
    for name, value in changes.items():
        if value is None:
            given.pop(name, None)
        else:
            given[name] = value.replace("@CERTS@", certificates)
    return given


def at(kafka, offset, protocol, **more):
    return {"CONNECT_BOOTSTRAP_SERVERS": f"localhost:{kafka.port + offset}", "CONNECT_SECURITY_PROTOCOL": protocol, **more}


def trust(name, password=PASSWORD, kind=None):
    changes = {"CONNECT_SSL_TRUSTSTORE_LOCATION": f"@CERTS@/{name}", "CONNECT_SSL_TRUSTSTORE_PASSWORD": password}
    return changes | ({"CONNECT_SSL_TRUSTSTORE_TYPE": kind} if kind else {})


def keys(name, password=PASSWORD, key=None, kind=None):
    changes = {"CONNECT_SSL_KEYSTORE_LOCATION": f"@CERTS@/{name}", "CONNECT_SSL_KEYSTORE_PASSWORD": password}
    changes |= {"CONNECT_SSL_KEY_PASSWORD": key} if key else {}
    return changes | ({"CONNECT_SSL_KEYSTORE_TYPE": kind} if kind else {})


def credentials(kafka):
    text = "CONNECT_SASL_JAAS_CONFIG"
    scram = "org.apache.kafka.common.security.scram.ScramLoginModule"
    refused = ["invalid credentials with SASL mechanism", "sasl.jaas.config"]
    return [
        Case("wrong password", 1, refused, {text: jaas("kafka_connect", "wrong")}),
        Case("unknown user", 1, refused, {text: jaas("nobody", "connect-secret")}),
        Case("user of another mechanism", 1, refused + ["SCRAM-SHA-256"], {
            text: jaas("reader", "reader-secret"), "CONNECT_SASL_MECHANISM": "SCRAM-SHA-256"}),
        Case("mechanism that the broker has not", 1, ["doesn't offer PLAIN", "set sasl.mechanism to one of: SCRAM-SHA-512"], {
            **at(kafka, LISTENERS["STRICT"], "SASL_SSL"), text: jaas("kafka_connect", "connect-secret", PLAIN),
            "CONNECT_SASL_MECHANISM": "PLAIN"}),
        Case("misspelled mechanism", 1, ["sasl.mechanism", "SCRAM-SHA-512"], {"CONNECT_SASL_MECHANISM": "SCRAM-SHA512"}),
        Case("GSSAPI, by default", 1, ["sasl.mechanism", "GSSAPI", "SCRAM-SHA-512"], {"CONNECT_SASL_MECHANISM": None}),
        Case("no JAAS configuration", 1, ["sasl.jaas.config"], {text: None}),
        Case("no semicolon", 1, ["sasl.jaas.config", "must end with a semicolon"], {
            text: f'{scram} required username="kafka_connect" password="connect-secret"'}),
        Case("a comma between options", 1, ["sasl.jaas.config", "no commas"], {
            text: f'{scram} required username="kafka_connect",password="connect-secret";'}),
        Case("a number without quotes", 1, ["sasl.jaas.config", "must be in quotes"], {
            text: f"{scram} required username=kafka_connect password=123abc;"}),
        Case("no control flag", 1, ["sasl.jaas.config", "control flag"], {
            text: f'{scram} username="kafka_connect" password="connect-secret";'}),
        Case("no password", 1, ["sasl.jaas.config", "no password"], {text: f'{scram} required username="kafka_connect";'}),
        Case("missing JAAS file", 1, ["java.security.auth.login.config", "/no/such.conf", "No such file"], {
            text: None, "KAFKA_OPTS": "-Djava.security.auth.login.config=/no/such.conf"}),
        Case("JAAS file without the section", 1, ["java.security.auth.login.config", "section KafkaClient"], {
            text: None, "KAFKA_OPTS": "-Djava.security.auth.login.config=@CERTS@/jaas.conf"}),
        Case("wrong password in a JAAS file", 1, refused, {
            text: None, "KAFKA_OPTS": "-Djava.security.auth.login.config=@CERTS@/client.conf"}),
        Case("two login modules", 1, ["sasl.jaas.config", "one login module"], {
            text: jaas("kafka_connect", "connect-secret") + " " + jaas("kafka_connect", "connect-secret")}),
        Case("a quote of too much", 1, ["sasl.jaas.config", "no end"], {
            text: f'{scram} required username="kafka_connect" password="connect-secret;'}),
    ]


def protocols(kafka):
    return [
        Case("PLAINTEXT to a TLS port", 1, ["security.protocol", "bootstrap.servers", "TLS"], at(kafka, 100, "PLAINTEXT")),
        Case("TLS to a PLAINTEXT port", 1, ["no TLS listener", "security.protocol", "bootstrap.servers"],
             at(kafka, 0, "SASL_SSL")),
        Case("SSL to a SASL_SSL port", 1, ["SASL", "security.protocol"], at(kafka, 100, "SSL")),
        Case("SASL_PLAINTEXT to a SASL_SSL port", 1, ["TLS", "security.protocol"], at(kafka, 100, "SASL_PLAINTEXT")),
        Case("SASL_SSL to a SASL_PLAINTEXT port", 1, ["no TLS listener", "security.protocol"], at(kafka, 300, "SASL_SSL")),
        Case("SASL_SSL to a port with client certificates", 1, ["ssl.keystore.location|security.protocol"],
             at(kafka, 200, "SASL_SSL")),
        Case("SSL without the certificate that is wanted", 1, ["ssl.keystore.location"], at(kafka, 200, "SSL")),
        Case("SSL with a certificate that is not trusted", 1, ["ssl.keystore.location", "certificate"],
             at(kafka, 200, "SSL", **keys("otherca.p12"))),
        Case("SASL_PLAINTEXT to a PLAINTEXT port", 1, ["takes no SASL", "security.protocol"], at(kafka, 0, "SASL_PLAINTEXT")),
        Case("PLAINTEXT to a SASL_PLAINTEXT port", 1, ["SASL", "security.protocol"], at(kafka, 300, "PLAINTEXT")),
        Case("misspelled protocol", 2, ["security.protocol", "SASL_SSL"], {"CONNECT_SECURITY_PROTOCOL": "SASL-SSL"}),
        Case("no such name", 1, ["no-such-broker.invalid", "bootstrap.servers"], {
            "CONNECT_BOOTSTRAP_SERVERS": "no-such-broker.invalid:9092"}),
        Case("closed port", 1, ["refused", "bootstrap.servers"], {"CONNECT_BOOTSTRAP_SERVERS": f"localhost:{free_port()}"}),
        Case("no port", 1, ["bootstrap.servers", "localhost"], {"CONNECT_BOOTSTRAP_SERVERS": "localhost"}),
        Case("no servers", 1, ["bootstrap.servers"], {"CONNECT_BOOTSTRAP_SERVERS": ""}),
        Case("TLS versions that the broker has not", 1, ["ssl.enabled.protocols"], {
            "CONNECT_SSL_ENABLED_PROTOCOLS": "TLSv1.1"}),
        Case("cipher suite that there is not", 1, ["ssl.cipher.suites", "TLS_NONE"], {
            "CONNECT_SSL_CIPHER_SUITES": "TLS_NONE"}),
    ]


def certificates(kafka):
    opens = "ssl.truststore.password"
    location = "ssl.truststore.location"
    pem = "CONNECT_SSL_TRUSTSTORE_CERTIFICATES"
    inline = {"CONNECT_SSL_TRUSTSTORE_LOCATION": None, "CONNECT_SSL_TRUSTSTORE_PASSWORD": None,
              "CONNECT_SSL_TRUSTSTORE_TYPE": "PEM"}
    return [
        Case("authority that is not in the truststore", 1, ["no trusted certificate", location], trust("trust-otherca.jks")),
        Case("system's authorities only", 1, ["no trusted certificate", location], {
            "CONNECT_SSL_TRUSTSTORE_LOCATION": None, "CONNECT_SSL_TRUSTSTORE_PASSWORD": None}),
        Case("expired broker certificate", 1, ["expired on", "renew"], at(kafka, LISTENERS["EXPIRED"], "SASL_SSL")),
        Case("expired authority", 1, ["oldca", "expired on", location], {
            **at(kafka, LISTENERS["OLDCA"], "SASL_SSL"), **trust("trust-oldca.jks")}),
        Case("wrong host name", 1, ["is for .*broker-1.example.com", "localhost", "bootstrap.servers"],
             at(kafka, LISTENERS["OTHERHOST"], "SASL_SSL")),
        Case("wrong truststore password", 1, [opens, "doesn't open"], trust("truststore-is-really-p12.jks", "wrong-one")),
        Case("wrong password of a JKS truststore", 1, [opens, "doesn't open"], trust("truststore.jks", "wrong-one")),
        Case("no truststore password", 1, [opens], {"CONNECT_SSL_TRUSTSTORE_PASSWORD": None}),
        Case("missing truststore", 1, [location, "missing.jks", "No such file"], trust("missing.jks")),
        Case("unreadable truststore", 1, [location, "closed.jks", "Permission denied", "uid", "chmod"], trust("closed.jks"), as_nobody=True),
        Case("truststore cut off", 1, [location, "cut.jks", "damaged|cut off|ends"], trust("cut.jks")),
        Case("truststore with a flipped bit", 1, ["ssl.truststore", "flipped.jks", "password is wrong, or the file was changed"], trust("flipped.jks")),
        Case("empty truststore", 1, [location, "empty.jks", "is empty"], trust("empty.jks")),
        Case("truststore of noise", 1, [location, "noise.jks"], trust("noise.jks")),
        Case("truststore is a folder", 1, [location, "not a file"], {"CONNECT_SSL_TRUSTSTORE_LOCATION": "@CERTS@"}),
        Case("PEM truststore without its type", 1, [location, "ssl.truststore.type", "PEM"], trust("ca.pem")),
        Case("PKCS12 truststore as PEM", 1, ["ssl.truststore"], {
            **trust("truststore.p12", kind="PEM"), "CONNECT_SSL_TRUSTSTORE_PASSWORD": None}),
        Case("password with a PEM truststore", 1, [opens, "PEM"], trust("ca.pem", kind="PEM")),
        Case("text as PEM truststore", 1, [location, "no certificate|no PEM"], {
            **trust("text.jks", kind="PEM"), "CONNECT_SSL_TRUSTSTORE_PASSWORD": None}),
        Case("damaged inline certificate", 1, ["ssl.truststore.certificates"], {
            **inline, pem: "-----BEGIN CERTIFICATE-----\\nTm90IGEgY2VydGlmaWNhdGU=\\n-----END CERTIFICATE-----\\n"}),
        Case("misspelled store type", 1, ["ssl.truststore.type", "JKS"], {"CONNECT_SSL_TRUSTSTORE_TYPE": "JSK"}),
        Case("wrong keystore password", 1, ["ssl.keystore.password", "doesn't open"], keys("client.jks", "wrong-one")),
        Case("wrong key password", 1, ["ssl.key.password", "doesn't open the key"], keys("otherkey.jks", key="wrong-one")),
        Case("key has another password than its store", 1, ["ssl.key.password is missing", "another password"], keys("otherkey.jks")),
        Case("keystore without a key", 1, ["ssl.keystore.location", "no private key"], keys("truststore.jks")),
        Case("missing keystore", 1, ["ssl.keystore.location", "No such file"], keys("missing.jks")),
        Case("keystore without its password", 1, ["ssl.keystore.password"], {
            "CONNECT_SSL_KEYSTORE_LOCATION": "@CERTS@/client.jks"}),
        Case("inline key without certificates", 1, ["ssl.keystore.certificate.chain"], {
            "CONNECT_SSL_KEYSTORE_TYPE": "PEM", "CONNECT_SSL_KEYSTORE_KEY":
            "-----BEGIN PRIVATE KEY-----\\nTm90IGEga2V5\\n-----END PRIVATE KEY-----\\n"}),
        Case("damaged inline key", 1, ["ssl.keystore.key"], {
            "CONNECT_SSL_KEYSTORE_TYPE": "PEM", "CONNECT_SSL_KEYSTORE_KEY":
            "-----BEGIN PRIVATE KEY-----\\nTm90IGEga2V5\\n-----END PRIVATE KEY-----\\n",
            "CONNECT_SSL_KEYSTORE_CERTIFICATE_CHAIN":
            "-----BEGIN CERTIFICATE-----\\nTm90IGEgY2VydGlmaWNhdGU=\\n-----END CERTIFICATE-----\\n"}),
    ]


def settings(kafka):
    providers = {"CONNECT_CONFIG_PROVIDERS": "file",
                 "CONNECT_CONFIG_PROVIDERS_FILE_CLASS": "org.apache.kafka.common.config.provider.FileConfigProvider"}
    password = "CONNECT_SSL_TRUSTSTORE_PASSWORD"
    busy = socket.create_server(("127.0.0.1", 0))
    kafka.busy = busy  # held until the end
    taken = busy.getsockname()[1]
    cases = [Case(f"without {name}", 1, f'environment variable "{name}" is not set', {name: None}) for name in (
        "CONNECT_BOOTSTRAP_SERVERS", "CONNECT_GROUP_ID", "CONNECT_CONFIG_STORAGE_TOPIC", "CONNECT_OFFSET_STORAGE_TOPIC",
        "CONNECT_STATUS_STORAGE_TOPIC", "CONNECT_KEY_CONVERTER", "CONNECT_VALUE_CONVERTER",
        "CONNECT_REST_ADVERTISED_HOST_NAME")]
    return cases + [
        Case("empty group", 2, ["group.id|CONNECT_GROUP_ID"], {"CONNECT_GROUP_ID": ""}),
        Case("no such converter", 2, ["no.such.Converter", "key.converter|CONNECT_KEY_CONVERTER"], {
            "CONNECT_KEY_CONVERTER": "no.such.Converter"}),
        Case("misspelled converter", 2, ["JsonConvertor", "value.converter|CONNECT_VALUE_CONVERTER"], {
            "CONNECT_VALUE_CONVERTER": "org.apache.kafka.connect.json.JsonConvertor"}),
        Case("no number", 2, ["offset.storage.partitions", "CONNECT_OFFSET_STORAGE_PARTITIONS", "Not a number"], {
            "CONNECT_OFFSET_STORAGE_PARTITIONS": "many"}),
        Case("number out of range", 2, ["CONNECT_OFFSET_STORAGE_PARTITIONS", "positive"], {
            "CONNECT_OFFSET_STORAGE_PARTITIONS": "0"}),
        Case("bad listener", 2, ["CONNECT_LISTENERS", "protocol://hostname:port"], {"CONNECT_LISTENERS": "8083"}),
        Case("REST port in use", 2, ["REST API", f"{taken}", "CONNECT_LISTENERS"], {
            "CONNECT_LISTENERS": f"http://127.0.0.1:{taken}"}),
        Case("metrics port in use", 1, ["metrics", f"{taken}", "KAFKA_OPTS"], {
            "KAFKA_OPTS": f"-javaagent:/opt/jmx_prometheus_javaagent.jar=127.0.0.1:{taken}:/opt/config.yaml"}),
        Case("unknown override policy", 2, ["Nobody", "connector.client.config.override.policy|OVERRIDE_POLICY"], {
            "CONNECT_CONNECTOR_CLIENT_CONFIG_OVERRIDE_POLICY": "Nobody"}),
        Case("provider without a class", 2, ["config.providers.file.class"], {"CONNECT_CONFIG_PROVIDERS": "file"}),
        Case("unknown provider class", 2, ["com.example.VaultProvider", "FileConfigProvider"], {
            **providers, "CONNECT_CONFIG_PROVIDERS_FILE_CLASS": "com.example.VaultProvider"}),
        Case("missing provider file", 2, ["missing.properties", "No such file", "SSL_TRUSTSTORE_PASSWORD|ssl.truststore"], {
            **providers, password: "${file:@CERTS@/missing.properties:truststore.password}"}),
        Case("missing provider key", 1, ["ssl.truststore.password", r"\$\{file:.*:no\.such\.key\}"], {
            **providers, password: "${file:@CERTS@/values.properties:no.such.key}"}),
        Case("undeclared provider", 1, ["ssl.truststore.password", r"\$\{vault:.*\}", "config.providers"], {
            password: "${vault:secret/kafka:password}"}),
        Case("provider's folder not allowed", 1, ["ssl.truststore.password", "no value"], {
            **providers, "CONNECT_CONFIG_PROVIDERS_FILE_PARAM_ALLOWED_PATHS": "/etc",
            password: "${file:@CERTS@/values.properties:truststore.password}"}),
        Case("topic without a name", 2, ["status.storage.topic", "CONNECT_STATUS_STORAGE_TOPIC"], {
            "CONNECT_STATUS_STORAGE_TOPIC": ""}),
        Case("bad escape", 1, ["CONNECT_CLIENT_ID", "uXXXX|escape|Malformed"], {"CONNECT_CLIENT_ID": "\\u12"}),
        Case("missing file", 2, ["/no/such/worker.properties", "No such file"], arguments=["/no/such/worker.properties"]),
    ]


def rights(kafka):
    """The user has what docs/acls.md says, for the names there; other names are beyond it."""
    return [
        Case("no right to read the group", 1, ["GROUP_AUTHORIZATION_FAILED", "Read", "group other-group", "kafka_connect"], {
            "CONNECT_GROUP_ID": "other-group"}),
        Case("no right to read the configuration topic", 1, [
            "TOPIC_AUTHORIZATION_FAILED", "foreign-configs", "Read and Write", "kafka_connect", "config.storage.topic"], {
                "CONNECT_CONFIG_STORAGE_TOPIC": "foreign-configs"}),
        Case("no right to create a topic that is missing", 1, ["AUTHORIZATION_FAILED", "missing-status", "status.storage.topic", "Create"], {
            "CONNECT_STATUS_STORAGE_TOPIC": "missing-status"}),
        Case("topic that is not compacted", 1, ["connect-deleting", "cleanup.policy=compact", "config.storage.topic"], {
            "CONNECT_CONFIG_STORAGE_TOPIC": "connect-deleting"}),
        Case("configuration topic with several partitions", 1, ["connect-many", "single partition"], {
            "CONNECT_CONFIG_STORAGE_TOPIC": "connect-many"}),
    ]


def connectors(kafka):
    """What differs from a connector that runs, and the answer to it: in REST if that refuses it, else the task's trace."""
    file = kafka.certificates + "/values.properties"
    override = "producer.override."
    return [
        ("no such class", {"connector.class": "com.example.NoConnector"}, [
            "Failed to find any class that implements Connector", "NoConnector", "available connectors are"]),
        ("no such converter", {"value.converter": "com.example.NoConverter"}, [
            "com.example.NoConverter", "value.converter", "could not be found"]),
        ("no such quickstart", {"quickstart": "nobody"}, ["quickstart must be one out of", "users"]),
        ("no number", {"max.interval": "soon"}, ["max.interval", "soon", "Not a number"]),
        ("no topic", {"kafka.topic": None}, ["kafka.topic"]),
        ("no right to write", {"kafka.topic": "foreign-target"}, [
            "TopicAuthorizationException", "foreign-target", "User:kafka_connect", "Write"]),
        ("no right to create", {
            "kafka.topic": "foreign-new", "topic.creation.default.partitions": "1",
            "topic.creation.default.replication.factor": "1"}, ["foreign-new", "authorized|AUTHORIZATION", "User:kafka_connect"]),
        ("wrong password of its own", {override + "sasl.jaas.config": jaas("kafka_connect", "wrong")}, [
            "AuthenticationException", "invalid credentials", "sasl.jaas.config"]),
        ("JAAS without end", {override + "sasl.jaas.config": "a.B required"}, ["sasl.jaas.config", "semicolon"]),
        ("protocol of its own", {override + "security.protocol": "PLAINTEXT"}, ["speaks TLS", "security.protocol"]),
        ("truststore that is missing", {override + "ssl.truststore.location": "/no/such/store"}, [
            "ssl.truststore.location", "/no/such/store", "No such file"]),
        ("missing provider file", {"a.password": "${file:/no/such/file:key}"}, ["/no/such/file", "No such file"]),
        ("missing provider key", {override + "ssl.truststore.password": "${file:" + file + ":nothing}"}, [
            "ssl.truststore.password", "doesn't open"]),
        ("transform that there is not", {"transforms": "t", "transforms.t.type": "com.example.None"}, [
            "transforms.t.type", "com.example.None"]),
    ]


@unittest.skipUnless(KAFKA_HOME, NO_KAFKA)
class BrokenSetUps(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        build("sluice")
        cls.kafka = SecureKafka(settings=cls.listeners)
        cls.kafka.__enter__()
        cls.addClassCleanup(cls.kafka.__exit__)
        documented_acls(cls.kafka)
        kafka = cls.kafka
        kafka.admin("acls", "--add", "--allow-principal", "User:kafka_connect", "--operation", "All", "--topic", "connect-",
                    "--resource-pattern-type", "prefixed")
        compacted = ("--config", "cleanup.policy=compact")
        for topic, partitions, more in (
                ("connect-configs", 1, compacted), ("connect-offsets", 3, compacted), ("connect-status", 3, compacted),
                ("foreign-configs", 1, compacted), ("connect-deleting", 1, ()), ("connect-many", 3, compacted),
                ("foreign-target", 1, ())):
            kafka.admin("topics", "--create", "--topic", topic, "--partitions", str(partitions), *more)

    @staticmethod
    def listeners(kafka):
        """More listeners, each with a certificate that has one fault."""
        broken_stores(kafka.certificates)
        names = [("PLAINTEXT", 0), ("SASL_SSL", 100), ("SSL", 200), ("SASL_PLAINTEXT", 300)]
        names += list(LISTENERS.items())
        addresses = [f"{name}://localhost:{kafka.port + offset}" for name, offset in names]
        yield "listeners=" + ",".join([*addresses, f"CONTROLLER://127.0.0.1:{kafka.port + 400}"])
        yield "advertised.listeners=" + ",".join(addresses)
        protocols = [(name, "SASL_SSL" if name in LISTENERS else name) for name, _ in names]
        yield "listener.security.protocol.map=CONTROLLER:PLAINTEXT," + ",".join(f"{name}:{kind}" for name, kind in protocols)
        for name, store in (("expired", "expired"), ("oldca", "oldbroker"), ("otherhost", "otherhost"), ("strict", "broker")):
            prefix = f"listener.name.{name}."
            yield f"{prefix}ssl.keystore.location={kafka.certificates}/{store}.p12"
            yield f"{prefix}sasl.enabled.mechanisms=SCRAM-SHA-512"
            yield prefix + "scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;"

    def run_case(self, case):
        """What is wrong with what the worker says; None if nothing is."""
        worker = ContainerWorker(variables(self.kafka, case.changes), case.arguments, keeps_ports=True, as_nobody=case.as_nobody)
        with worker:
            code = worker.wait(60)
            lines = worker.output.splitlines()
        said = [line for line in lines if line.startswith("sluice: ")]
        if SHOWN:
            return f"{case.name}\n    {code}: " + "\n    ".join(said or lines[-3:])
        problems = []
        if code != case.code:
            problems.append(f"ended with {code} instead of {case.code}")
        if len(said) != 1:
            problems.append(f"{len(said)} lines begin with 'sluice:'")
        text = said[-1] if said else "\n".join(lines[-5:])
        problems += [f"says nothing of {want}" for want in case.wants if not re.search(want, text)]
        if "connect-secret" in "\n".join(lines) or PASSWORD in "\n".join(lines):
            problems.append("shows a secret")
        return f"{case.name}: {'; '.join(problems)}: {text}" if problems else None

    def check(self, cases):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            found = [problem for problem in pool.map(self.run_case, cases) if problem]
        if SHOWN:
            print("\n".join(found))
        else:
            self.assertEqual(found, [], "\n".join(["", *found]))

    def test_credentials(self):
        self.check(credentials(self.kafka))

    def test_protocols_and_addresses(self):
        self.check(protocols(self.kafka))

    def test_certificates_and_stores(self):
        self.check(certificates(self.kafka))

    def test_settings(self):
        self.check(settings(self.kafka))

    def test_rights(self):
        self.check(rights(self.kafka))

    def test_topics_that_may_only_be_read(self):
        """The worker runs, as Java's does, and says again and again what it can't write."""
        for topic in ("readonly-configs", "readonly-status"):
            self.kafka.admin("topics", "--create", "--topic", topic, "--partitions", "1", "--config", "cleanup.policy=compact")
        self.kafka.admin("acls", "--add", "--allow-principal", "User:kafka_connect", "--operation", "Read", "--topic",
                         "readonly-", "--resource-pattern-type", "prefixed")
        for setting, topic in (("CONFIG", "readonly-configs"), ("STATUS", "readonly-status")):
            changes = {f"CONNECT_{setting}_STORAGE_TOPIC": topic, "CONNECT_GROUP_ID": f"connect-{topic}"}
            with self.subTest(topic), ContainerWorker(variables(self.kafka, changes)) as worker:
                worker.rest = int(worker.variables["CONNECT_LISTENERS"].rsplit(":", 1)[1])
                self.assertTrue(worker.is_ready(), worker.output)
                answer = call(f"http://127.0.0.1:{worker.rest}", "PUT", "/connectors/c/config", {
                    "connector.class": "Datagen", "kafka.topic": "topic-1", "quickstart": "users", "tasks.max": "1"})
                if setting == "CONFIG":
                    self.assertEqual(answer.status, 500, answer.body)
                pattern = rf"(WARN|ERROR|INFO).*\[{topic}\]: give User:kafka_connect the right Write on it"
                self.assertTrue(worker.has_said(pattern), worker.output)
                self.assertIsNone(worker.process.poll())

    def test_connectors(self):
        """The worker runs; connectors on it are broken in one way each, and cost nobody else anything."""
        base = {"connector.class": "io.confluent.kafka.connect.datagen.DatagenConnector", "tasks.max": "1",
                "kafka.topic": "topic-1", "quickstart": "users", "max.interval": "100"}
        settings = {"CONNECT_CONFIG_PROVIDERS": "file", "CONNECT_GROUP_ID": "connect-connectors",
                    "CONNECT_CONFIG_PROVIDERS_FILE_CLASS": "org.apache.kafka.common.config.provider.FileConfigProvider"}
        found = []
        with ContainerWorker(variables(self.kafka, settings)) as worker:
            worker.rest = int(worker.variables["CONNECT_LISTENERS"].rsplit(":", 1)[1])
            self.assertTrue(worker.is_ready(), worker.output)
            for name, changes, wants in connectors(self.kafka):
                text = self.outcome(worker.rest, name.replace(" ", "-"), {
                    key: value for key, value in (base | changes).items() if value is not None})
                missing = [want for want in wants if not re.search(want, text)]
                if SHOWN:
                    found.append(f"{name}\n    {text}")
                elif missing:
                    found.append(f"{name}: says nothing of {missing}: {text}")
            self.assertIn("RUNNING", self.outcome(worker.rest, "fine", base))
        print("\n".join(found)) if SHOWN else self.assertEqual(found, [], "\n".join(["", *found]))

    @staticmethod
    def outcome(rest, name, configuration):
        answer = call(f"http://127.0.0.1:{rest}", "PUT", f"/connectors/{name}/config", configuration)
        if answer.status != 201:
            return f"{answer.status}: {answer.json['message']}"

        def settled():
            status = ask(rest, f"/connectors/{name}/status") or {}
            parts = [status.get("connector", {}), *status.get("tasks", [])]
            failed = [part["trace"] for part in parts if part.get("state") == "FAILED"]
            return failed or (len(parts) > 1 and all(part.get("state") == "RUNNING" for part in parts) and ["RUNNING"])

        first = until(settled, 60)
        # a task runs until its first record comes back
        if first == ["RUNNING"] and name != "fine":
            first = until(lambda: (now := settled()) and now != ["RUNNING"] and now, 30) or first
        return first[0] if first else "nothing happened"

    def test_it_says_again_what_it_tries_again(self):
        """A broker that isn't there for a while is told of again and again, not once and not every second."""
        with ContainerWorker(variables(self.kafka, {
                "CONNECT_BOOTSTRAP_SERVERS": f"localhost:{free_port()}", "CONNECT_CUB_KAFKA_TIMEOUT": "40"})) as worker:
            self.assertTrue(worker.has_said(r"Kafka isn't there yet; trying again.*Connection refused", 3, 30), worker.output)
            self.assertTrue(worker.has_said(r"WARN Connection to a broker could not be made.*refused", 3, 30), worker.output)


if __name__ == "__main__":
    unittest.main(argv=[word for word in sys.argv if word != "--show"])
