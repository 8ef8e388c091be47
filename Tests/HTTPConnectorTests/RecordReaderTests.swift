import Bytes
import ConnectAPI
import Testing

@testable import HTTPConnector

@Suite struct RecordReaderTests {
    private func read(
        _ body: String, _ configuration: ConfigValues = [:], seen: [String: String] = [:]
    ) throws -> (keys: [String], values: [String], last: [String: String]?) {
        var all: ConfigValues = [
            "http.request.url": "http://h/", "kafka.topic": "t",
            "http.response.record.mapper": HTTPClasses.stringMapper,
        ]
        all.merge(configuration) { $1 }
        let settings = try HTTPSourceSettings(all)
        let reader = RecordReader(settings.records)
        let batch = SourceBatch()
        let binding = RecordBinding(batch, topic: "t", settings.records.mapper, partition: [:])
        _ = try reader.parse(Bytes(utf8: body))
        let time = try OffsetText.time(of: seen) ?? 0
        var hasPassedSeen = false
        let result = reader.append(to: batch, binding, seen: (seen, time), &hasPassedSeen, now: 1)
        let records = (0..<batch.count).map { batch.record(at: $0) }
        return (
            records.map { $0.key.value.string ?? "" }, records.map { $0.value.value.string ?? "" },
            result.last.map { reader.offset(at: $0) }
        )
    }

    private static let pointers: ConfigValues = ["http.response.record.offset.pointer": "key=/id, timestamp=/t"]

    @Test(
        "Values are written as Jackson writes them",
        arguments: [
            (#"[{"a" : 1 , "b":[ ]}]"#, #"{"a":1,"b":[]}"#), (#"["x\n\u00e9\/\u0001"]"#, "x\né/\u{1}"),
            ("[1.50, 2]", "1.5"),
            (#"[{"a":"\t\"\u00e9\ud83d\ude00\u007f"}]"#, "{\"a\":\"\\t\\\"é😀\u{7f}\"}"),
            (#"[{"a":1,"b":2,"a":3}]"#, #"{"a":3,"b":2}"#),
            ("[null]", "null"), ("[true]", "true"),
            (
                #"{"a":-0,"b":1e3,"c":1E400,"d":0.001,"e":12.0}"#,
                #"{"a":0,"b":1000.0,"c":"Infinity","d":0.001,"e":12.0}"#
            ),
            ("[[1, 2]]", "[1,2]"), ("7 trailing", "7"),
        ])
    func values(body: String, expected: String) throws { #expect(try self.read(body).values.first == expected) }

    @Test("A key is what the pointers say, or a UUID of the value")
    func keys() throws {
        #expect(try self.read(#"{"k1":"v1"}"#).keys == ["aa73ac40-6767-3026-a950-f8502381d3ff"])
        #expect(try self.read("\"\"").keys == ["d41d8cd9-8f00-3204-a980-0998ecf8427e"])
        let body = #"[{"a":"x","b":{"c":7},"d":""}]"#
        #expect(try self.read(body, ["http.response.record.key.pointer": "/a, /b/c ,/d"]).keys == ["x+7"])
        #expect(try self.read(body, ["http.response.record.offset.pointer": "key=/d"]).keys == [""])
        let long = String(repeating: "x", count: 1000)
        #expect(try self.read("\"\(long)\"").keys.first?.count == 36)
    }

    @Test("What was read before is left out, and equal offsets are no error")
    func filter() throws {
        let body = """
            [{"id":0,"t":"2020-01-01T00:00:01Z"},{"id":1,"t":"2020-01-01T00:00:02Z"},{"id":2,"t":"2020-01-01T00:00:02Z"},
            {"id":2,"t":"2020-01-01T00:00:02Z"},{"id":3,"t":"2020-01-01T00:00:03+00:00"}]
            """
        let seen = ["key": "1", "timestamp": "2020-01-01T00:00:02Z"]
        let result = try self.read(body, Self.pointers, seen: seen)
        #expect(result.keys == ["2", "2", "3"])
        #expect(result.last == ["key": "3", "timestamp": "2020-01-01T00:00:03Z"])
        let strict = Self.pointers.merging(["http.record.filter.factory": HTTPClasses.timestampFilter]) { $1 }
        #expect(try self.read(body, strict, seen: seen).keys == ["3"])
        let none = Self.pointers.merging(["http.record.filter.factory": HTTPClasses.noFilter]) { $1 }
        #expect(try self.read(body, none, seen: seen).keys.count == 5)
    }

    @Test(
        "The oldest record comes first",
        arguments: [("IMPLICIT", ["1", "2"]), ("ASC", ["2", "1"]), ("desc", ["1", "2"])])
    func order(direction: String, expected: [String]) throws {
        let body = #"[{"id":2,"t":2},{"id":1,"t":1}]"#
        let configuration = Self.pointers.merging(["http.response.list.order.direction": direction]) { $1 }
        #expect(try self.read(body, configuration).keys == expected)
    }

    @Test(
        "What isn't there is named in Jackson's words",
        arguments: [
            ("/data/5", #"{"data":[1]}"#, "No node at '/data/5' (unmatched part: '/5')"),
            ("/a/b", #"{"a":1}"#, "No node at '/a/b' (unmatched part: '/b')"),
            ("/x", "[]", "No node at '/x' (unmatched part: '/x')"),
            ("/01", "[1,2]", "No node at '/01' (unmatched part: '/01')"),
        ])
    func missing(pointer: String, body: String, message: String) {
        #expect {
            try self.read(body, ["http.response.list.pointer": pointer])
        } throws: {
            ($0 as? ConnectError)?.message == message
        }
    }

    @Test(
        "Pointers lead by names, places and escapes",
        arguments: [
            ("/a~1b", "1"), ("/m~0n", "2"), ("/", "root"), ("", "root"), ("/my data", "3"), ("/é", "4"), ("/l/1", "6"),
        ])
    func pointers(pointer: String, expected: String) throws {
        let body = #"{"a/b":1,"m~n":2,"my data":3,"\u00e9":4,"l":[5,6]}"#
        let values = try self.read(body, ["http.response.record.pointer": pointer]).values
        #expect(expected == "root" ? values[0].hasPrefix("{\"a/b\"") : values == [expected])
    }

    @Test("Bad JSON is refused in Jackson's words", arguments: ["hello", "[1", "{\"a\":", "", "[1,]", "nul", "\u{1}"])
    func badJSON(body: String) {
        #expect {
            try self.read(body)
        } throws: {
            ($0 as? ConnectError)?.description.hasPrefix("com.fasterxml.jackson.core.") == true
        }
    }
}
