import ConnectAPI

/// Fills batches with records of one schema.
final class RecordGenerator {
    private let plan: Plan
    private let schema: Schema
    private let key: (field: Int, schema: Schema)?
    private let topic: String
    private let taskNumber: Int32
    private let iterations: Int64?
    private var position: GeneratorPosition
    private let seeds = SeedLog()
    private var binding: Binding?
    /// What went wrong after some records of a poll; the next one throws it.
    private var failure: ConnectError?

    /// Cells and bytes after which a batch is large enough.
    private static let enoughCells = 1 << 16
    private static let enoughBytes = 1 << 19

    /// What stays the same in all records of a batch object.
    private struct Binding {
        let batch: SourceBatch
        var entry: SourceBatch.Entry
        let generation: SourceBatch.HeaderEntry
        let task: SourceBatch.HeaderEntry
        var iteration: SourceBatch.HeaderEntry
    }

    init(
        _ type: AvroType, topic: String, keyField: String?, taskNumber: Int32, position: GeneratorPosition,
        iterations: Int64?, rules: GeneratorRules = .connector
    ) throws(ConnectError) {
        let schemas = ConnectSchemas()
        self.schema = try schemas.schema(of: type)
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
        self.topic = topic
        self.taskNumber = taskNumber
        self.position = position
        self.iterations = iterations
    }

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
        let binding = Binding(
            batch: batch,
            entry: SourceBatch.Entry(
                topic: batch.index(ofTopic: self.topic),
                keySchema: Int32(arena.index(of: self.key?.schema ?? .optionalString)), value: .null,
                valueSchema: Int32(arena.index(of: self.schema)), headerCount: 3,
                sourcePartition: batch.index(
                    ofSourcePartition: GeneratorPosition.partition(taskNumber: self.taskNumber)), offsetToken: 0),
            generation: header("task.generation", generation), task: header("task.id", Int64(self.taskNumber)),
            iteration: header("current.iteration", 0))
        self.binding = binding
        return binding
    }

    private func generate(_ binding: Binding, _ count: Int) throws(GeneratorError) {
        let batch = binding.batch
        try batch.entries.append(addingCapacity: count) { (entries) throws(GeneratorError) in
            try batch.headers.append(addingCapacity: count * 3) { (headers) throws(GeneratorError) in
                try batch.arena.withCursor { (cursor) throws(GeneratorError) in
                    try self.generate(binding, count, &entries, &headers, &cursor)
                }
            }
        }
    }

    private func generate(
        _ binding: Binding, _ count: Int, _ entries: inout OutputSpan<SourceBatch.Entry>,
        _ headers: inout OutputSpan<SourceBatch.HeaderEntry>, _ cursor: inout ArenaCursor
    ) throws(GeneratorError) {
        var entry = binding.entry
        var iteration = binding.iteration
        var firstHeader: UInt32 = 0
        var random = self.position.random
        let seeds = self.seeds.reserve(count)
        let keyField = self.key?.field ?? -1
        let start = (cells: cursor.cellCount, bytes: cursor.byteCount)
        var made = 0
        defer {
            self.position.count += Int64(made)
            self.position.random = random
            self.seeds.end(count: made)
        }
        while made < count {
            let mark = (cells: cursor.cellCount, bytes: cursor.byteCount)
            if mark.cells - start.cells > Self.enoughCells || mark.bytes - start.bytes > Self.enoughBytes { break }
            do throws(GeneratorError) {
                entry.value = try self.plan.record(&cursor, &random)
            } catch {
                cursor.rewind(cells: mark.cells, bytes: mark.bytes)
                throw error
            }
            let seed = random.nextLong()
            random.setSeed(seed)
            seeds[made] = seed
            let number = self.position.count &+ Int64(made)
            if keyField >= 0 { entry.key = cursor[entry.value.firstMember &+ keyField] }
            entry.firstHeader = firstHeader
            entry.offsetToken = number
            entries.append(entry)
            headers.append(binding.generation)
            headers.append(binding.task)
            iteration.value = .int64(number)
            headers.append(iteration)
            firstHeader &+= 3
            made &+= 1
        }
    }
}

/// The random seeds after each record of the last polls: what their offsets hold besides a count.
private final class SeedLog {
    /// Records of this poll, and of the one before.
    private var current: (first: Int64, count: Int, seeds: UnsafeMutableBufferPointer<Int64>)
    private var previous: (first: Int64, count: Int, seeds: UnsafeMutableBufferPointer<Int64>)

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
