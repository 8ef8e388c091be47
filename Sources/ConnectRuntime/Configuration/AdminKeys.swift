package import ConnectAPI

/// Keys of Kafka's admin client, in Kafka's order. What the worker does with them is said where it builds its clients.
package enum AdminKeys {
    package static let definition = ConfigDefinition(
        beforeSecurity + SecurityKeys.tls + SecurityKeys.sasl + afterSecurity)

    private static let beforeSecurity: [ConfigKeyDefinition] = [
        key(
            "bootstrap.servers", .list, "", .high,
            "Brokers to ask first, as host:port with commas between; the others are learned from them."),
        key(
            "bootstrap.controllers", .list, "", .high,
            "Controllers to ask instead of brokers."),
        key(
            "client.id", .string, "", .medium,
            "Name under which the client shows up in brokers' logs."),
        key(
            "metadata.max.age.ms", .long, "300000", .low, .from(0),
            "Age at which metadata is asked for again without a reason."),
        key(
            "send.buffer.bytes", .int, "131072", .medium, .from(-1),
            "Size of the socket's send buffer; -1: the system's choice."),
        key(
            "receive.buffer.bytes", .int, "65536", .medium, .from(-1),
            "Size of the socket's receive buffer; -1: the system's choice."),
        key(
            "reconnect.backoff.ms", .long, "50", .low, .from(0),
            "First wait before connecting to a broker again; it doubles from try to try."),
        key(
            "reconnect.backoff.max.ms", .long, "1000", .low, .from(0),
            "Longest wait before connecting to a broker again."),
        key(
            "retry.backoff.ms", .long, "100", .low, .from(0),
            "First wait before a failed request is sent again; it doubles from try to try."),
        key(
            "retry.backoff.max.ms", .long, "1000", .low, .from(0),
            "Longest wait before a failed request is sent again."),
        key(
            "enable.metrics.push", .boolean, "false", .low,
            "Whether metrics are sent to brokers that ask for them."),
        key(
            "request.timeout.ms", .int, "30000", .medium, .from(0),
            "How long to wait for the answer to a request."),
        key(
            "socket.connection.setup.timeout.ms", .long, "10000", .medium,
            "How long the first try to connect may take; it doubles from try to try."),
        key(
            "socket.connection.setup.timeout.max.ms", .long, "30000", .medium,
            "How long any try to connect may take."),
        key(
            "connections.max.idle.ms", .long, "300000", .medium,
            "How long a connection that isn't used stays open."),
        key(
            "retries", .int, "2147483647", .low, .between(0, 2147483647),
            "How often a request is sent again; delivery.timeout.ms is the better limit."),
        key(
            "default.api.timeout.ms", .int, "60000", .medium, .from(0),
            "How long a call may take that has no limit of its own."),
        key(
            "metrics.sample.window.ms", .long, "30000", .low, .from(0),
            "Length of one sample of a metric that is taken over time."),
        key(
            "metrics.num.samples", .int, "2", .low, .from(1),
            "How many samples such a metric is made of."),
        key(
            "metric.reporters", .list, "org.apache.kafka.common.metrics.JmxReporter", .low,
            "Java classes that are told about metrics. Accepted for compatibility."),
        key(
            "metrics.recording.level", .string, "INFO", .low, .oneOf(["INFO", "DEBUG", "TRACE"]),
            "Which metrics are recorded at all."),
        key(
            "client.dns.lookup", .string, "use_all_dns_ips", .medium,
            .oneOf(["use_all_dns_ips", "resolve_canonical_bootstrap_servers_only"]),
            "Whether all addresses of a name are tried, or the name is replaced by the canonical names behind it."),
        key(
            "security.providers", .string, .null, .low,
            "Java classes that provide security algorithms. Accepted for compatibility."),
        key(
            "security.protocol", .string, "PLAINTEXT", .medium,
            .oneOfIgnoringCase(["SASL_SSL", "PLAINTEXT", "SSL", "SASL_PLAINTEXT"]),
            "Whether connections to brokers are encrypted (SSL) and ask who we are (SASL)."),
    ]

    private static let afterSecurity: [ConfigKeyDefinition] = [
        key(
            "metadata.recovery.strategy", .string, "rebootstrap", .low, .oneOfIgnoringCase(["REBOOTSTRAP", "NONE"]),
            "What to do when no known broker answers: rebootstrap begins anew with bootstrap.servers, none goes on trying."
        ),
        key(
            "metadata.recovery.rebootstrap.trigger.ms", .long, "300000", .low, .from(0),
            "How long no known broker may have answered before that."),
    ]
}
