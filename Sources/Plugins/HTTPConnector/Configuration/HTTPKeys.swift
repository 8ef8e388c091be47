import ConnectAPI

/// The configuration keys, all of them. The connector's own definition has only the first seven, as the original's.
enum HTTPKeys {
    /// A key whose value names one of the original's classes.
    private static func strategy(
        _ name: String, _ standard: String, _ importance: ConfigImportance, _ documentation: String
    ) -> ConfigKey<ClassName> {
        ConfigKey(name, default: ClassName(standard), importance: importance, documentation)
            .validated(
                by: ConfigValidator(description: nil) { name, value in
                    guard case .class(let given)? = value, !HTTPClasses.all.contains(given) else { return nil }
                    return "Invalid value \(given) for configuration \(name): Class \(given) could not be found."
                })
    }

    // The connector's.
    static let timer = strategy(
        "http.timer", HTTPClasses.adaptableTimer, .high, "When to ask: by intervals that adapt, or one.")
    static let client = strategy("http.client", HTTPClasses.client, .high, "Who asks.")
    static let requestFactory = strategy(
        "http.request.factory", HTTPClasses.requestFactory, .high, "Who makes the requests.")
    static let responseParser = strategy(
        "http.response.parser", HTTPClasses.policyParser, .high,
        "Who reads answers: with a policy for their status, or whatever it is.")
    static let sorter = strategy("http.record.sorter", HTTPClasses.sorter, .low, "Who puts the records in order.")
    static let filterFactory = strategy(
        "http.record.filter.factory", HTTPClasses.offsetFilter, .low,
        "Which records are new: by offset, by timestamp alone, or all.")
    static let initialOffset = ConfigKey<String>(
        "http.offset.initial", default: "", importance: .high,
        "The offset before there is one: name=value pairs with commas between.")

    // Timer.
    static let interval = ConfigKey<Int64>(
        "http.timer.interval.millis", default: 60_000, importance: .high, "Between two requests.")
    static let catchup = ConfigKey<Int64>(
        "http.timer.catchup.interval.millis", default: 30_000, importance: .high,
        "Between two requests while the records are older than the interval; adaptable timer only.")
    static let oldInterval = ConfigKey<Int64>(
        "http.throttler.interval.millis", default: 60_000, importance: .low,
        "The old name of http.timer.interval.millis.")
    static let oldCatchup = ConfigKey<Int64>(
        "http.throttler.catchup.interval.millis", default: 30_000, importance: .low,
        "The old name of http.timer.catchup.interval.millis.")

    // Request.
    static let url = ConfigKey<String>("http.request.url", importance: .high, "What to ask; a template.")
    static let method = ConfigKey<String>(
        "http.request.method", default: "GET", importance: .high, "GET, HEAD, POST, PUT or PATCH.")
    static let headers = ConfigKey<String>(
        "http.request.headers", default: "", importance: .medium,
        "Name: value pairs with commas between, which a backslash takes as they are; a template.")
    static let params = ConfigKey<String>(
        "http.request.params", default: "", importance: .medium,
        "name=value pairs with & between, added to the URL; a template.")
    static let body = ConfigKey<String>(
        "http.request.body", default: "", importance: .medium, "Of POST, PUT and PATCH; a template.")
    static let templateFactory = strategy(
        "http.request.template.factory", HTTPClasses.compatibleTemplates, .low,
        "How templates are read: with all names, with offset. names only, or not at all.")

    // Client.
    static let connectTimeout = ConfigKey<Int64>(
        "http.client.connection.timeout.millis", default: 2000, importance: .high, "0: no limit.")
    static let readTimeout = ConfigKey<Int64>(
        "http.client.read.timeout.millis", default: 2000, importance: .high,
        "Longest silence of the server. 0: no limit.")
    static let idleTime = ConfigKey<Int64>(
        "http.client.ttl.millis", default: 300_000, importance: .high, "How long idle connections are kept.")
    static let oldIdleTime = ConfigKey<Int64?>(
        "http.client.connection.ttl.millis", importance: .low,
        "Another name of http.client.ttl.millis, from the original's documentation.")
    static let maxIdle = ConfigKey<Int>(
        "http.client.max-idle", default: 1, importance: .high, "Idle connections that are kept.")
    static let proxyHost = ConfigKey<String>(
        "http.client.proxy.host", default: "", importance: .medium, "Empty: no proxy, whatever the environment says.")
    static let proxyPort = ConfigKey<Int>(
        "http.client.proxy.port", default: 3128, importance: .medium, "The proxy's port.")
    static let proxyUser = ConfigKey<String>(
        "http.client.proxy.username", default: "", importance: .medium, "Sent when the proxy asks for it.")
    static let proxyPassword = ConfigKey<String>(
        "http.client.proxy.password", default: "", importance: .medium, "The proxy user's password.")
    static let keystore = ConfigKey<String>(
        "http.client.keystore", default: "", importance: .medium,
        "File with the client's certificate and key: PKCS12, JKS or PEM.")
    static let keystorePassword = ConfigKey<Password>(
        "http.client.keystore.password", default: Password(""), importance: .medium, "Its password.")

