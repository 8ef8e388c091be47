import ConnectAPI
import Glibc

/// Fills batches with records of one schema.
final class RecordGenerator {
    private let plan: Plan
    private let schema: Schema
    private let key: (field: Int, schema: Schema)?
    private let extras: RecordExtras
    @exclusivity(unchecked) private var revision: RecordRevision?
    private let taskNumber: Int32
    private let iterations: Int64?
    @exclusivity(unchecked) private var position: GeneratorPosition
    private let seeds = SeedLog()
    @exclusivity(unchecked) private var binding: Binding?
    /// What went wrong after some records of a poll; the next one throws it.
    @exclusivity(unchecked) private var failure: ConnectError?

    /// Cells and bytes after which a batch is large enough.
    private static let enoughCells = 1 << 16
    private static let enoughBytes = 1 << 19

    /// What stays the same in all records of a batch object.
    private struct Binding {
        let batch: SourceBatch
        let entry: SourceBatch.Entry
        /// The headers of a record, the number of the record last.
        let headers: (SourceBatch.HeaderEntry, SourceBatch.HeaderEntry, SourceBatch.HeaderEntry)
    }

    init(
        _ type: AvroType, extras: RecordExtras, keyField: String?, taskNumber: Int32, position: GeneratorPosition,
        iterations: Int64?, rules: GeneratorRules = .connector
    ) throws(ConnectError) {
        let schemas: ConnectSchemas
        (schemas, self.schema) = try ConnectSchemas.converting(type)
        do throws(GeneratorError) {
            self.plan = try PlanBuilder.plan(type, self.schema, rules: rules, generation: position.count)
        } catch {
            throw error.connectError
        }
        if let keyField {
            guard let index = self.schema.index(of: keyField) else {
                throw ConnectError(.config, "The schema does not contain the field provided in 'schema.keyfield'")
            }
            self.key = (index, try schemas.schema(of: type.fields[index].type))
        } else {
            self.key = nil
        }
        self.extras = extras
        self.revision = try RecordRevision(extras, self.schema)
        self.taskNumber = taskNumber
        self.position = position
        self.iterations = iterations
    }

