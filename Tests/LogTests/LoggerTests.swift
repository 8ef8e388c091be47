import Glibc
import Log
import Testing

@Suite struct LoggerTests {
    private let sink = CapturingSink()
    private let registry: LogRegistry

    init() { self.registry = LogRegistry(level: .info, sinks: [self.sink]) }

    @Test func aMessageBelowTheLevelIsNotWrittenAndItsFieldsAreNotMade() {
        let logger = Logger("a.b", registry: self.registry)
        var made = 0
        func fields() -> LogFields {
            made += 1
            return ["n": made]
        }
        logger.debug("quiet", fields())
        logger.info("loud", fields())
        #expect(self.sink.events.map(\.message) == ["loud"])
        #expect(made == 1)
    }

    @Test func aLoggerTakesTheLevelOfTheLongestNameInFrontOfIt() {
        self.registry.configure(["a": .error, "a.b": .debug, "": .warn])
        #expect(Logger("a.b.c", registry: self.registry).isEnabled(.debug))
        #expect(!Logger("a.bc", registry: self.registry).isEnabled(.warn))
        #expect(Logger("x", registry: self.registry).isEnabled(.warn))
        #expect(!Logger("x", registry: self.registry).isEnabled(.info))
    }

    @Test func aLevelSetAtRunTimeReachesLoggersThatExistAndThoseThatCome() {
        let before = Logger("a.b.c", registry: self.registry)
        #expect(self.registry.setLevel(.trace, of: "a.b") == ["a.b", "a.b.c"])
        #expect(before.isEnabled(.trace))
        #expect(Logger("a.b.later", registry: self.registry).isEnabled(.trace))
        #expect(!Logger("a.x", registry: self.registry).isEnabled(.debug))
    }

    @Test func onlyChangesAreListedAndOnlyTheyMoveTheTime() throws {
        _ = Logger("a.b", registry: self.registry)
        #expect(self.registry.setLevel(.info, of: "a") == [])
        #expect(try #require(self.registry.logger("a")).lastModified == nil)
        #expect(self.registry.setLevel(.debug, of: "a") == ["a", "a.b"])
        let time = try #require(self.registry.logger("a.b")?.lastModified)
        #expect(time > 1_700_000_000_000)
        #expect(self.registry.setLevel(.debug, of: "a") == [])
        #expect(self.registry.logger("a.b")?.lastModified == time)
    }

    @Test func theRootMeansAllAndIsFoundInAnyCase() throws {
        _ = Logger("z", registry: self.registry)
        #expect(self.registry.setLevel(.error, of: "ROOT") == ["root", "z"])
        #expect(try #require(self.registry.logger("Root")).level == .error)
        #expect(self.registry.logger("never.heard.of") == nil)
        self.registry.setLevel(.off, of: "z")
        #expect(self.registry.loggers().map(\.name) == ["root"])
    }

    @Test(arguments: [("debug", LogLevel.debug), (" INFO ", .info), ("All", .all), ("OFF", .off)])
    func levelsAreReadInAnyCase(text: String, level: LogLevel) {
        #expect(LogLevel(name: text) == level)
        #expect(LogLevel(name: text + "x") == nil)
    }
}

@Suite struct LogFormatTests {
    private func line(_ format: LogFormat, _ fields: LogFields, error: (any Error)? = nil) throws -> String {
        let sink = CapturingSink()
        Logger("a.b", registry: LogRegistry(sinks: [sink])).info("Joining the group", fields, error: error)
        return format.line(try #require(sink.events.first))
    }

    @Test func aTextLineHasTimeLevelMessageFieldsAndName() throws {
        let line = try self.line(.text, ["group": "connect", "generation": 7, "why": "two words", "ok": true])
        let expected = "] INFO Joining the group group=connect generation=7 why=\"two words\" ok=true (a.b)\n"
        #expect(line.hasSuffix(expected))
        #expect(line.hasPrefix("[20"))
        #expect(line.utf8.count == expected.utf8.count + "[2026-11-22 10:11:12,345".utf8.count)
    }

    @Test func aSecretCanNotBePrinted() throws {
        let secret = Secret("hunter2")
        for format in [LogFormat.text, .json] {
            let line = try self.line(format, ["password": secret])
            #expect(line.contains("[hidden]"))
            #expect(!line.contains("hunter2"))
        }
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", "\(Optional(secret) as Any)", dumped] {
            #expect(!text.contains("hunter2"))
        }
    }

    @Test func aValueCanNotMakeASecondLineOrATerminalCommand() throws {
        for format in [LogFormat.text, .json] {
            let line = try self.line(format, ["x": "a\nINFO forged\u{1B}[2J\u{9B}\"\\"])
            #expect(line.filter { $0.isNewline }.count == 1)
            #expect(line.contains(#"a\nINFO forged\u001b[2J\u009b\"\\"#))
        }
    }

    @Test func aJSONLineKeepsNumbersAndFlags() throws {
        struct Failure: Error {}
        let line = try self.line(.json, ["n": 5, "f": false, "d": 0.5, "nan": Double.nan], error: Failure())
        let rest = #""level":"INFO","logger":"a.b","message":"Joining the group","n":5,"f":false,"d":0.5,"#
        #expect(line.contains(rest + #""nan":"nan","error":"Failure()"}"#))
    }
}

@Suite struct StreamSinkTests {
    @Test func aReaderThatStallsNeitherBlocksTheWriterNorGrowsMemoryForEver() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let registry = LogRegistry(sinks: [StreamSink(.descriptor(ends[1]), format: .text)])
        let logger = Logger("a", registry: registry)
        let long = String(repeating: "x", count: 1000)
        for _ in 0..<3000 { logger.info("filling the pipe", ["x": long]) }  // nobody reads: this must return
        #expect(fcntl(ends[1], F_GETFL) & O_NONBLOCK == 0)  // the description that others share is left alone
        #expect(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(ends[0], &buffer, buffer.count)
            if count > 0 { text += buffer[..<count] } else if !text.isEmpty { break }
        }
        for _ in 0..<40 {
            logger.info("reading again")
            while case let count = read(ends[0], &buffer, buffer.count), count > 0 { text += buffer[..<count] }
        }
        let all = String(decoding: text, as: UTF8.self)
        #expect(all.contains("log lines dropped"))
        #expect(all.contains("reading again"))
        close(ends[0])
        close(ends[1])
    }
}
