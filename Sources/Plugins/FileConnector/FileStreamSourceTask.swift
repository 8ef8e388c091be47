import ConnectAPI
import Glibc

/// Turns lines into records, with the position behind each line as its offset.
///
/// A line counts once its end is there: `\n`, `\r\n`, or `\r` followed by something else. A file that is missing is
/// waited for. When another one takes its name, the old one is read to its end and then the new one; a file that was
/// cut short is read from its beginning.
final class FileStreamSourceTask: SourceTask {
    private let clock: any Clock<Duration>
    private let standardInput: Int32
    private var settings: FileSourceConfiguration?
    private var context: (any SourceTaskContext)?
    private var reader: LineReader?
    private var binding: Binding?

    /// How long a poll without a line waits at most, and how often it looks meanwhile.
    private static let patience = 10
    private static let pause = Duration.milliseconds(100)
    /// Bytes after which a batch is large enough.
    private static let enoughBytes = 1 << 20

    /// What stays the same in all records of a batch object.
    private struct Binding {
        let batch: SourceBatch
        var entry: SourceBatch.Entry
    }

    init(clock: any Clock<Duration> = ContinuousClock(), standardInput: Int32 = 0) {
        self.clock = clock
        self.standardInput = standardInput
    }

    func start(_ configuration: ConfigValues, context: any SourceTaskContext) async throws {
        let settings = try FileSourceConfiguration(configuration)
        if settings.file == nil { self.reader = LineReader(descriptor: self.standardInput, position: nil) }
        self.settings = settings
        self.context = context
    }

    func poll(into batch: SourceBatch) async throws {
        guard let settings else { throw ConnectError(.illegalWorkerState, "Polling a task that was not started") }
        guard let reader = try await self.open() else { return await self.sleep(times: Self.patience) }
        let entry = self.bind(batch, settings)
        for attempt in 0...Self.patience {
            if attempt > 0 {
                await self.sleep(times: 1)
                if Task.isCancelled { return }
            }
            let isAtEnd = try self.read(reader, into: batch, entry, limit: settings.batchSize)
            if !batch.isEmpty || !isAtEnd { return }
        }
        try self.follow(reader, into: batch, entry, settings)
    }

    /// Looks whether the file was rotated, once nothing more came for a while.
    private func follow(
        _ reader: LineReader, into batch: SourceBatch, _ entry: SourceBatch.Entry, _ settings: FileSourceConfiguration
    ) throws(ConnectError) {
        guard let file = settings.file else { return }
        switch reader.change(of: file) {
        case .none: return
        case .shortened: try reader.rewind()
        case .replaced:
            _ = try self.read(reader, into: batch, entry, limit: settings.batchSize)  // written just before
            guard batch.isEmpty, let descriptor = try Self.open(file) else { return }
            if let rest = reader.takeRest() {  // nobody will end this line any more; what comes next begins at 0
                var entry = entry
                entry.timestamp = Self.now()
                Self.append(rest, of: reader, at: 0, to: batch, entry)
            }
            reader.close()
            self.reader = LineReader(descriptor: descriptor, position: 0)
        }
        if let reader = self.reader { _ = try self.read(reader, into: batch, entry, limit: settings.batchSize) }
    }

    func stop() async throws {
        if self.settings?.file != nil { self.reader?.close() }
        self.reader = nil
    }

    /// Waits; a cancelled wait is a short one.
    private func sleep(times: Int) async {
        for _ in 0..<times {
            do {
                try await self.clock.sleep(for: Self.pause)
            } catch {
                return
            }
        }
    }

    /// The open file, nil if it isn't there yet.
    private func open() async throws -> LineReader? {
        if let reader { return reader }
        guard let file = self.settings?.file, let context else { return nil }
        guard let descriptor = try Self.open(file) else { return nil }
        do {
            let offset = try await context.offsets(of: [FilePosition.partition(file)]).first ?? nil
            let position = try FilePosition.start(offset)
            let reader = LineReader(descriptor: descriptor, position: position)
            try reader.seek(to: position)
            self.reader = reader
            return reader
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    private static func open(_ file: String) throws(ConnectError) -> Int32? {
        guard !file.utf8.contains(0) else { throw FileError.name(file) }  // another file's, to the system
        let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor >= 0 { return descriptor }
        if errno == ENOENT { return nil }
        throw FileError.opening(file, errno)
    }

    /// Appends the lines that are there.
    ///
    /// - Returns: Whether there was nothing more to read.
    private func read(
        _ reader: LineReader, into batch: SourceBatch, _ entry: SourceBatch.Entry, limit: Int
    ) throws(ConnectError) -> Bool {
        var entry = entry
        entry.timestamp = Self.now()
        var bytes = 0
        while bytes < Self.enoughBytes {
            guard let line = reader.nextLine() else {
                guard try reader.fill() else { return true }
                continue
            }
            Self.append(line, of: reader, at: reader.position ?? 0, to: batch, entry)
            bytes += line.count
            if batch.count >= max(limit, 1) { return false }
        }
        return false
    }

    private static func append(
        _ line: Range<Int>, of reader: LineReader, at position: Int64, to batch: SourceBatch, _ entry: SourceBatch.Entry
    ) {
        var entry = entry
        entry.value = batch.arena.string { writer in JavaUTF8.append(line, of: reader, to: &writer) }
        entry.offsetToken = position
        batch.append(entry)
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    private func bind(_ batch: SourceBatch, _ settings: FileSourceConfiguration) -> SourceBatch.Entry {
        if let binding, binding.batch === batch { return binding.entry }
        let isFile = settings.file != nil
        batch.offsetOfToken = { [FilePosition.position: isFile ? .int64($0) : .null] }
        let entry = SourceBatch.Entry(
            topic: batch.index(ofTopic: settings.topic), value: .null,
            valueSchema: Int32(batch.arena.index(of: .string)),
            sourcePartition: batch.index(ofSourcePartition: FilePosition.partition(settings.file)), offsetToken: 0)
        self.binding = Binding(batch: batch, entry: entry)
        return entry
    }
}

/// What the system says about a file, as Java words it.
enum FileError {
    static func opening(_ file: String, _ code: Int32) -> ConnectError {
        let reason = String(cString: strerror(code))
        let text =
            code == EACCES
            ? "java.nio.file.AccessDeniedException: \(file)"
            : "java.nio.file.FileSystemException: \(file): \(reason)"
        return ConnectError(.connect, text)
    }

    static func name(_ file: String) -> ConnectError {
        ConnectError(.other("java.nio.file.InvalidPathException"), "Nul character not allowed: \(file)")
    }

    static func reading(_ code: Int32) -> ConnectError {
        ConnectError(.connect, "java.io.IOException: \(String(cString: strerror(code)))")
    }
}
