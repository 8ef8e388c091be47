package import Bytes
package import KafkaClient
import Log
import Transport

/// The status topic: what connectors and tasks of the whole group are, and which topics they use.
///
/// ``put(_:)`` never waits: ``run()`` writes what was put, in order.
package final class StatusStore: Sendable {
    private struct Queue {
        var records: [StatusRecord] = []
        var isSending = false
        var flushes: [CheckedContinuation<Void, Never>] = []
        var isClosed = false
    }

    private let log: any InternalLog
    private let shared = Locked(StatusState())
    private let queue = Locked(Queue())
    private let (wakeUps, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    private static let logger = Logger("org.apache.kafka.connect.storage.KafkaStatusBackingStore")

    /// - Parameter makeLog: Makes the topic's log from a function that takes up the records it reads.
    package init(
        _ makeLog: (@escaping @Sendable (_ key: Bytes?, _ value: Bytes?, _ offset: Int64) -> Void) -> any InternalLog
    ) {
        let shared = self.shared
        self.log = makeLog { key, value, offset in
            let reason = key.flatMap { key in
                shared.withLock { $0.apply(key: String(decoding: key), value: value) }
            }
            if let reason {
                Self.logger.warn("Record of the status topic passed over", ["offset": offset, "reason": reason])
            }
        }
    }

    package func start() async throws(KafkaError) { try await self.log.readToEnd() }

    /// What the topic says, as far as it was read.
    package var snapshot: StatusState { self.shared.withLock { $0 } }

    /// Reads one thing without copying the rest.
    package func read<Result: Sendable>(_ body: (StatusState) -> Result) -> Result {
        self.shared.withLock { body($0) }
    }

    /// Writes a record, soon. One that would hide what a newer owner wrote is dropped.
    package func put(_ record: StatusRecord) {
        let isAllowed = self.shared.withLock { state in
            switch record {
            case .connector(let name, let status): state.allows(status, over: state.connectors[name])
            case .task(let id, let status): state.allows(status, over: state.status(of: id))
            case .topic, .topicTombstone: true
            }
        }
        guard isAllowed else { return }
        self.queue.withLock { $0.records.append(record) }
        self.wake.yield()
    }

    /// Waits until what was put before is written, or given up.
    package func flush() async {
        await withCheckedContinuation { continuation in
            let isIdle = self.queue.withLock { queue in
                let isIdle = queue.isClosed || queue.records.isEmpty && !queue.isSending
                if !isIdle { queue.flushes.append(continuation) }
                return isIdle
            }
            if isIdle { continuation.resume() }
        }
    }

    /// Ends ``run()`` once everything is written.
    package func stop() { self.wake.finish() }

    /// Writes what is put, until ``stop()``.
    package func run() async {
        for await _ in self.wakeUps { await self.send() }
        await self.send()
        self.queue.withLock { $0.isClosed = true }
        self.endFlushes()
    }

    private func send() async {
        while true {
            let records = self.queue.withLock { queue -> [StatusRecord] in
                defer { queue.records = [] }
                queue.isSending = !queue.records.isEmpty
                return queue.records
            }
            if records.isEmpty { break }
            await self.send(records)
        }
        self.endFlushes()
    }

    private func endFlushes() {
        let flushes = self.queue.withLock { queue -> [CheckedContinuation<Void, Never>] in
            guard queue.records.isEmpty || queue.isClosed else { return [] }
            queue.isSending = false
            defer { queue.flushes = [] }
            return queue.flushes
        }
        for flush in flushes { flush.resume() }
    }

    /// Tries until it succeeds, fails for good, or there is something newer to write for the same keys.
    private func send(_ records: [StatusRecord]) async {
        var rest = records
        while !rest.isEmpty {
            do throws(KafkaError) {
                try await self.log.append(rest.map { InternalRecord(key: Bytes(utf8: $0.key), value: $0.value) })
                return
            } catch {
                guard error.isRetriable else {
                    return Self.logger.error("Statuses are lost", ["count": rest.count], error: error)
                }
                Self.logger.warn("Statuses couldn't be written; trying again", ["count": rest.count], error: error)
            }
            guard (try? await Task.sleep(for: .milliseconds(300))) != nil else { return }
            let newer = self.queue.withLock { Set($0.records.map(\.key)) }
            rest.removeAll { newer.contains($0.key) }
        }
    }
}
