import ConnectAPI
import Glibc

/// Fills batches with records of one schema.
final class RecordGenerator {
    // What each record needs stands first, and what all tasks of a connector need is shared: a task that makes a record now
    // and then finds its own memory cold.
    private let plan: Plan
    @exclusivity(unchecked) private var position: GeneratorPosition
    private let iterations: Int64?
    private let seeds: SeedLog
    private let revision: RecordRevision?
    @exclusivity(unchecked) private var binding: Binding?
    private let taskNumber: Int32
    private let keyField: Int32
    /// What went wrong after some records of a poll; the next one throws it.
    @exclusivity(unchecked) private var failure: ConnectError?
    private let extras: RecordExtras
    private let share: SharedValues<GeneratorProgram.Key, GeneratorProgram>.Share?

    /// Cells and bytes after which a batch is large enough.
    private static let enoughCells = 1 << 16
    private static let enoughBytes = 1 << 19

    /// What stays the same in all records of a batch object.
    private struct Binding {
        let batch: SourceBatch
        let topic: Int32
        let sourcePartition: Int32
    }

    /// What is the same in all records of a batch.
    private struct Template {
        let entry: SourceBatch.Entry
        /// The headers of a record, the number of the record last.
        let headers: (SourceBatch.HeaderEntry, SourceBatch.HeaderEntry, SourceBatch.HeaderEntry)
    }

    /// - Parameter share: If other tasks may have the program too.
    init(
        _ program: GeneratorProgram, share: SharedValues<GeneratorProgram.Key, GeneratorProgram>.Share? = nil,
        extras: RecordExtras, taskNumber: Int32, position: GeneratorPosition, iterations: Int64?
    ) throws(ConnectError) {
        do throws(GeneratorError) {
            self.plan = try Plan(program, generation: position.count)
        } catch {
            throw error.connectError
        }
        self.keyField = program.key.map { Int32($0.field) } ?? -1
        self.extras = extras
        self.revision = try RecordRevision(extras, program.schema)
        self.taskNumber = taskNumber
        self.position = position
        self.iterations = iterations
        self.seeds = SeedLog(generation: position.generation)
        self.share = share
    }

    convenience init(
        _ type: AvroType, extras: RecordExtras, keyField: String?, taskNumber: Int32, position: GeneratorPosition,
        iterations: Int64?, rules: GeneratorRules = .connector
    ) throws(ConnectError) {
        try self.init(
            GeneratorProgram(type, keyField: keyField, rules: rules), extras: extras, taskNumber: taskNumber,
            position: position, iterations: iterations)
    }

    /// Whether all records were made, and that is no failure.
    var isAtRest: Bool { (self.iterations.map { self.position.count >= $0 } ?? false) && self.extras.endsQuietly }

    /// Appends up to `count` records.
    ///
    /// - Throws: If all records of `iterations` were made, or if one can't be made; those before it are delivered.
    func fill(_ batch: SourceBatch, count: Int) throws(ConnectError) {
        if let failure { throw failure }
        var count = count
        if let iterations {
            guard self.position.count < iterations else {
                throw ConnectError(
                    .connect,
                    "Stopping connector: generated the configured \(self.position.count) number of messages")
            }
            count = Int(min(Int64(count), iterations - self.position.count))
        }
        let binding = self.bind(batch)
        do throws(GeneratorError) {
            try self.generate(binding, count)
        } catch {
            guard !batch.isEmpty else { throw error.connectError }
            self.failure = error.connectError
        }
    }

    private func bind(_ batch: SourceBatch) -> Binding {
        if let binding, binding.batch === batch { return binding }
        self.plan.bind(to: batch.arena)
        batch.offsetOfToken = self.seeds.offset(of:)
        let topics = self.extras.topics.topics.map { batch.index(ofTopic: $0) }
        self.revision?.topicNumbers = topics
        let binding = Binding(
            batch: batch, topic: topics.first ?? 0,
            sourcePartition: batch.index(
                ofSourcePartition: GeneratorPosition.partition(taskNumber: self.taskNumber)))
        self.binding = binding
        return binding
    }

    /// A record without what is its own.
    private func template(_ binding: Binding) -> Template {
        let constants = self.plan.constants
        func header(_ name: Cell, _ value: Int64) -> SourceBatch.HeaderEntry {
            .init(key: name, value: .int64(value), schema: constants.headerSchema)
        }
        return Template(
            entry: SourceBatch.Entry(
                topic: binding.topic, keySchema: constants.keySchema, value: .null,
                valueSchema: constants.valueSchema, headerCount: 3, sourcePartition: binding.sourcePartition,
                offsetToken: 0),
            headers: (
                header(constants.headerNames.generation, self.position.generation),
                header(constants.headerNames.task, Int64(self.taskNumber)),
                header(constants.headerNames.iteration, 0)
            ))
    }

