import ConnectAPI
import HTTPClient
import Log

/// What a connector's configuration says, once it is read.
struct HTTPSourceSettings: Sendable {
    enum Order: String, CaseIterable, Sendable { case ascending = "ASC", descending = "DESC", implicit = "IMPLICIT" }
    enum Filter: Sendable { case offset, timestamp, none }
    enum Mapper: Sendable { case structs, strings }
    enum Method: String, CaseIterable, Sendable {
        case get = "GET", head = "HEAD", post = "POST", put = "PUT", patch = "PATCH"
        var hasBody: Bool { self != .get && self != .head }
    }

    struct Timing: Sendable {
        var isFixed = false
        var interval: Int64 = 60_000
        var catchup: Int64 = 30_000
        var initialDelay: Int64?
    }

    struct Request: Sendable {
        var url: Template
        var method = Method.get
        var headers: Template
        var params: Template
        var body: Template
        /// Whether templates see the offset's properties without `offset.` in front.
        var exposesProperties = true
    }

    struct Policy: Sendable {
        /// Answers of every status are read.
        var isOff = false
        var process: [ClosedRange<Int>] = []
        var skip: [ClosedRange<Int>] = []
        var retry: [ClosedRange<Int>] = []
        var attempts = -1
        var backoff: Int64 = 1000
        var backoffLimit: Int64 = 60_000
        /// Longest wait that a server can ask for.
        var retryAfterLimit: Int64 = 3_600_000
    }

    struct Records: Sendable {
        var list = JSONPointer.root
        var value = JSONPointer.root
        var key: [JSONPointer] = []
        var timestamp: JSONPointer?
        var offset: [(name: String, pointer: JSONPointer)] = []
        var timestampParser = TimestampParser.epochMillis
        var mapper = Mapper.structs
        var order = Order.implicit
        var filter = Filter.offset
    }

    var topic: String
    var timing = Timing()
    var request: Request
    var client = HTTPClientSettings()
    var authorization = HTTPRequest.Authorization.none
    var apiKey: HTTPConnectionSettings.APIKey?
    var tokens: TokenSource.Settings?
    var pagination = Pagination()
    var format = AnswerFormat.json
    var isConditional = false
    /// Milliseconds between requests at least.
    var spacing: Int64 = 0
    /// Several URLs in the place of the request's.
    var urls: [String] = []
    var policy = Policy()
    var records = Records()
    var initialOffset: [String: String] = [:]
    /// What must not be seen in messages.
    var secrets: [String] = []

    /// - Throws: The first problem that the original's task would find; the cause lists all, and what to change.
    init(_ values: ConfigValues) throws(ConnectError) {
        var reader = HTTPSettingsReader(values)
        guard let settings = HTTPSourceSettings(&reader), reader.problems.isEmpty else {
            let first = reader.problems.first?.error ?? ConnectError(.config, "The configuration can't be read")
            throw ConnectError(
                first.kind, first.message, cause: HTTPProblem.List(problems: reader.problems, values: values))
        }
        self = settings
    }

    /// Nil if something is so wrong that there are no settings; the reader knows what.
    init?(_ reader: inout HTTPSettingsReader) {
        for key in [HTTPKeys.timer, HTTPKeys.client, HTTPKeys.requestFactory, HTTPKeys.responseParser, HTTPKeys.sorter]
        {
            _ = reader.className(key)
        }
        let filterClass = reader.className(HTTPKeys.filterFactory)
        for (name, value) in reader.pairs(HTTPKeys.initialOffset.name, reader.text(HTTPKeys.initialOffset)) {
            self.initialOffset[name] = value
        }
        self.urls = reader.text(HTTPKeys.urls).split(whereSeparator: \.isWhitespace).map(String.init)
        self.isConditional = reader.value(HTTPKeys.conditional) ?? false
        let rate = reader.value(HTTPKeys.rateLimit) ?? 0
        if rate < 0 || rate.isNaN {
            reader.note(HTTPKeys.rateLimit.name, ConnectError(.config, "\(HTTPKeys.rateLimit.name) must be at least 0"))
        }
        self.spacing = rate > 0 ? Int64(max(min(1000 / rate, 86_400_000), 0)) : 0
        self.pagination = Pagination(&reader)
        self.format = AnswerFormat(&reader)
        let timing = Timing(&reader)
        let request = Request(&reader, url: self.urls.first)
        let connection = HTTPConnectionSettings(&reader)
        let policy = Policy(&reader)
        var records = Records(&reader)
        let topic = reader.value(HTTPKeys.topic)
        records.order =
            reader.choice(
                HTTPKeys.direction, Order.self, enumName: "http.record.OrderDirectionSourceRecordSorter.OrderDirection")
            ?? .implicit
        records.filter =
            filterClass == HTTPClasses.noFilter
            ? .none : filterClass == HTTPClasses.timestampFilter ? .timestamp : .offset
        guard let request, let topic else { return nil }
        (self.topic, self.timing, self.request) = (topic, timing, request)
        (self.policy, self.records) = (policy, records)
        (self.client, self.authorization, self.secrets) =
            (connection.client, connection.authorization, connection.secrets)
        (self.apiKey, self.tokens) = (connection.apiKey, connection.tokens)
    }
}

