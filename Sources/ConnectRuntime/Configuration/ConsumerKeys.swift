package import ConnectAPI

/// Keys of Kafka's consumer client, in Kafka's order. What the worker does with them is said where it builds its clients.
package enum ConsumerKeys {
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
            "group.id", .string, .null, .high,
            "Group that the consumer belongs to."),
        key(
            "group.instance.id", .string, .null, .medium, .nonEmptyString,
            "Name of this member that outlives its restarts."),
        key(
            "session.timeout.ms", .int, "45000", .high,
            "How long the group waits for a member's sign of life."),
        key(
            "heartbeat.interval.ms", .int, "3000", .high,
            "Time between two signs of life."),
        key(
            "partition.assignment.strategy", .list,
            "class org.apache.kafka.clients.consumer.RangeAssignor,class org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
            .medium, .nonNull,
            "Java classes that share partitions among members, by preference."),
        key(
            "metadata.max.age.ms", .long, "300000", .low, .from(0),
            "Age at which metadata is asked for again without a reason."),
        key(
            "enable.auto.commit", .boolean, "true", .medium,
            "Whether offsets are committed without being told to; the worker commits them itself."),
        key(
            "auto.commit.interval.ms", .int, "5000", .low, .from(0),
            "Time between two commits that nobody asked for."),
        key(
            "client.id", .string, "", .low,
            "Name under which the client shows up in brokers' logs."),
        key(
            "client.rack", .string, "", .low,
            "Where the client is, so that it may read from a broker nearby."),
        key(
            "max.partition.fetch.bytes", .int, "1048576", .high, .from(0),
            "Bytes that one answer may hold for one partition."),
        key(
            "send.buffer.bytes", .int, "131072", .medium, .from(-1),
            "Size of the socket's send buffer; -1: the system's choice."),
        key(
            "receive.buffer.bytes", .int, "65536", .medium, .from(-1),
            "Size of the socket's receive buffer; -1: the system's choice."),
        key(
            "fetch.min.bytes", .int, "1", .high, .from(0),
            "Bytes that a broker gathers before it answers."),
        key(
            "fetch.max.bytes", .int, "52428800", .medium, .from(0),
            "Bytes that one answer may hold."),
        key(
            "fetch.max.wait.ms", .int, "500", .low, .from(0),
            "How long a broker may gather before it answers."),
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
            "auto.offset.reset", .string, "latest", .medium, offsetReset,
            "Where to begin without a committed offset."),
        key(
            "check.crcs", .boolean, "true", .low,
            "Whether the check sums of batches are checked."),
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
            "key.deserializer", .class, .required, .high,
            "Java class that reads keys; the worker always reads bytes."),
        key(
            "value.deserializer", .class, .required, .high,
            "Java class that reads values; the worker always reads bytes."),
        key(
            "request.timeout.ms", .int, "30000", .medium, .from(0),
            "How long to wait for the answer to a request."),
        key(
            "default.api.timeout.ms", .int, "60000", .medium, .from(0),
            "How long a call may take that has no limit of its own."),
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
            "interceptor.classes", .list, "", .low, .nonNull,
            "Java classes that see records on their way. Accepted for compatibility."),
        key(
            "max.poll.records", .int, "500", .medium, .from(1),
            "Most records that a poll gives out."),
        key(
            "max.poll.interval.ms", .int, "300000", .medium, .from(1),
            "Longest time between two polls before the group takes the member for stuck."),
        key(
            "exclude.internal.topics", .boolean, "true", .medium,
            "Whether patterns leave out the topics that Kafka has for itself."),
        key(
            "internal.leave.group.on.close", .boolean, "true", .low, isInternal: true,
            "Whether closing leaves the group."),
        key(
            "internal.throw.on.fetch.stable.offset.unsupported", .boolean, "false", .low, isInternal: true,
            "Whether to fail where a broker can't say which offsets are stable."),
        key(
            "isolation.level", .string, "read_uncommitted", .medium, .oneOf(["read_committed", "read_uncommitted"]),
            "Whether records of transactions are given out before they are committed."),
        key(
            "allow.auto.create.topics", .boolean, "true", .medium,
            "Whether asking for a topic may create it."),
        key(
            "group.protocol", .string, "classic", .high, .oneOfIgnoringCase(["CONSUMER", "CLASSIC"]),
            "Which of Kafka's two group protocols to use."),
        key(
            "group.remote.assignor", .string, .null, .medium,
            "Assignor on the broker's side, for the newer group protocol."),
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
        key(
            "share.acknowledgement.mode", .string, "implicit", .medium, .oneOf(["implicit", "explicit"]),
            "How records of share groups are acknowledged."),
    ]

    private static let offsetReset = ConfigValidator("[latest, earliest, none, by_duration:PnDTnHnMn.nS]") { value in
        let text = value?.text.lowercased() ?? "null"
        guard !["latest", "earliest", "none"].contains(text), !text.hasPrefix("by_duration:p") else { return nil }
        return "Invalid value `\(value?.text ?? "null")` for configuration auto.offset.reset. The value must be either "
            + "'earliest', 'latest', 'none' or of the format 'by_duration:<PnDTnHnMn.nS.>'."
    }
}
