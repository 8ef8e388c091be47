import ConnectAPI

/// What the original doesn't have.
extension HTTPKeys {
    static let validation = ConfigKey<String>(
        "http.validation", default: "original", importance: .medium,
        "strict: every key is checked when the connector is created. original: as the original, which accepts what then"
            + " ends the task; unless a key that the original doesn't have is set.")
    static let initialDelay = ConfigKey<Int64?>(
        "http.timer.initial.delay.millis", importance: .medium,
        "Before the first request. Without it, the interval is waited for as in the original; 0: ask at once.")
    static let retryCodes = ConfigKey<String>(
        "http.retry.codes", default: "", importance: .medium,
        "Statuses after which the same request is sent again, such as 408,429,500..599. Retry-After is heeded.")
    static let retryAttempts = ConfigKey<Int>(
        "http.retry.max.attempts", default: -1, in: (-1)..., importance: .medium,
        "Failures in a row after which the task ends as FAILED. -1: it goes on trying, as the original does.")
    static let retryBackoff = ConfigKey<Int64>(
        "http.retry.backoff.initial.millis", default: 1000, in: 1..., importance: .low,
        "Wait before the first repetition, the interval at most; doubled with each further one, give or take a fifth.")
    static let retryBackoffLimit = ConfigKey<Int64>(
        "http.retry.backoff.max.millis", default: 60_000, in: 1..., importance: .low,
        "Longest wait before a repetition, unless the server asks for more by Retry-After.")
    static let retryAfterLimit = ConfigKey<Int64>(
        "http.retry.after.max.millis", default: 3_600_000, in: 1..., importance: .low,
        "Longest wait that a server can ask for by Retry-After.")
    static let totalTimeout = ConfigKey<Int64>(
        "http.client.total.timeout.millis", default: 600_000, in: 0..., importance: .medium,
        "For one request with its answer, however steadily it comes. 0: no limit.")
    static let bodyLimit = ConfigKey<Int>(
        "http.response.max.bytes", default: 67_108_864, in: 1..., importance: .medium,
        "Largest answer, decompressed. A larger one ends the task.")
    static let redirects = ConfigKey<String>(
        "http.client.redirects", default: "always", importance: .medium,
        "always: headers that say who we are aren't sent to another server; same-origin: to the same server only; never."
            + " Pages on another server are asked for with always only.")
    static let truststore = ConfigKey<String>(
        "http.client.truststore", default: "", importance: .medium,
        "File with certificates to trust instead of the system's: JKS, PKCS12 or PEM.")
    static let truststorePassword = ConfigKey<Password>(
        "http.client.truststore.password", default: Password(""), importance: .medium, "Its password.")
    static let hostVerification = ConfigKey<Bool>(
        "http.client.tls.verify.host", default: true, importance: .low,
        "Whether the certificate must have the server's name.")

    static let more: [any ConfigKeyProtocol] =
        [
            validation, initialDelay, retryCodes, retryAttempts, retryBackoff, retryBackoffLimit, retryAfterLimit,
            totalTimeout,
            bodyLimit, redirects, truststore, truststorePassword, hostVerification, urls, rateLimit, conditional,
        ] + authentication + pagination + formats
}

/// Who we are, in ways that the original doesn't have.
extension HTTPKeys {
    static let token = ConfigKey<Password>(
        "http.auth.token", default: Password(""), importance: .medium, "For Bearer.")
    static let apiKeyName = ConfigKey<String>(
        "http.auth.apikey.name", default: "X-Api-Key", importance: .medium,
        "For ApiKey: the header or query parameter.")
    static let apiKeyValue = ConfigKey<Password>(
        "http.auth.apikey.value", default: Password(""), importance: .medium, "For ApiKey.")
    static let apiKeyPlace = ConfigKey<String>(
        "http.auth.apikey.in", default: "header", importance: .low, "For ApiKey: header or query.")
    static let tokenURL = ConfigKey<String>(
        "http.auth.oauth2.token.url", default: "", importance: .medium,
        "For OAuth2: where tokens come from, by the client credentials grant.")
    static let clientID = ConfigKey<String>(
        "http.auth.oauth2.client.id", default: "", importance: .medium, "For OAuth2.")
    static let clientSecret = ConfigKey<Password>(
        "http.auth.oauth2.client.secret", default: Password(""), importance: .medium, "For OAuth2.")
    static let scope = ConfigKey<String>("http.auth.oauth2.scope", default: "", importance: .low, "For OAuth2.")
    static let clientPlace = ConfigKey<String>(
        "http.auth.oauth2.client.in", default: "header", importance: .low,
        "For OAuth2: whether id and secret go into the header (Basic) or into the body.")

    static let authentication: [any ConfigKeyProtocol] = [
        token, apiKeyName, apiKeyValue, apiKeyPlace, tokenURL, clientID, clientSecret, scope, clientPlace,
    ]
}

/// Answers in several pages, and services with several addresses.
extension HTTPKeys {
    static let urls = ConfigKey<String>(
        "http.request.urls", default: "", importance: .medium,
        "Several URLs in the place of http.request.url, with white space between: spread over the tasks, each with an"
            + " offset of its own.")
    static let rateLimit = ConfigKey<Double>(
        "http.request.rate.limit", default: 0, importance: .medium,
        "Most requests a second of a task, pages included. 0: no limit.")
    static let conditional = ConfigKey<Bool>(
        "http.request.conditional", default: false, importance: .medium,
        "Sends ETag and Last-Modified of the last answer back, so that the server can say that nothing changed.")
    static let pageType = ConfigKey<String>(
        "http.pagination.type", default: "none", importance: .medium,
        "none, next-url, link-header, cursor, page or offset.")
    static let nextPointer = ConfigKey<String>(
        "http.pagination.next.pointer", default: "/next", importance: .medium,
        "For next-url and cursor: JSON pointer to it in the answer. Nothing, null or an empty text there ends the pages."
    )
    static let pageParam = ConfigKey<String>(
        "http.pagination.param", default: "", importance: .medium,
        "For cursor, page and offset: the query parameter. Empty: it is called as the type.")
    static let pageStart = ConfigKey<Int>(
        "http.pagination.start", default: -1, importance: .low,
        "For page and offset: the number of the first. -1: 1 for page, 0 for offset.")
    static let pageSize = ConfigKey<Int>(
        "http.pagination.size", default: 0, in: 0..., importance: .medium,
        "Records in a full page: one with fewer is the last. 0: only an empty page is.")
    static let pageSizeParam = ConfigKey<String>(
        "http.pagination.size.param", default: "", importance: .low, "Query parameter that asks for this size.")
    static let pageLimit = ConfigKey<Int>(
        "http.pagination.max.pages", default: 10_000, in: 1..., importance: .low,
        "Pages after which the interval is waited for.")

    static let pagination: [any ConfigKeyProtocol] = [
        pageType, nextPointer, pageParam, pageStart, pageSize, pageSizeParam, pageLimit,
    ]

    static let format = ConfigKey<String>(
        "http.response.format", default: "json", importance: .medium,
        "json, ndjson (a document a line), csv or xml. Others than json are read as the JSON that they stand for.")
    static let csvSeparator = ConfigKey<String>(
        "http.response.csv.separator", default: ",", importance: .low, "One character; tab for a tab.")
    static let csvHeader = ConfigKey<Bool>(
        "http.response.csv.header", default: true, importance: .low,
        "Whether the first line has the names. Without, they are column1, column2, …")

    static let formats: [any ConfigKeyProtocol] = [format, csvSeparator, csvHeader]
}
