import Bytes
import KafkaWire

/// Reads inputs with the code under test, and finds out what may not be.
struct Subject {
    /// The most bytes that a batch may have after decompression.
    private static let limit = 1 << 20
    private let requests: [APIKey: any KafkaRequest.Type]
    private let decompressor = Decompressor()
    private(set) var accepted = 0

    init() { self.requests = Dictionary(uniqueKeysWithValues: APIKey.requests.map { ($0.apiKey, $0) }) }

    /// Reads one input. What is accepted must be the same after it was written and read again.
    ///
    /// - Returns: What is wrong; nil if all is well, which for most inputs means that they were refused.
    mutating func check(_ bytes: Bytes, as kind: Corpus.Kind) -> String? {
        do {
            switch kind {
            case .request: return try self.checkRequest(bytes)
            case .response(let api, let version):
                guard let request = self.requests[api] else { return "no such API" }
                return try self.checkResponse(to: request, bytes, version)
            case .batch: try self.readBatches(bytes)
            }
            self.accepted += 1
        } catch {}
        return nil
    }

    private mutating func checkRequest(_ bytes: Bytes) throws(WireError) -> String? {
        var reader = WireReader(bytes)
        let header = try RequestHeader(from: &reader)
        guard let request = self.requests[header.apiKey] else { return nil }
        guard request.versions.contains(header.apiVersion) else { return nil }
        return try self.check(request, bytes.dropFirst(reader.offset), header.apiVersion)
    }

    private mutating func checkResponse(
        to request: any KafkaRequest.Type, _ bytes: Bytes, _ version: Int16
    ) throws(WireError) -> String? {
        var reader = WireReader(bytes)
        _ = try ResponseHeader(from: &reader, for: request.apiKey, version: version)
        return try self.check(response(request), bytes.dropFirst(reader.offset), version)
    }

    private mutating func check<Message: KafkaMessage>(
        _: Message.Type, _ bytes: Bytes, _ version: Int16
    ) throws(WireError) -> String? {
        var reader = WireReader(bytes)
        let message = try Message(from: &reader, version: version)
        self.accepted += 1
        do {
            var writer = BytesWriter()
            try message.encode(into: &writer, version: version)
            let written = writer.finish()
            var again = WireReader(written)
            guard try Message(from: &again, version: version) == message, again.isAtEnd else {
                return "\(Message.self) \(version) is another one after it was written and read"
            }
        } catch {
            // Text that wasn't UTF-8 grows when it is mended.
            return error.code == .tooLong ? nil : "\(Message.self) \(version) was read but can't be written: \(error)"
        }
        return nil
    }

    private func readBatches(_ bytes: Bytes) throws(WireError) {
        var filter = CommittedFilter(abortedTransactions: [(1, 0), (2, 5)])
        for batch in try RecordBatch.split(bytes) {
            _ = try filter.includes(batch)
            let records = try batch.records(decompressor: self.decompressor, limit: Self.limit, checkCRC: false)
            for record in records.records {
                _ = records.key(record)
                _ = records.value(record)
                _ = records.headers(record)
            }
        }
    }
}

private func response<Request: KafkaRequest>(_: Request.Type) -> any KafkaMessage.Type { Request.Response.self }
