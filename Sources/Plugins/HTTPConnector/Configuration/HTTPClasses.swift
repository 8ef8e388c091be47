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

    static let all: Set<String> = [
        adaptableTimer, fixedTimer, client, requestFactory, compatibleTemplates, templates, noTemplates, policyParser,
        plainParser, statusPolicy, recordParser, schemedMapper, stringMapper, sorter, offsetFilter, timestampFilter,
        noFilter, configurableAuth, noAuth, basicAuth, epochMillis, epochMillisOr, datePattern, spokenDate,
        regexTimestamp,
    ]
}
