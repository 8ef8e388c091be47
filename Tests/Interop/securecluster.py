"""A real cluster as a careful team runs it (SASL_SSL, SCRAM, ACLs), and workers that are started by variables alone."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

from devbroker import KAFKA_HOME, ROOT, build, until
from ports import free_port, is_free
from worker import ask

PASSWORD = "changeit"  # of every store that the distribution's script makes
SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"
PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"


def base_port(brokers):
    """A port for the first of some brokers: theirs and those of their further listeners are free."""
    return free_port([more + number for more in (0, 100, 200, 300, 400) for number in range(brokers) if more + number])


def jaas(user, password, module=SCRAM):
    return f'{module} required username="{user}" password="{password}";'


class SecureKafka:
    """Real brokers in a temporary folder; ends with its `with` block."""

    # - settings: further properties of the brokers, asked for when there are certificates
    def __init__(self, brokers=1, acls=True, settings=lambda _: ()):
        self.brokers, self.acls, self.settings = brokers, acls, settings
        self.port = base_port(brokers)

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="sluice-secure-")
        os.chmod(self.folder, 0o755)
        self.certificates = f"{self.folder}/certs"
        more = ["--acls"] if self.acls else []
        self.run("certs", self.certificates)
        for setting in self.settings(self):
            more += ["--set", setting]
        try:
            self.run("up", self.folder, "--brokers", str(self.brokers), "--port", str(self.port), *more)
        except BaseException:
            self.__exit__()
            raise
        return self

    def run(self, *arguments):
        done = subprocess.run([f"{KAFKA_HOME}/kafka", *arguments], capture_output=True, text=True, timeout=240)
        if done.returncode != 0:
            raise RuntimeError(f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def servers(self, offset, host="127.0.0.1"):
        return ",".join(f"{host}:{self.port + offset + number}" for number in range(self.brokers))

    @property
    def plaintext(self):
        return self.servers(0)

    @property
    def sasl_ssl(self):
        return self.servers(100)

    def admin(self, name, *arguments):
        """One of Kafka's tools, as the administrator."""
        return self.run(
            "tool", name, "--bootstrap-server", self.sasl_ssl.split(",")[0], "--command-config",
            f"{self.folder}/client-admin.properties", *arguments)

    def count(self, topic):
        """How many records are in a topic."""
        offsets = self.run("tool", "get-offsets", "--bootstrap-server", self.plaintext, "--topic", topic)
        return sum(int(line.rsplit(":", 1)[1]) for line in offsets.split() if line.startswith(topic + ":"))

    def __exit__(self, *_):
        subprocess.run([f"{KAFKA_HOME}/kafka", "down", self.folder], stdout=subprocess.DEVNULL, timeout=120)
        shutil.rmtree(self.folder, ignore_errors=True)


def users_environment(servers, truststore, user="kafka_connect", password="connect-secret", replicas=1):
    """What stands in the compose file of a team that runs cp-kafka-connect on such a cluster."""
    secured = {
        "SECURITY_PROTOCOL": "SASL_SSL", "SASL_MECHANISM": "SCRAM-SHA-512", "SASL_JAAS_CONFIG": jaas(user, password),
        "SSL_TRUSTSTORE_LOCATION": truststore, "SSL_TRUSTSTORE_PASSWORD": PASSWORD,
    }
    variables = {
        "CONNECT_BOOTSTRAP_SERVERS": servers,
        "CONNECT_GROUP_ID": "connect-cluster",
        "CONNECT_CONFIG_STORAGE_TOPIC": "connect-configs",
        "CONNECT_OFFSET_STORAGE_TOPIC": "connect-offsets",
        "CONNECT_STATUS_STORAGE_TOPIC": "connect-status",
        "CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR": str(replicas),
        "CONNECT_OFFSET_STORAGE_REPLICATION_FACTOR": str(replicas),
        "CONNECT_STATUS_STORAGE_REPLICATION_FACTOR": str(replicas),
        "CONNECT_KEY_CONVERTER": "org.apache.kafka.connect.json.JsonConverter",
        "CONNECT_VALUE_CONVERTER": "org.apache.kafka.connect.json.JsonConverter",
        "CONNECT_KEY_CONVERTER_SCHEMAS_ENABLE": "false",
        "CONNECT_VALUE_CONVERTER_SCHEMAS_ENABLE": "false",
        "CONNECT_INTERNAL_KEY_CONVERTER": "org.apache.kafka.connect.json.JsonConverter",
        "CONNECT_INTERNAL_VALUE_CONVERTER": "org.apache.kafka.connect.json.JsonConverter",
        "CONNECT_REST_ADVERTISED_HOST_NAME": "ip-10-0-1-80.eu-central-1.compute.internal",
        "CONNECT_REST_PORT": "8083",
        "KAFKA_OPTS": "-javaagent:/opt/jmx-exporter/jmx_prometheus_javaagent.jar=8079:/opt/jmx-exporter/config.yaml",
        "KAFKA_HEAP_OPTS": "-Xms512M -Xmx2G",
        "CONNECT_UPLINK_TIMEOUT_MS": "60000",
        "CONNECT_RETRY_BACKOFF_MS": "1000",
    }
    for prefix in ("CONNECT_", "CONNECT_PRODUCER_", "CONNECT_CONSUMER_"):
        variables |= {prefix + name: value for name, value in secured.items()}
    return variables


