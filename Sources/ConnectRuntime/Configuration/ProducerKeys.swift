package import ConnectAPI

/// Keys of Kafka's producer client, in Kafka's order. What the worker does with them is said where it builds its clients.
package enum ProducerKeys {
    package static let definition = ConfigDefinition(
        beforeSecurity + SecurityKeys.tls + SecurityKeys.sasl + afterSecurity)

    private static let beforeSecurity: [ConfigKeyDefinition] = [
        key(
            "bootstrap.servers", .list, "", .high, .nonNull,
            "Brokers to ask first, as host:port with commas between; the others are learned from them."),
        key(
            "client.dns.lookup", .string, "use_all_dns_ips", .medium,
            .oneOf(["use_all_dns_ips", "resolve_canonical_bootstrap_servers_only"]),
            "Whether all addresses of a name are tried, or the name is replaced by the canonical names behind it."),
        key(
            "buffer.memory", .long, "33554432", .high, .from(0),
            "Bytes of records that may wait for being sent; whoever adds more waits."),
        key(
            "retries", .int, "2147483647", .high, .between(0, 2147483647),
            "How often a request is sent again; delivery.timeout.ms is the better limit."),
        key(
            "acks", .string, "all", .low, .oneOf(["all", "-1", "0", "1"]),
            "Which brokers must have a batch before it counts as written: all (or -1), 1 for the leader alone, 0 for none."
        ),
        key(
            "compression.type", .string, "none", .high, .oneOf(["none", "gzip", "snappy", "lz4", "zstd"]),
            "How batches are compressed."),
        key(
            "compression.gzip.level", .int, "-1", .medium, gzipLevel,
            "Level of gzip compression; -1: the library's choice."),
        key(
            "compression.lz4.level", .int, "9", .medium, .between(1, 17),
            "Level of lz4 compression."),
        key(
            "compression.zstd.level", .int, "3", .medium, .between(-131072, 22),
            "Level of zstd compression."),
        key(
            "batch.size", .int, "16384", .medium, .from(0),
            "Bytes of records to gather for one partition before they are sent."),
        key(
            "partitioner.adaptive.partitioning.enable", .boolean, "true", .low,
            "Whether faster brokers get more of the records that have no key."),
        key(
            "partitioner.availability.timeout.ms", .long, "0", .low, .from(0),
            "A partition whose broker hasn't taken anything for so long is passed over; 0: never."),
        key(
            "partitioner.ignore.keys", .boolean, "false", .medium,
            "Whether records with a key are spread as if they had none."),
        key(
            "linger.ms", .long, "5", .medium, .from(0),
            "How long a batch that isn't full waits for more records."),
        key(
            "delivery.timeout.ms", .int, "120000", .medium, .from(0),
            "How long a record may take from being added to being acknowledged or failed."),
        key(
            "client.id", .string, "", .medium,
            "Name under which the client shows up in brokers' logs."),
        key(
            "send.buffer.bytes", .int, "131072", .medium, .from(-1),
            "Size of the socket's send buffer; -1: the system's choice."),
        key(
            "receive.buffer.bytes", .int, "32768", .medium, .from(-1),
            "Size of the socket's receive buffer; -1: the system's choice."),
        key(
            "max.request.size", .int, "1048576", .medium, .from(0),
            "Largest request, and so the largest record before compression, in bytes."),
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
            "enable.metrics.push", .boolean, "true", .low,
            "Whether metrics are sent to brokers that ask for them."),
        key(
            "max.block.ms", .long, "60000", .medium, .from(0),
            "How long adding a record may wait for metadata or memory."),
        key(
            "request.timeout.ms", .int, "30000", .medium, .from(0),
            "How long to wait for the answer to a request."),
        key(
            "metadata.max.age.ms", .long, "300000", .low, .from(0),
            "Age at which metadata is asked for again without a reason."),
        key(
            "metadata.max.idle.ms", .long, "300000", .low, .from(5000),
            "How long the metadata of a topic that isn't written to is kept."),
        key(
            "metrics.sample.window.ms", .long, "30000", .low, .from(0),
            "Length of one sample of a metric that is taken over time."),
        key(
            "metrics.num.samples", .int, "2", .low, .from(1),
            "How many samples such a metric is made of."),
        key(
            "metrics.recording.level", .string, "INFO", .low, .oneOf(["INFO", "DEBUG", "TRACE"]),
            "Which metrics are recorded at all."),
        key(
            "metric.reporters", .list, "org.apache.kafka.common.metrics.JmxReporter", .low, .nonNull,
            "Java classes that are told about metrics. Accepted for compatibility."),
        key(
            "max.in.flight.requests.per.connection", .int, "5", .low, .from(1),
            "How many requests may be under way on one connection."),
        key(
            "key.serializer", .class, .required, .high,
            "Java class that makes bytes of keys; the worker always sends bytes."),
        key(
            "value.serializer", .class, .required, .high,
            "Java class that makes bytes of values; the worker always sends bytes."),
        key(
            "socket.connection.setup.timeout.ms", .long, "10000", .medium,
            "How long the first try to connect may take; it doubles from try to try."),
        key(
            "socket.connection.setup.timeout.max.ms", .long, "30000", .medium,
            "How long any try to connect may take."),
        key(
            "connections.max.idle.ms", .long, "540000", .medium,
            "How long a connection that isn't used stays open."),
        key(
            "partitioner.class", .class, .null, .medium,
            "Java class that chooses partitions. Accepted for compatibility."),
        key(
            "interceptor.classes", .list, "", .low, .nonNull,
            "Java classes that see records on their way. Accepted for compatibility."),
        key(
            "security.protocol", .string, "PLAINTEXT", .medium,
            .oneOfIgnoringCase(["SASL_SSL", "PLAINTEXT", "SSL", "SASL_PLAINTEXT"]),
            "Whether connections to brokers are encrypted (SSL) and ask who we are (SASL)."),
        key(
            "security.providers", .string, .null, .low,
            "Java classes that provide security algorithms. Accepted for compatibility."),
    ]

    private static let afterSecurity: [ConfigKeyDefinition] = [
        key(
            "enable.idempotence", .boolean, "true", .low,
            "Whether a batch that is sent again is written only once."),
        key(
            "transaction.timeout.ms", .int, "60000", .low,
            "How long a transaction may be open before the broker aborts it."),
        key(
            "transactional.id", .string, .null, .low, .nonEmptyString,
            "Name of the producer across its lives; transactions need one."),
        key(
            "transaction.two.phase.commit.enable", .boolean, "false", .low,
            "Whether transactions wait for an outside coordinator."),
        key(
            "metadata.recovery.strategy", .string, "rebootstrap", .low, .oneOfIgnoringCase(["REBOOTSTRAP", "NONE"]),
            "What to do when no known broker answers: rebootstrap begins anew with bootstrap.servers, none goes on trying."
        ),
        key(
            "metadata.recovery.rebootstrap.trigger.ms", .long, "300000", .low, .from(0),
            "How long no known broker may have answered before that."),
    ]

    private static let gzipLevel = ConfigValidator("[1,...,9] or -1") { value in
        guard case .int(let level) = value, level == -1 || (1...9).contains(level) else {
            return "Value must be between 1 and 9 or equal to -1"
        }
        return nil
    }
}
