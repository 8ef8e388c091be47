import ConnectAPI
import Glibc
import Testing

@testable import FileConnector

@Suite struct FileStreamSourceTaskTests {
    struct Offsets: SourceTaskContext {
        var offset: SourcePosition?
        let connectorName = "file"
        let taskNumber = 0
        func offsets(of partitions: [SourcePosition?]) async throws -> [SourcePosition?] {
            partitions.map { _ in self.offset }
        }
    }

    struct Line: Equatable {
        let text: String
        let position: Int64
        init(_ text: String, _ position: Int64) { (self.text, self.position) = (text, position) }
    }

    let file = TemporaryFile()
    let clock = ManualClock()
    let batch = SourceBatch()

    private func task(
        _ others: ConfigValues = [:], position: Value? = nil
    ) async throws -> FileStreamSourceTask {
        let task = FileStreamSourceTask(clock: self.clock)
        try await task.start(
            ["file": self.file.path, "topic": "lines"].merging(others) { $1 },
            context: Offsets(offset: position.map { ["position": $0] }))
        return task
    }

    private func poll(_ task: FileStreamSourceTask) async throws -> [Line] {
        self.batch.reset()
        try await task.poll(into: self.batch)
        return self.batch.entries.indices.map { index in
            Line(self.batch.record(at: index).value.value.string ?? "?", self.position(index))
        }
    }

    private func position(_ index: Int) -> Int64 { self.batch.sourceOffset(at: index)?["position"]?.integer ?? -1 }

    @Test("A record holds a line, where it comes from and when it was read")
    func record() async throws {
        self.file.append("first\nsecond\n")
        let task = try await self.task()
        #expect(try await self.poll(task) == [Line("first", 6), Line("second", 13)])
        let record = self.batch.record(at: 0)
        #expect(record.topic == "lines")
        #expect(record.partition == nil)
        #expect(record.key == .null)
        #expect(record.value == SchemaAndValue(.string, "first"))
        #expect(abs((record.timestamp ?? 0) / 1000 - Int64(time(nil))) < 60)
        #expect(record.headers.isEmpty)
        #expect(self.batch.sourcePartition(at: 0) == ["filename": .string(self.file.path)])
        #expect(self.batch.sourceOffset(at: 1) == ["position": .int64(13)])
    }