class ContainerWorker:
    """`sluice worker` as the image starts it: no file, nothing in the environment but what is given.

    The user's ports are taken if nobody has them here; else REST and metrics move to free ones, as people do it.
    """

    def __init__(self, variables, arguments=(), keeps_ports=False, as_nobody=False):
        self.variables, self.arguments = dict(variables), arguments
        # as the image's user, whom files of others are closed to; who isn't root is nobody special already
        self.user = 65534 if as_nobody and os.geteuid() == 0 else None
        self.rest, self.metrics = 8083, 8079
        if not keeps_ports and "CONNECT_LISTENERS" not in self.variables:
            if not is_free(8083, ""):
                self.rest = free_port()
                self.variables["CONNECT_LISTENERS"] = f"http://:{self.rest}"
            if not is_free(8079, "") and "=8079:" in self.variables.get("KAFKA_OPTS", ""):
                self.metrics = free_port()
                self.variables["KAFKA_OPTS"] = self.variables["KAFKA_OPTS"].replace("=8079:", f"={self.metrics}:")

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="sluice-container-")
        self.log = open(pathlib.Path(self.folder.name) / "log", "w+")
        self.start = time.monotonic()
        self.process = subprocess.Popen(
            [build("sluice"), "worker", *self.arguments], stdout=self.log, stderr=self.log, cwd=self.folder.name,
            user=self.user, env={"PATH": os.environ["PATH"], "HOME": self.folder.name, **self.variables})
        return self

    @property
    def output(self):
        return (pathlib.Path(self.folder.name) / "log").read_text(errors="replace")

    def is_ready(self, within=60):
        return until(lambda: self.process.poll() is not None or ask(self.rest, "/health/ready") is not None, within) \
            and self.process.poll() is None

    def wait(self, within=60):
        """The exit code; None if it doesn't end."""
        try:
            return self.process.wait(timeout=within)
        except subprocess.TimeoutExpired:
            return None

    def has_said(self, pattern, times=1, within=30):
        return until(lambda: len(re.findall(pattern, self.output)) >= times, within)

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            if self.wait(20) is None:
                self.process.kill()
                self.process.wait()
        self.log.close()
        self.folder.cleanup()


def documented_acls(kafka):
    """Grants what docs/acls.md says, by running the commands that stand there."""
    page = (ROOT / "docs" / "acls.md").read_text()
    block = re.search(r"## A set to begin with.*?```sh\n(.*?)```", page, re.S).group(1)
    block = block.replace("broker:9092", kafka.sasl_ssl.split(",")[0]).replace(
        "admin.properties", f"{kafka.folder}/client-admin.properties")
    script = f'set -e\nkafka-acls.sh() {{ "{KAFKA_HOME}/kafka" tool acls "$@"; }}\n' + block
    subprocess.run(["bash", "-c", script], check=True, capture_output=True, timeout=240)