    /// Whether all records were made, and that is no failure.
    var isAtRest: Bool { self.extras.endsQuietly && self.iterations.map { self.position.count >= $0 } ?? false }

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
        self.seeds.begin(first: self.position.count)
        do throws(GeneratorError) {
            try self.generate(binding, count)
        } catch {
            guard !batch.isEmpty else { throw error.connectError }
            self.failure = error.connectError
        }
    }

    private func bind(_ batch: SourceBatch) -> Binding {
        if let binding, binding.batch === batch { return binding }
        let arena = batch.arena
        self.plan.bind(to: arena)
        let int64 = Int32(arena.index(of: .int64))
        func header(_ name: String, _ value: Int64) -> SourceBatch.HeaderEntry {
            .init(key: arena.intern(.string(name)), value: .int64(value), schema: int64)
        }
        let generation = self.position.generation
        let seeds = self.seeds
        batch.offsetOfToken = { count in
            seeds.seed(of: count).map { GeneratorPosition.offset(generation: generation, count: count, seed: $0) }
        }
        let topics = self.extras.topics.topics.map { batch.index(ofTopic: $0) }
        self.revision?.topicNumbers = topics
        let binding = Binding(
            batch: batch,
            entry: SourceBatch.Entry(
                topic: topics.first ?? 0,
                keySchema: Int32(arena.index(of: self.key?.schema ?? .optionalString)), value: .null,
                valueSchema: Int32(arena.index(of: self.schema)), headerCount: 3,
                sourcePartition: batch.index(
                    ofSourcePartition: GeneratorPosition.partition(taskNumber: self.taskNumber)), offsetToken: 0),
            headers: (
                header("task.generation", generation), header("task.id", Int64(self.taskNumber)),
                header("current.iteration", 0)
            ))
        self.binding = binding
        return binding
    }

    /// Makes up to `count` records in the batch's own memory.
    private func generate(_ binding: Binding, _ count: Int) throws(GeneratorError) {
        let batch = binding.batch
        try batch.entries.append(addingCapacity: count) { (entries) throws(GeneratorError) in
            try entries.withUnsafeMutableBufferPointer { (entries, made) throws(GeneratorError) in
                try batch.headers.append(addingCapacity: count * 3) { (headers) throws(GeneratorError) in
                    try headers.withUnsafeMutableBufferPointer { (headers, headerCount) throws(GeneratorError) in
                        defer { headerCount = made * 3 }
                        guard let entries = entries.baseAddress, let headers = headers.baseAddress else { return }
                        try batch.arena.withCursor { (cursor) throws(GeneratorError) in
                            try self.generate(binding, count, entries, headers, &cursor, &made)
                        }
                    }
                }
            }
        }
    }

    /// The loop in which a task spends its time: what is the same in all records is copied as a piece of memory.
    private func generate(
        _ binding: Binding, _ count: Int, _ entries: UnsafeMutablePointer<SourceBatch.Entry>,
        _ headers: UnsafeMutablePointer<SourceBatch.HeaderEntry>, _ cursor: inout ArenaCursor, _ made: inout Int
    ) throws(GeneratorError) {
        let plan = self.plan
        let first = self.position.count
        let seeds = self.seeds.reserve(count)
        let keyField = self.key?.field ?? -1
        let mostCells = cursor.cellCount + Self.enoughCells
        let mostBytes = cursor.byteCount + Self.enoughBytes
        let revision = self.revision
        let now = revision == nil ? 0 : Self.now
        var random = self.position.random
        var index = 0
        defer {
            made = index
            self.position.count += Int64(index)
            self.position.random = random
            self.seeds.end(count: index)
        }
        while index < count, cursor.cellCount < mostCells, cursor.byteCount < mostBytes {
            let mark = (cells: cursor.cellCount, bytes: cursor.byteCount)
            let entry = entries + index
            Self.copy(binding.entry, to: entry)
            do throws(GeneratorError) {
                entry.pointee.value = try plan.record(&cursor, &random)
            } catch {
                cursor.rewind(cells: mark.cells, bytes: mark.bytes)
                throw error
            }
            let seed = random.nextLong()
            random.setSeed(seed)
            seeds[index] = seed
            let number = first &+ Int64(index)
            if let revision { revision.apply(to: &entry.pointee, number: number, seed: seed, now: now, &cursor) }
            if keyField >= 0 { entry.pointee.key = cursor[entry.pointee.value.firstMember &+ keyField] }
            entry.pointee.firstHeader = UInt32(truncatingIfNeeded: index &* 3)
            entry.pointee.offsetToken = number
            Self.copy(binding.headers, to: headers + index &* 3)
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
    /// Records of this poll, and of the one before.
    @exclusivity(unchecked) private var current: (first: Int64, count: Int, seeds: UnsafeMutableBufferPointer<Int64>)
    @exclusivity(unchecked) private var previous: (first: Int64, count: Int, seeds: UnsafeMutableBufferPointer<Int64>)

    init() {
        self.current = (0, 0, .allocate(capacity: 0))
        self.previous = (0, 0, .allocate(capacity: 0))
    }

    deinit {
        self.current.seeds.deallocate()
        self.previous.seeds.deallocate()
    }

    func begin(first: Int64) {
        (self.current, self.previous) = (self.previous, self.current)
        (self.current.first, self.current.count) = (first, 0)
    }

    /// Room for the seeds of a poll.
    func reserve(_ count: Int) -> UnsafeMutablePointer<Int64> {
        if self.current.seeds.count < max(count, 1) {
            self.current.seeds.deallocate()
            self.current.seeds = .allocate(capacity: max(count, 1))
            self.current.seeds.initialize(repeating: 0)
        }
        guard let base = self.current.seeds.baseAddress else { preconditionFailure("there is room for one") }
        return base
    }

    func end(count: Int) { self.current.count = count }

    /// The seed after record `number`; nil if that wasn't made in the last two polls.
    func seed(of number: Int64) -> Int64? {
        for poll in [self.current, self.previous] where number >= poll.first && number - poll.first < poll.count {
            return poll.seeds[Int(number - poll.first)]
        }
        return nil
    }
}