extension HTTPSourceSettings.Timing {
    init(_ reader: inout HTTPSettingsReader) {
        self.isFixed =
            (reader.values[HTTPKeys.timer.name] ?? nil).map { PairText.trimmed($0) } == HTTPClasses.fixedTimer
        let (interval, catchup) = (reader.value(HTTPKeys.interval), reader.value(HTTPKeys.catchup))
        let (oldInterval, oldCatchup) = (reader.value(HTTPKeys.oldInterval), reader.value(HTTPKeys.oldCatchup))
        self.interval = (interval == 60_000 ? oldInterval : interval) ?? 60_000
        self.catchup = (catchup == 30_000 ? oldCatchup : catchup) ?? 30_000
        self.initialDelay = reader.value(HTTPKeys.initialDelay) ?? nil
    }
}

extension HTTPSourceSettings.Request {
    /// - Parameter url: In the place of the key.
    init?(_ reader: inout HTTPSettingsReader, url: String?) {
        let factory = reader.className(HTTPKeys.templateFactory)
        let isVerbatim = factory == HTTPClasses.noTemplates
        self.exposesProperties = factory != HTTPClasses.templates
        let url =
            url.map { reader.template(HTTPKeys.urls.name, $0, isVerbatim: isVerbatim) }
            ?? reader.template(HTTPKeys.url, isVerbatim: isVerbatim)
        if let name = reader.value(HTTPKeys.method) {
            if let method = HTTPSourceSettings.Method(rawValue: name) {
                self.method = method
            } else {
                reader.note(
                    HTTPKeys.method.name, java: "IllegalArgumentException",
                    "No enum constant \(HTTPClasses.base)http.model.HttpRequest.HttpMethod.\(name)",
                    hint: "it is one of GET, HEAD, POST, PUT, PATCH")
            }
        }
        let headers = reader.template(HTTPKeys.headers, isVerbatim: isVerbatim)
        let params = reader.template(HTTPKeys.params, isVerbatim: isVerbatim)
        let body = reader.template(HTTPKeys.body, isVerbatim: isVerbatim)
        guard let url, let headers, let params, let body else { return nil }
        (self.url, self.headers, self.params, self.body) = (url, headers, params, body)
    }
}

extension HTTPSourceSettings.Policy {
    init(_ reader: inout HTTPSettingsReader) {
        let parser = (reader.values[HTTPKeys.responseParser.name] ?? nil).map { PairText.trimmed($0) }
        self.isOff = parser == HTTPClasses.plainParser
        if !self.isOff {
            _ = reader.className(HTTPKeys.policy)
            _ = reader.className(HTTPKeys.policyParser)
            self.process = reader.codes(HTTPKeys.processCodes)
            self.skip = reader.codes(HTTPKeys.skipCodes)
        }
        self.retry = reader.codes(HTTPKeys.retryCodes)
        self.attempts = reader.value(HTTPKeys.retryAttempts) ?? -1
        self.backoff = reader.value(HTTPKeys.retryBackoff) ?? 1000
        self.backoffLimit = reader.value(HTTPKeys.retryBackoffLimit) ?? 60_000
        self.retryAfterLimit = reader.value(HTTPKeys.retryAfterLimit) ?? 3_600_000
    }

    enum Verdict { case process, skip, retry, fail }

    func verdict(_ status: Int) -> Verdict {
        func contains(_ ranges: [ClosedRange<Int>]) -> Bool { ranges.contains { $0.contains(status) } }
        if self.isOff || contains(self.process) { return .process }
        if contains(self.retry) { return .retry }
        return contains(self.skip) ? .skip : .fail
    }
}