    // Authentication.
    static let auth = strategy("http.auth", HTTPClasses.configurableAuth, .medium, "How we say who we are.")
    static let authType = ConfigKey<String>(
        "http.auth.type", default: "NONE", importance: .medium, "None, Basic, Digest, Bearer, ApiKey or OAuth2.")
    static let authUser = ConfigKey<String>("http.auth.user", default: "", importance: .medium, "For Basic and Digest.")
    static let authPassword = ConfigKey<Password>(
        "http.auth.password", default: Password(""), importance: .medium, "For Basic and Digest.")

    // Answers.
    static let policy = strategy(
        "http.response.policy", HTTPClasses.statusPolicy, .medium, "What decides about an answer by its status.")
    static let policyParser = strategy(
        "http.response.policy.parser", HTTPClasses.plainParser, .medium, "What reads answers that the policy lets pass."
    )
    static let processCodes = ConfigKey<String>(
        "http.response.policy.codes.process", default: "200..299", importance: .medium,
        "Statuses of answers that are read: numbers and ranges.")
    static let skipCodes = ConfigKey<String>(
        "http.response.policy.codes.skip", default: "300..399", importance: .medium,
        "Statuses of answers that count as empty. All others end the task, unless http.retry.codes has them.")
    static let recordParser = strategy(
        "http.response.record.parser", HTTPClasses.recordParser, .low, "What makes records of an answer.")
    static let mapper = strategy(
        "http.response.record.mapper", HTTPClasses.schemedMapper, .low, "Records as structs, or as plain strings.")
    static let listPointer = ConfigKey<String>(
        "http.response.list.pointer", default: "/", importance: .high, "JSON pointer to the records in an answer.")
    static let recordPointer = ConfigKey<String>(
        "http.response.record.pointer", default: "/", importance: .high, "JSON pointer to the value in a record.")
    static let keyPointer = ConfigKey<String?>(
        "http.response.record.key.pointer", importance: .high, "JSON pointers to the parts of the key in a record.")
    static let timestampPointer = ConfigKey<String?>(
        "http.response.record.timestamp.pointer", importance: .medium, "JSON pointer to the timestamp in a record.")
    static let offsetPointer = ConfigKey<String>(
        "http.response.record.offset.pointer", default: "", importance: .medium,
        "name=/pointer pairs with commas between: what templates can use. key and timestamp mean the record's own.")
    static let timestampParser = strategy(
        "http.response.record.timestamp.parser", HTTPClasses.epochMillisOr, .low, "How timestamps are written.")
    static let timestampDelegate = strategy(
        "http.response.record.timestamp.parser.delegate", HTTPClasses.datePattern, .high,
        "How those that are no numbers are written.")
    static let timestampPattern = ConfigKey<String>(
        "http.response.record.timestamp.parser.pattern", default: TimestampParser.defaultPattern, importance: .low,
        "Pattern of Java's DateTimeFormatter.")
    static let timestampZone = ConfigKey<String?>(
        "http.response.record.timestamp.parser.zone", importance: .low,
        "Of timestamps without an offset: UTC, or the worker's for English ones.")
    static let timestampRegex = ConfigKey<String>(
        "http.response.record.timestamp.parser.regex", default: ".*", importance: .low,
        "Regular expression whose first group is the timestamp.")
    static let regexDelegate = strategy(
        "http.response.record.timestamp.parser.regex.delegate", HTTPClasses.datePattern, .high,
        "How the group is written.")
    static let direction = ConfigKey<String>(
        "http.response.list.order.direction", default: "IMPLICIT", importance: .low,
        "ASC: oldest first; DESC: newest first; IMPLICIT: by the first and last timestamp.")
    static let topic = ConfigKey<String>("kafka.topic", importance: .high, "Topic to write to.")

    static let connector: [any ConfigKeyProtocol] = [
        timer, client, requestFactory, responseParser, sorter, filterFactory, initialOffset,
    ]

    static let original: [any ConfigKeyProtocol] =
        connector + [
            interval, catchup, oldInterval, oldCatchup, url, method, headers, params, body, templateFactory,
            connectTimeout, readTimeout, idleTime, oldIdleTime, maxIdle, proxyHost, proxyPort, proxyUser, proxyPassword,
            keystore, keystorePassword, auth, authType, authUser, authPassword, policy, policyParser, processCodes,
            skipCodes, recordParser, mapper, listPointer, recordPointer, keyPointer, timestampPointer, offsetPointer,
            timestampParser, timestampDelegate, timestampPattern, timestampZone, timestampRegex, regexDelegate,
            direction, topic,
        ]
}