    /// Makes up to `count` records in the batch's own memory.
    private func generate(_ binding: Binding, _ count: Int) throws(GeneratorError) {
        let batch = binding.batch
        let template = self.template(binding)
        try batch.entries.append(addingCapacity: count) { (entries) throws(GeneratorError) in
            try entries.withUnsafeMutableBufferPointer { (entries, made) throws(GeneratorError) in
                try batch.headers.append(addingCapacity: count * 3) { (headers) throws(GeneratorError) in
                    try headers.withUnsafeMutableBufferPointer { (headers, headerCount) throws(GeneratorError) in
                        defer { headerCount = made * 3 }
                        guard let entries = entries.baseAddress, let headers = headers.baseAddress else { return }
                        try batch.arena.withCursor { (cursor) throws(GeneratorError) in
                            try self.generate(template, count, entries, headers, &cursor, &made)
                        }
                    }
                }
            }
        }
    }

    /// The loop in which a task spends its time: what is the same in all records is copied as a piece of memory.
    private func generate(
        _ template: Template, _ count: Int, _ entries: UnsafeMutablePointer<SourceBatch.Entry>,
        _ headers: UnsafeMutablePointer<SourceBatch.HeaderEntry>, _ cursor: inout ArenaCursor, _ made: inout Int
    ) throws(GeneratorError) {
        let plan = self.plan
        let first = self.position.count
        let seeds = self.seeds.begin(first: first, count: count)
        let keyField = Int(self.keyField)
        let mostCells = cursor.cellCount + Self.enoughCells
        let mostBytes = cursor.byteCount + Self.enoughBytes
        let revision = self.revision
        let now = revision == nil ? 0 : Self.now
        var random = self.position.random
        var seed: Int64 = 0
        var index = 0
        defer {
            made = index
            self.position.count += Int64(index)
            self.position.random = random
            self.seeds.end(count: index, last: seed)
        }
        while index < count, cursor.cellCount < mostCells, cursor.byteCount < mostBytes {
            let mark = (cells: cursor.cellCount, bytes: cursor.byteCount)
            let entry = entries + index
            Self.copy(template.entry, to: entry)
            do throws(GeneratorError) {
                entry.pointee.value = try plan.record(&cursor, &random)
            } catch {
                cursor.rewind(cells: mark.cells, bytes: mark.bytes)
                throw error
            }
            seed = random.nextLong()
            random.setSeed(seed)
            if let seeds { seeds[index] = seed }
            let number = first &+ Int64(index)
            if let revision { revision.apply(to: &entry.pointee, number: number, seed: seed, now: now, &cursor) }
            if keyField >= 0 { entry.pointee.key = cursor[entry.pointee.value.firstMember &+ keyField] }
            entry.pointee.firstHeader = UInt32(truncatingIfNeeded: index &* 3)
            entry.pointee.offsetToken = number
            Self.copy(template.headers, to: headers + index &* 3)
            headers[index &* 3 &+ 2].value.bits = UInt64(bitPattern: number)
            index &+= 1
        }
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    @inline(__always)
    private static func copy<Value: BitwiseCopyable, Target>(_ value: Value, to target: UnsafeMutablePointer<Target>) {
        withUnsafePointer(to: value) {
            UnsafeMutableRawPointer(target).copyMemory(from: $0, byteCount: MemoryLayout<Value>.size)
        }
    }
}

/// The random seeds after each record of the last polls: what their offsets hold besides a count.
private final class SeedLog {
    /// The records of one poll.
    private struct Poll {
        var first: Int64 = 0
        var count = 0
        /// After the last record.
        var last: Int64 = 0
        /// After each record, if the poll was to make several.
        var seeds = UnsafeMutableBufferPointer<Int64>(start: nil, count: 0)

        /// nil if record `number` is none of the poll's.
        func seed(after number: Int64) -> Int64? {
            guard number >= self.first, number - self.first < self.count else { return nil }
            let place = Int(number - self.first)
            return place == self.count - 1 ? self.last : self.seeds[place]
        }
    }

    private let generation: Int64
    @exclusivity(unchecked) private var current = Poll()
    @exclusivity(unchecked) private var previous = Poll()

    init(generation: Int64) { self.generation = generation }

    deinit {
        self.current.seeds.deallocate()
        self.previous.seeds.deallocate()
    }

    /// Begins a poll.
    ///
    /// - Returns: Room for its seeds; nil if there is but one.
    func begin(first: Int64, count: Int) -> UnsafeMutablePointer<Int64>? {
        (self.current, self.previous) = (self.previous, self.current)
        (self.current.first, self.current.count) = (first, 0)
        guard count > 1 else { return nil }
        if self.current.seeds.count < count {
            self.current.seeds.deallocate()
            self.current.seeds = .allocate(capacity: count)
            self.current.seeds.initialize(repeating: 0)
        }
        return self.current.seeds.baseAddress
    }

    func end(count: Int, last: Int64) { (self.current.count, self.current.last) = (count, last) }

    /// The source offset after record `number`; nil if that wasn't made in the last two polls.
    func offset(of number: Int64) -> SourcePosition? {
        guard let seed = self.current.seed(after: number) ?? self.previous.seed(after: number) else { return nil }
        return GeneratorPosition.offset(generation: self.generation, count: number, seed: seed)
    }
}
