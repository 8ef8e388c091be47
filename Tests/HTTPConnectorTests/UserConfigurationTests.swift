import ConnectAPI
import HTTPTestServer
import Testing

@testable import HTTPConnector

/// Configurations of the kinds that people write for services on the web: what is asked, and what becomes of the answer.
@Suite(.timeLimit(.minutes(5))) struct UserConfigurationTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let configuration: ConfigValues
        let answer: String
        /// What is asked, poll by poll.
        let targets: [String]
        /// The keys of the first poll's records.
        let keys: [String]
        /// Parts of the first request's body and headers, these as `name: value`.
        var sent: [String] = []

        var testDescription: String { self.name }
    }

    private static let parser = "http.response.record.timestamp.parser"

    private static let cases = [
        Case(
            name: "A cursor that is empty at first",
            configuration: [
                "http.offset.initial": "cursor=", "http.request.params": "from=7&token=${offset.cursor}&test=true",
                "http.response.list.pointer": "/results",
                "http.response.record.offset.pointer": "cursor=/next, key=/id",
            ],
            answer: #"{"results":[{"id":1,"next":"p2"},{"id":2,"next":"p2"}]}"#,
            targets: ["/items?from=7&token=&test=true", "/items?from=7&token=p2&test=true"], keys: ["1", "2"]),
        Case(
            name: "OData: a name that begins with $, quotes, and dates of Microsoft's",
            configuration: [
                "http.offset.initial": "timestamp=2021-10-17T00:00:00.00Z",
                "http.request.params": "$filter=Changed ge datetimeoffset'${offset.timestamp}'&$format=json",
                "http.response.list.pointer": "/d/results",
                "http.response.record.offset.pointer": "key=/ID, timestamp=/Changed",
                Self.parser: HTTPClasses.regexTimestamp, Self.parser + ".regex.delegate": HTTPClasses.epochMillisOr,
                Self.parser + ".regex": #"(?:\/Date\((\d+).*?\)\/)"#,
            ],
            answer: #"{"d":{"results":[{"ID":"a","Changed":"/Date(1634428800001+0530)/"}]}}"#,
            targets: [
                "/items?$filter=Changed%20ge%20datetimeoffset%272021-10-17T00:00:00.00Z%27&$format=json",
                "/items?$filter=Changed%20ge%20datetimeoffset%272021-10-17T00:00:00.001Z%27&$format=json",
            ], keys: ["a"]),
        Case(
            name: "A query in the URL and more in the parameters; the key of a whole document is empty",
            configuration: [
                "http.request.url": "http://127.0.0.1:{PORT}/index.php?r=devices/list",
                "http.offset.initial": "timestamp=2020-05-08T07:55:44Z",
                "http.request.params": "since=${offset.timestamp?datetime.iso?long}",
                "http.response.record.offset.pointer": "key=/, timestamp=/created",
            ],
            answer: #"[{"created":1606800000000},{"created":1606800000500}]"#,
            targets: [
                "/index.php?r=devices/list&since=1588924544000", "/index.php?r=devices/list&since=1606800000500",
            ], keys: ["", ""]),
        Case(
            name: "A query language for metrics in the URL, and the timer's old name with a number",
            configuration: [
                "http.request.url": "http://127.0.0.1:{PORT}/query?query=requests_total{code='200',job='a'}",
                "http.throttler.interval.millis": "30", "http.response.list.pointer": "/data/result",
                "http.response.record.key.pointer": "/metric/job",
            ],
            answer: #"{"data":{"result":[{"metric":{"job":"a"},"value":[1589500805.994,"1"]}]}}"#,
            targets: ["/query?query=requests_total{code=%27200%27,job=%27a%27}"], keys: ["a"]),
        Case(
            name: "A formula with braces, names with brackets, newest first, an offset with a colon",
            configuration: [
                "http.offset.initial": "timestamp=2020-12-01T00:00:00Z",
                "http.request.headers": "Authorization: Bearer abc,Accept:application/json",
                "http.request.params": "sort[0][field]=Last Modified&filter=IS_AFTER({Last Modified}, '${timestamp}')",
                "http.response.list.pointer": "/records",
                "http.response.record.offset.pointer": "key=/id,timestamp=/fields/Last Modified",
            ],
            answer: """
                {"records":[{"id":"b","fields":{"Last Modified":"2020-12-27T10:00:00-04:00"}},
                {"id":"a","fields":{"Last Modified":"2020-12-26T10:00:00-04:00"}}]}
                """,
            targets: ["2020-12-01T00:00:00Z", "2020-12-27T14:00:00Z"].map {
                "/items?sort[0][field]=Last%20Modified&filter=IS_AFTER({Last%20Modified},%20%27\($0)%27)"
            }, keys: ["a", "b"], sent: ["authorization: Bearer abc", "accept: application/json"]),
        Case(
            name: "Local times of a table, asked for by date and time",
            configuration: [
                "http.offset.initial": "timestamp=2022-01-01T00:00:00Z",
                "http.request.params":
                    "q=on>js:at('${timestamp[0..9]}','${timestamp?keep_after(\"T\")?remove_ending(\"Z\")}')^ORDERBYon",
                "http.response.list.pointer": "/result",
                "http.response.record.offset.pointer": "key=/sys_id, timestamp=/on",
                Self.parser + ".pattern": "yyyy-MM-dd HH:mm:ss", Self.parser + ".zone": "UTC",
            ],
            answer: #"{"result":[{"sys_id":"aa","on":"2022-03-04 05:06:07"}]}"#,
            targets: [
                "/items?q=on%3Ejs:at(%272022-01-01%27,%2700:00:00%27)^ORDERBYon",
                "/items?q=on%3Ejs:at(%272022-03-04%27,%2705:06:07%27)^ORDERBYon",
            ], keys: ["aa"]),
        Case(
            name: "A search that goes on behind the last hit, by both of its sort values",
            configuration: [
                "http.request.method": "POST", "http.request.headers": "Content-Type: application/json",
                "http.request.body": """
                {"sort":[{"t":"asc"},{"_id":"asc"}]<#if offset.key??>,"search_after":\
                [${offset.timestamp?datetime.iso?long?c},"${offset.key?json_string}"]</#if>}
                """,
                "http.response.list.pointer": "/hits/hits", "http.response.record.pointer": "/_source",
                "http.response.record.offset.pointer": "key=/sort/1,timestamp=/sort/0,index=/_index",
            ],
            answer: #"{"hits":{"hits":[{"_index":"i","_source":{"m":1},"sort":[1589500801008,"x\"y"]}]}}"#,
            targets: ["/items", "/items"], keys: [#"x"y"#],
            sent: [#"{"sort":[{"t":"asc"},{"_id":"asc"}]}"#, "content-type: application/json"]),
        Case(
            name: "GraphQL with braces, quotes and a default",
            configuration: [
                "http.request.method": "POST", "http.request.headers": "Content-Type: application/json",
                "http.request.body": #"{"query": "{ items(after: {gt: \"${(offset.timestamp)!'1970'}\"}) { id } }"}"#,
                "http.response.list.pointer": "/data/items", "http.response.record.offset.pointer": "key=/id",
            ],
            answer: #"{"data":{"items":[{"id":"I1"}]}}"#, targets: ["/items"], keys: ["I1"],
            sent: [#"{"query": "{ items(after: {gt: \"1970\"}) { id } }"}"#]),
        Case(
            name: "SOAP: an XML request with its declaration and comments, an XML answer",
            configuration: [
                "http.request.method": "POST", "http.response.format": "xml",
                "http.request.headers": #"Content-Type: text/xml; charset=utf-8, SOAPAction: "urn:get""#,
                "http.request.body":
                    #"<?xml version="1.0"?><s:E xmlns:s="u"><!-- all --><s:B><Get n="1"/></s:B></s:E>"#,
                "http.response.list.pointer": "/s:E/s:B/Order", "http.response.record.offset.pointer": "key=/@id",
            ],
            answer: #"<s:E xmlns:s="u"><s:B><Order id="1"/><Order id="2"><T>2</T></Order></s:B></s:E>"#,
            targets: ["/items"], keys: ["1", "2"],
            sent: [#"<!-- all --><s:B><Get n="1"/>"#, #"soapaction: "urn:get""#]),
        Case(
            name: "A date with a comma in a header, which takes two backslashes in a template's text",
            configuration: [
                "http.offset.initial": "timestamp=2021-02-07T10:00:00Z",
                "http.request.headers":
                    #"If-Modified-Since: ${timestamp?datetime.iso?string['EEE\\, d MMM yyyy HH:mm:ss']} GMT, A: b\, c"#,
                "http.response.record.offset.pointer": "key=/id, timestamp=/t",
            ],
            answer: #"[{"id":1,"t":"2021-02-07T10:00:01Z"}]"#, targets: ["/items"], keys: ["1"],
            sent: ["if-modified-since: Sun, 7 Feb 2021 10:00:00 GMT", "a: b, c"]),
        Case(
            name: "Blanks around names and values",
            configuration: [
                "http.request.params": " a = 1 & b = 2 3 ", "http.request.headers": " X-A : 1 ,X-B:2,, ",
                "http.response.record.offset.pointer": " key = /id ,", "http.request.method": " GET ",
            ],
            answer: #"[{"id":1}]"#, targets: ["/items?a=1&b=2%203"], keys: ["1"], sent: ["x-a: 1", "x-b: 2"]),
        Case(
            name: "A list that is null when there is nothing",
            configuration: ["http.response.list.pointer": "/items"], answer: #"{"items":null}"#, targets: ["/items"],
            keys: []),
    ]

    @Test("What people configure is asked for and read", arguments: cases)
    func configuration(_ one: Case) async throws {
        try await TaskRun.with(one.configuration) { _, _ in
            .answer(200, [:], one.answer)
        } _: { (run) async throws in
            #expect(try await run.poll() == one.keys)
            for _ in one.targets.dropFirst() { _ = try await run.poll() }
            #expect(await run.targets == one.targets)
            let first = try #require(await run.server.requests.first)
            let lines = first.fields.map { "\($0.name): \($0.value)" } + [first.body]
            for part in one.sent { #expect(lines.contains { $0.contains(part) }, "\(part) in \(lines)") }
        }
    }

    @Test("A property that only the first offset has is missed after the first record, and the trace says why")
    func firstOffsetOnly() async throws {
        let configuration: ConfigValues = [
            "http.offset.initial": "since=1", "http.request.params": "since=${offset.since}",
            "http.response.record.offset.pointer": "key=/id",
        ]
        try await TaskRun.with(configuration) { _, _ in
            .answer(200, [:], #"[{"id":1}]"#)
        } _: { (run) async throws in
            #expect(try await run.poll() == ["1"])
            let error = try #require(await run.failure())
            #expect(error.message.contains("==> offset.since"))
            #expect("\(try #require(error.cause))".hasPrefix("The offset has key: until the first record is written"))
        }
    }

    @Test(
        "An answer that can't be read says which key to change",
        arguments: [
            (#"[{"id":1,"t":"2024-01-18T15:22:51.495794932Z"}]"#, "http.response.record.timestamp.parser.pattern says"),
            (#"[{"id":1}]"#, "all other pointers begin at a record"),
            (#"{"data":[{"id":1,"t":"2024-01-18T15:22:51Z"}]}"#, "http.response.list.pointer leads to the records"),
        ])
    func advice(answer: String, expected: String) async throws {
        let pointers: ConfigValues = ["http.response.record.offset.pointer": "key=/id, timestamp=/t"]
        try await TaskRun.with(pointers) { _, _ in
            .answer(200, [:], answer)
        } _: { (run) async throws in
            let cause = try #require(await run.failure()?.cause)
            #expect("\(cause)".contains(expected))
        }
    }
}
