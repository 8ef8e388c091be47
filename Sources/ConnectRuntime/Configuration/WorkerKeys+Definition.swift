package import ConnectAPI

extension WorkerKeys {
    /// Every key of a distributed worker, in Kafka's order.
    package static let definition = ConfigDefinition(general + SecurityKeys.tls + topics + rest + group + client + own)

    private static let general: [any ConfigKeyProtocol] = [
        bootstrapServers,
        key(
            "client.dns.lookup", .string, "use_all_dns_ips", .medium,
            .oneOf(["use_all_dns_ips", "resolve_canonical_bootstrap_servers_only"]),
            "Whether all addresses of a name are tried, or the name is replaced by the canonical names behind it."),
        keyConverter, keyConverterVersion, valueConverter, valueConverterVersion, shutdownTimeout, offsetFlushInterval,
        offsetFlushTimeout, pluginPath, pluginDiscovery, metricsWindow, metricsSamples, metricsLevel, metricReporters,
        headerConverter, headerConverterVersion, configProviders, overridePolicy, topicCreation,
    ]

    private static let topics: [any ConfigKeyProtocol] = [topicTracking, topicTrackingReset]

    private static let group: [any ConfigKeyProtocol] = [
        groupID, sessionTimeout, rebalanceTimeout, heartbeatInterval, exactlyOnceSupport,
    ]

    private static let client: [any ConfigKeyProtocol] =
        [
            key(
                "metadata.max.age.ms", .long, "300000", .low, .from(0),
                "Age at which metadata is asked for again without a reason."),
            clientID,
            key(
                "send.buffer.bytes", .int, "131072", .medium, .from(-1),
                "Size of the socket's send buffer; -1: the system's choice."),
            key(
                "receive.buffer.bytes", .int, "32768", .medium, .from(-1),
                "Size of the socket's receive buffer; -1: the system's choice."),
            key(
                "reconnect.backoff.ms", .long, "50", .low, .from(0),
                "First wait before connecting to a broker again; it doubles from try to try."),
            key(
                "reconnect.backoff.max.ms", .long, "1000", .low, .from(0),
                "Longest wait before connecting to a broker again."),
            key(
                "socket.connection.setup.timeout.ms", .long, "10000", .low, .from(0),
                "How long the first try to connect may take; it doubles from try to try."),
            key(
                "socket.connection.setup.timeout.max.ms", .long, "30000", .low, .from(0),
                "How long any try to connect may take."),
            key(
                "retry.backoff.ms", .long, "100", .low, .from(0),
                "First wait before a failed request is sent again; it doubles from try to try."),
            key(
                "retry.backoff.max.ms", .long, "1000", .low, .from(0),
                "Longest wait before a failed request is sent again."),
            key(
                "request.timeout.ms", .int, "40000", .medium, .from(0), "How long to wait for the answer to a request."),
            key(
                "connections.max.idle.ms", .long, "540000", .medium,
                "How long a connection that isn't used stays open."),
            key(
                "security.protocol", .string, "PLAINTEXT", .medium,
                .oneOfIgnoringCase(["SASL_SSL", "PLAINTEXT", "SSL", "SASL_PLAINTEXT"]),
                "Whether connections to brokers are encrypted (SSL) and ask who we are (SASL)."),
        ] + SecurityKeys.sasl

    private static let own: [any ConfigKeyProtocol] = [
        syncTimeout, unsyncBackoff, offsetTopic, offsetPartitions, offsetReplication, configTopic, configReplication,
        statusTopic, statusPartitions, statusReplication, connectProtocol, rebalanceDelay, sessionKeyLifetime,
        sessionKeyAlgorithm, sessionKeySize, signatureAlgorithm, verificationAlgorithms,
        key(
            "metadata.recovery.strategy", .string, "rebootstrap", .low, .oneOfIgnoringCase(["REBOOTSTRAP", "NONE"]),
            "What to do when no known broker answers: rebootstrap begins anew with bootstrap.servers, none goes on trying."
        ),
        key(
            "metadata.recovery.rebootstrap.trigger.ms", .long, "300000", .low, .from(0),
            "How long no known broker may have answered before that."),
    ]
}