    @Test("Lines end as Java says, and a line that isn't whole waits")
    func lineEnds() async throws {
        self.file.append("a\r\nb\rc\n\n\r\r\nd")
        let task = try await self.task()
        #expect(
            try await self.poll(task) == [
                Line("a", 3), Line("b", 5), Line("c", 7), Line("", 8), Line("", 9), Line("", 11),
            ])
        #expect(try await self.poll(task) == [])
        self.file.append("e\r")  // whether a newline follows isn't known yet
        #expect(try await self.poll(task) == [])
        self.file.append("\nf\n")
        #expect(try await self.poll(task) == [Line("de", 15), Line("f", 17)])
    }

    @Test("A batch has at most batch.size lines, and nothing is lost between two")
    func batchSize() async throws {
        self.file.append((0..<7).map { "line \($0)\n" }.joined())
        let task = try await self.task(["batch.size": "3"])
        #expect(try await self.poll(task).map(\.text) == ["line 0", "line 1", "line 2"])
        #expect(try await self.poll(task).map(\.text) == ["line 3", "line 4", "line 5"])
        #expect(try await self.poll(task).map(\.text) == ["line 6"])
        #expect(self.clock.sleeps == 0)
    }

    @Test("Reading goes on where the offset says, and begins anew in a shorter file", arguments: [0, 6, 9, 13, 14])
    func resumes(position: Int64) async throws {
        self.file.append("first\nsecond\n")
        let task = try await self.task(position: .int64(position))
        let expected: [Int64: [Line]] = [
            0: [Line("first", 6), Line("second", 13)], 6: [Line("second", 13)], 9: [Line("ond", 13)],
            14: [Line("first", 6), Line("second", 13)],
        ]
        #expect(try await self.poll(task) == expected[position] ?? [])
    }

    @Test("A position of another type is refused")
    func wrongPosition() async throws {
        self.file.append("x\n")
        let task = try await self.task(position: "12")
        let error = await #expect(throws: ConnectError.self) { try await self.poll(task) }
        #expect(error?.message == "Offset position is the incorrect type")
        #expect(try await self.poll(try await self.task(position: .null)) == [Line("x", 2)])
    }

    @Test("A missing file is waited for")
    func missing() async throws {
        let task = try await self.task()
        #expect(try await self.poll(task) == [])
        #expect(self.clock.now.offset == .seconds(1))
        self.file.append("there\n")
        #expect(try await self.poll(task) == [Line("there", 6)])
    }

    @Test("A line that comes while a poll waits ends its wait")
    func growing() async throws {
        self.file.append("a\n")
        let task = try await self.task()
        _ = try await self.poll(task)
        self.clock.whileSleeping = { if $0 == 3 { self.file.append("b\n") } }
        #expect(try await self.poll(task) == [Line("b", 4)])
        #expect(self.clock.sleeps == 3)
    }

    @Test("A folder is an error, not an endless wait")
    func folder() async throws {
        let task = try await self.task(["file": "/tmp"])
        let error = await #expect(throws: ConnectError.self) { try await self.poll(task) }
        #expect(error?.message == "java.io.IOException: Is a directory")
    }

    @Test("A name with a zero in it is an error: to the system it would be another file's")
    func zeroInName() async throws {
        self.file.append("one\n")
        let task = try await self.task(["file": self.file.path + "\0x"])
        let error = await #expect(throws: ConnectError.self) { try await self.poll(task) }
        #expect(error?.kind == .other("java.nio.file.InvalidPathException"))
    }

    @Test("A file that was renamed is read to its end, and then the one that has its name")
    func rotated() async throws {
        self.file.append("one\n")
        let task = try await self.task()
        #expect(try await self.poll(task) == [Line("one", 4)])
        self.file.append("two\nthr")
        self.file.rotate()
        #expect(try await self.poll(task) == [Line("two", 8)])
        #expect(try await self.poll(task) == [])  // nothing has the name yet
        self.file.append("four\nfive\n")
        #expect(try await self.poll(task) == [Line("thr", 0), Line("four", 5), Line("five", 10)])
        self.file.append("six\n")
        #expect(try await self.poll(task) == [Line("six", 14)])
    }

    @Test("A file that was cut short is read from its beginning")
    func shortened() async throws {
        self.file.append("1234\n56")
        let task = try await self.task()
        #expect(try await self.poll(task) == [Line("1234", 5)])
        self.file.truncate()
        self.file.append("ab\n")
        #expect(try await self.poll(task) == [Line("ab", 3)])
        self.file.append("cd\n")
        #expect(try await self.poll(task) == [Line("cd", 6)])
    }

    @Test("Lines longer than any buffer come out whole")
    func longLines() async throws {
        let long = String(repeating: "0123456789", count: 100_000)
        self.file.append("\(long)\nshort\n\(long)")
        let task = try await self.task()
        var lines = try await self.poll(task)
        if lines.count == 1 { lines += try await self.poll(task) }
        #expect(lines == [Line(long, 1_000_001), Line("short", 1_000_007)])
    }

    @Test("A line with carriage returns only is split without looking at the rest again and again")
    func carriageReturns() async throws {
        self.file.append((0..<50_000).map { "\($0)\r" }.joined() + "\n")
        let task = try await self.task(["batch.size": "100000"])
        var lines: [Line] = []
        while lines.count < 50_000 { lines += try await self.poll(task) }
        #expect(lines.count == 50_000)
        #expect(lines.last?.text == "49999")
    }

    @Test(
        "Bytes that are no UTF-8 are read as Java reads them",
        arguments: [
            ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0xC3, 0xA9], "é"), ([0xC3], "\u{FFFD}"),
            ([0xED, 0xA0, 0x80], "\u{FFFD}"), ([0xE2, 0x82], "\u{FFFD}"),
            ([0xE0, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xF0, 0x9F, 0x98, 0x80], "😀"), ([0xF0, 0x9F, 0x98], "\u{FFFD}"),
            ([0xF0, 0x80, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xF5, 0x80, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}"),
            ([0xEF, 0xBB, 0xBF, 0x78], "\u{FEFF}x"),
        ] as [([UInt8], String)])
    func malformed(bytes: [UInt8], text: String) async throws {
        self.file.append(bytes + [0x0A])
        let task = try await self.task()
        let lines = try await self.poll(task)
        #expect(lines.first.map { Array($0.text.unicodeScalars) } == Array(text.unicodeScalars))
        #expect(lines.first?.position == Int64(bytes.count + 1))
    }

    @Test("Without a file the standard input is read, and no position is kept")
    func standardInput() async throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let task = FileStreamSourceTask(clock: self.clock, standardInput: ends[0])
        try await task.start(["topic": "lines"], context: Offsets())
        #expect(try await self.poll(task) == [])
        write(ends[1], "typed\nhalf", 10)
        #expect(try await self.poll(task).map(\.text) == ["typed"])
        #expect(self.batch.sourcePartition(at: 0) == ["filename": .null])
        #expect(self.batch.sourceOffset(at: 0) == ["position": .null])
        close(ends[1])
        #expect(try await self.poll(task) == [])
        try await task.stop()
    }

    @Test("A poll that waits ends when its task is cancelled", .timeLimit(.minutes(5)))
    func cancelled() async throws {
        let path = self.file.path
        let isEmpty = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.cancelAll()
            group.addTask {
                let task = FileStreamSourceTask()
                try await task.start(["file": path, "topic": "t"], context: Offsets())
                let batch = SourceBatch()
                let start = ContinuousClock.now
                try await task.poll(into: batch)
                return batch.isEmpty && ContinuousClock.now - start < .milliseconds(500)
            }
            return try await group.next()
        }
        #expect(isEmpty == true)
    }
}
