package import Bytes
package import KafkaWire

/// The bytes of worker metadata, as JoinGroup carries them.
extension WorkerMetadata {
    package func bytes(version: Int16) throws(WireError) -> Bytes {
        var writer = BytesWriter()
        writer.append(bigEndian: version)
        try writer.append(string: self.url, compact: false)
        writer.append(bigEndian: self.offset)
        if version > 0 {
            try writer.append(nullableBytes: try self.allocation?.bytes(version: version), compact: false)
        }
        return writer.finish()
    }

    /// Reads any version; what a newer one adds is passed over, what an older one lacks takes its default.
    package init(_ bytes: Bytes) throws(WireError) {
        var reader = WireReader(bytes)
        guard try reader.read(Int16.self) >= 0 else { throw reader.failure(.unsupportedVersion) }
        self.init(url: try reader.readString(compact: false), offset: try reader.read())
        guard !reader.isAtEnd, let allocation = try reader.readNullableBytes(compact: false) else { return }
        self.allocation = try WorkAssignment(allocation)
    }
}

/// The bytes of an assignment, as SyncGroup carries them.
extension WorkAssignment {
    /// Stands for the connector itself among the numbers of its tasks.
    private static let connectorMarker: Int32 = -1

    package func bytes(version: Int16) throws(WireError) -> Bytes {
        var writer = BytesWriter()
        writer.append(bigEndian: version)
        writer.append(bigEndian: self.error)
        try writer.append(string: self.leader, compact: false)
        try writer.append(string: self.leaderURL, compact: false)
        writer.append(bigEndian: self.offset)
        try Self.append(self.work, to: &writer)
        if version > 0 {
            try Self.append(self.revoked, to: &writer)
            writer.append(bigEndian: self.delay)
        }
        return writer.finish()
    }

    private static func append(_ work: Workload, to writer: inout BytesWriter) throws(WireError) {
        var order = work.connectors
        var numbers = Dictionary(
            work.connectors.map { ($0, [self.connectorMarker]) }, uniquingKeysWith: { one, _ in one })
        for task in work.tasks {
            if numbers[task.connector] == nil { order.append(task.connector) }
            numbers[task.connector, default: []].append(task.task)
        }
        writer.append(bigEndian: Int32(order.count))
        for connector in order {
            try writer.append(string: connector, compact: false)
            let list = numbers[connector] ?? []
            writer.append(bigEndian: Int32(list.count))
            for number in list { writer.append(bigEndian: number) }
        }
    }

    /// Reads any version; what a newer one adds is passed over, what an older one lacks takes its default.
    package init(_ bytes: Bytes) throws(WireError) {
        var reader = WireReader(bytes)
        let version = try reader.read(Int16.self)
        guard version >= 0 else { throw reader.failure(.unsupportedVersion) }
        let error = try reader.read(Int16.self)
        self.init(
            version: version, error: error, leader: try reader.readString(compact: false),
            leaderURL: try reader.readString(compact: false), offset: try reader.read())
        if !reader.isAtEnd { self.work = try Self.readWork(&reader) }
        if !reader.isAtEnd { self.revoked = try Self.readWork(&reader) }
        if !reader.isAtEnd { self.delay = try reader.read() }
    }

    private static func readWork(_ reader: inout WireReader) throws(WireError) -> Workload {
        var work = Workload()
        let count = try reader.read(Int32.self)
        guard count >= -1, Int(count) <= reader.remaining / 6 else { throw reader.failure(.badLength) }
        for _ in 0..<max(count, 0) {
            let connector = try reader.readString(compact: false)
            let tasks = try reader.read(Int32.self)
            guard tasks >= 0, Int(tasks) <= reader.remaining / 4 else { throw reader.failure(.badLength) }
            for _ in 0..<tasks {
                let task = try reader.read(Int32.self)
                if task == self.connectorMarker {
                    work.connectors.append(connector)
                } else {
                    work.tasks.append(TaskID(connector, task))
                }
            }
        }
        return work
    }
}
