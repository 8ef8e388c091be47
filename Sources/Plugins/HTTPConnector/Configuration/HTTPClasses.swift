/// The names of the original's classes: each stands for a strategy here.
enum HTTPClasses {
    static let base = "com.github.castorm.kafka.connect."

    static let adaptableTimer = base + "timer.AdaptableIntervalTimer"
    static let fixedTimer = base + "timer.FixedIntervalTimer"
    static let client = base + "http.client.okhttp.OkHttpClient"
    static let requestFactory = base + "http.request.template.TemplateHttpRequestFactory"
    static let compatibleTemplates =
        base + "http.request.template.freemarker.BackwardsCompatibleFreeMarkerTemplateFactory"
    static let templates = base + "http.request.template.freemarker.FreeMarkerTemplateFactory"
    static let noTemplates = base + "http.request.template.NoTemplateFactory"
    static let policyParser = base + "http.response.PolicyHttpResponseParser"
    static let plainParser = base + "http.response.KvHttpResponseParser"
    static let statusPolicy = base + "http.response.StatusCodeHttpResponsePolicy"
    static let recordParser = base + "http.response.jackson.JacksonKvRecordHttpResponseParser"
    static let schemedMapper = base + "http.record.SchemedKvSourceRecordMapper"
    static let stringMapper = base + "http.record.StringKvSourceRecordMapper"
    static let sorter = base + "http.record.OrderDirectionSourceRecordSorter"
    static let offsetFilter = base + "http.record.OffsetRecordFilterFactory"
    static let timestampFilter = base + "http.record.OffsetTimestampRecordFilterFactory"
    static let noFilter = base + "http.record.PassthroughRecordFilterFactory"
    static let configurableAuth = base + "http.auth.ConfigurableHttpAuthenticator"
    static let noAuth = base + "http.auth.NoneHttpAuthenticator"
    static let basicAuth = base + "http.auth.BasicHttpAuthenticator"
    static let epochMillis = base + "http.response.timestamp.EpochMillisTimestampParser"
    static let epochMillisOr = base + "http.response.timestamp.EpochMillisOrDelegateTimestampParser"
    static let datePattern = base + "http.response.timestamp.DateTimeFormatterTimestampParser"
    static let spokenDate = base + "http.response.timestamp.NattyTimestampParser"
    static let regexTimestamp = base + "http.response.timestamp.RegexTimestampParser"

    /// What each key can name, and the interface that it has in the original.
    static let strategies: [String: (interface: String, classes: [String])] = [
        "http.timer": ("timer.spi.Timer", [adaptableTimer, fixedTimer]),
        "http.client": ("http.client.spi.HttpClient", [client]),
        "http.request.factory": ("http.request.spi.HttpRequestFactory", [requestFactory]),
        "http.request.template.factory": (
            "http.request.template.spi.TemplateFactory", [compatibleTemplates, templates, noTemplates]
        ),
        "http.response.parser": ("http.response.spi.HttpResponseParser", [policyParser, plainParser]),
        "http.response.policy": ("http.response.spi.HttpResponsePolicy", [statusPolicy]),
        "http.response.policy.parser": ("http.response.spi.HttpResponseParser", [plainParser]),
        "http.response.record.parser": ("http.response.spi.KvRecordHttpResponseParser", [recordParser]),
        "http.response.record.mapper": ("http.record.spi.KvSourceRecordMapper", [schemedMapper, stringMapper]),
        "http.record.sorter": ("http.record.spi.SourceRecordSorter", [sorter]),
        "http.record.filter.factory": (
            "http.record.spi.SourceRecordFilterFactory", [offsetFilter, timestampFilter, noFilter]
        ),
        "http.auth": ("http.auth.spi.HttpAuthenticator", [configurableAuth, noAuth, basicAuth]),
        "http.response.record.timestamp.parser": ("http.response.timestamp.spi.TimestampParser", timestampParsers),
        "http.response.record.timestamp.parser.delegate": (
            "http.response.timestamp.spi.TimestampParser", timestampParsers
        ),
        "http.response.record.timestamp.parser.regex.delegate": (
            "http.response.timestamp.spi.TimestampParser", timestampParsers
        ),
    ]

    private static let timestampParsers = [epochMillis, epochMillisOr, datePattern, spokenDate, regexTimestamp]

    static let all = Set(strategies.values.flatMap(\.classes))

    /// The class with this last part of its name; nil if there is none.
    static func fullName(of name: String) -> String? { self.all.first { $0.hasSuffix("." + PairText.trimmed(name)) } }
}
