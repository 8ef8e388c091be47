#!/usr/bin/env python3
"""A worker that gets its tokens from an https endpoint, on a real broker that asks for OAUTHBEARER. Needs KAFKA_HOME."""

import base64
import http.server
import json
import ssl
import threading
import time
import unittest
import urllib.parse

from devbroker import KAFKA_HOME, NO_KAFKA, build, until
from restworkers import call
from ports import free_port
from securecluster import PASSWORD, ContainerWorker, SecureKafka, users_environment
from worker import ask

MODULE = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule"
HANDLER = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler"
SECRET = "cl13nt-s3cr3t"
LIFETIME = 12  # seconds


class TokenServer:
    """An https server that gives tokens for the right secret; nobody has signed them, and the broker doesn't mind."""

    def __init__(self, certificates):
        self.asked, self.issued, self.bodies, self.status = 0, [], [], None
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                outer.asked += 1
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.bodies.append(urllib.parse.parse_qs(body))
                right = "Basic " + base64.b64encode(f"sluice:{SECRET}".encode()).decode()
                if outer.status:
                    self.answer(outer.status, {"error": "temporarily_unavailable"})
                elif self.headers["Authorization"] != right:
                    self.answer(401, {"error": "invalid_client", "error_description": self.headers["Authorization"]})
                else:
                    outer.issued.append(outer.token())
                    self.answer(200, {"access_token": outer.issued[-1], "token_type": "Bearer", "expires_in": LIFETIME})

            def answer(self, status, body):
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{certificates}/client.pem", f"{certificates}/client-key.pem")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://localhost:{self.server.server_address[1]}/oauth2/token"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @staticmethod
    def token():
        def part(value):
            return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
        now = time.time()
        return f'{part({"alg": "none"})}.{part({"sub": "sluice", "iat": int(now), "exp": int(now) + LIFETIME, "scope": "connect"})}.'

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@unittest.skipUnless(KAFKA_HOME, NO_KAFKA)
class Tokens(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        build("sluice")
        cls.kafka = SecureKafka(settings=lambda _: [
            "listener.name.sasl_ssl.sasl.enabled.mechanisms=SCRAM-SHA-512,OAUTHBEARER",
            f'listener.name.sasl_ssl.oauthbearer.sasl.jaas.config={MODULE} required unsecuredLoginStringClaim_sub="broker";'])
        cls.kafka.__enter__()
        cls.addClassCleanup(cls.kafka.__exit__)
        cls.kafka.admin("topics", "--create", "--topic", "topic-1", "--partitions", "1")
        cls.kafka.admin("acls", "--add", "--allow-principal", "User:sluice", "--operation", "All", "--topic", "*", "--group", "*")
        cls.server = TokenServer(cls.kafka.certificates)
        cls.addClassCleanup(cls.server.close)

    def environment(self, secret=SECRET, store="truststore-is-really-p12.jks", **more):
        certificates = self.kafka.certificates
        given = users_environment(self.kafka.sasl_ssl, f"{certificates}/truststore-is-really-p12.jks")
        login = (f'{MODULE} required clientId="sluice" clientSecret="{secret}" scope="connect" '
                 f'ssl.truststore.location="{certificates}/{store}" ssl.truststore.password="{PASSWORD}";')
        for prefix in ("CONNECT_", "CONNECT_PRODUCER_", "CONNECT_CONSUMER_"):
            given |= {prefix + "SASL_MECHANISM": "OAUTHBEARER", prefix + "SASL_JAAS_CONFIG": login,
                      prefix + "SASL_LOGIN_CALLBACK_HANDLER_CLASS": HANDLER,
                      prefix + "SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL": self.server.url}
        return given | {"CONNECT_CUB_KAFKA_TIMEOUT": "6", "CONNECT_SASL_LOGIN_RETRY_BACKOFF_MAX_MS": "2000"} | more

    def last_line(self, environment):
        with ContainerWorker(environment) as worker:
            self.assertEqual(worker.wait(40), 1, worker.output)
            lines = [line for line in worker.output.splitlines() if line.startswith("sluice: ")]
            self.assertEqual(len(lines), 1, worker.output)
            self.assertNotIn(SECRET, worker.output)
            return lines[0]

    def test_records_flow_while_tokens_come_and_go(self):
        before = self.server.asked
        with ContainerWorker(self.environment()) as worker:
            self.assertTrue(worker.is_ready(), worker.output)
            url = f"http://127.0.0.1:{worker.rest}"
            count = 200
            call(url, "PUT", "/connectors/d/config", {
                "connector.class": "Datagen", "kafka.topic": "topic-1", "quickstart": "users", "max.interval": "200",
                "tasks.max": "1", "iterations": str(count)})
            self.assertTrue(until(lambda: self.server.asked - before >= 5, 60), worker.output)
            self.server.status = 503  # the endpoint is away for a moment: the token at hand is good for a while
            time.sleep(1)
            self.server.status = None
            self.assertTrue(until(lambda: self.kafka.count("topic-1") >= count, 90, 3), worker.output)
            foreign = call(url, "PUT", "/connectors/f/config", {
                "connector.class": "Datagen", "kafka.topic": "topic-1", "quickstart": "users", "tasks.max": "1",
                "producer.override.sasl.oauthbearer.token.endpoint.url": "https://169.254.169.254/token"})
            self.assertIn(foreign.status, (201, 400))
            self.assertTrue(foreign.status == 400 or until(
                lambda: "is not allowed" in str(ask(worker.rest, "/connectors/f/status")), 30), worker.output)
            worker.process.terminate()
            self.assertEqual(worker.wait(20), 143)
            for secret in [SECRET, *self.server.issued]:
                self.assertNotIn(secret, worker.output)
        self.assertEqual(self.server.bodies[-1], {"grant_type": ["client_credentials"], "scope": ["connect"]})

    def test_broken_in_one_way(self):
        wrong = self.last_line(self.environment(secret="wrong"))
        self.assertRegex(wrong, r"getting a token from https://localhost:\d+/oauth2/token: .*401 \(invalid_client\).*clientSecret")
        untrusted = self.last_line(self.environment(store="client.jks") | {
            "CONNECT_SASL_JAAS_CONFIG": f'{MODULE} required clientId="sluice" clientSecret="{SECRET}";'})
        self.assertRegex(untrusted, r"getting a token from .*certificate.*ssl\.truststore\.location.*sasl\.jaas\.config")
        nobody = f"https://localhost:{free_port()}/token"
        gone = self.last_line(self.environment(CONNECT_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL=nobody))
        self.assertRegex(gone, r"getting a token from .*sasl\.oauthbearer\.token\.endpoint\.url")
        handler = self.last_line(self.environment(CONNECT_SASL_LOGIN_CALLBACK_HANDLER_CLASS="com.example.Handler"))
        self.assertRegex(handler, r"sasl\.login\.callback\.handler\.class.*can't be loaded")
        allowed = "-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=https://idp.example.com/token"
        forbidden = self.last_line(self.environment(KAFKA_OPTS=allowed))
        self.assertRegex(forbidden, r"is not allowed as sasl\.oauthbearer\.token\.endpoint\.url.*allowed\.urls")

    def test_unsecured_tokens(self):
        login = f'{MODULE} required unsecuredLoginStringClaim_sub="sluice" unsecuredLoginLifetimeSeconds="20";'
        environment = self.environment()
        for prefix in ("CONNECT_", "CONNECT_PRODUCER_", "CONNECT_CONSUMER_"):
            environment[prefix + "SASL_JAAS_CONFIG"] = login
            for name in ("SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL", "SASL_LOGIN_CALLBACK_HANDLER_CLASS"):
                del environment[prefix + name]
        with ContainerWorker(environment | {"CONNECT_GROUP_ID": "unsecured"}) as worker:
            self.assertTrue(worker.is_ready(), worker.output)


if __name__ == "__main__":
    unittest.main()
