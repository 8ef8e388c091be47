package import Bytes
package import KafkaClient

/// A record of one of the worker's own topics.
package struct InternalRecord: Sendable, Hashable {
    package var key: Bytes?
    /// nil: a tombstone.
    package var value: Bytes?

    package init(key: Bytes?, value: Bytes?) {
        self.key = key
        self.value = value
    }
}

/// A compacted topic that is read from its beginning and then followed: what a store writes to, and reads back.
///
/// The records that it reads go to whoever made it, one after the other and in order within a partition.
package protocol InternalLog: Sendable {
    /// Appends records in order and waits until all are acknowledged.
    func append(_ records: [InternalRecord]) async throws(KafkaError)
    /// Waits until everything that was in the topic at the time of the call has been handed out.
    func readToEnd() async throws(KafkaError)
}
