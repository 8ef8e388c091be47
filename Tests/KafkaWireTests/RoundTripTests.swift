import Bytes
import Testing

@testable import KafkaWire

@Suite struct RoundTripTests {
    @Test("Messages at their defaults survive every version")
    func defaults() throws {
        for request in APIKey.requests { try Self.checkDefaults(request) }
    }

    private static func checkDefaults<Request: KafkaRequest>(_: Request.Type) throws {
        #expect(Request.apiKey == Request.Response.apiKey)
        #expect(Request.apiKey.versions == Request.versions)
        for version in Request.versions {
            let frame = try Request().frame(version: version, correlationID: 7, clientID: "c")
            let body = frame.dropFirst(4)
            var reader = WireReader(body)
            let header = try RequestHeader(from: &reader)
            #expect(header.apiKey == Request.apiKey && header.apiVersion == version && header.correlationID == 7)
            #expect(try Request(from: &reader, version: version) == Request())
            try reader.requireEnd()

            let answer = try Request.Response().frame(version: version, correlationID: 9)
            let (answerHeader, message) = try Request.Response.decode(frame: answer.dropFirst(4), version: version)
            #expect(answerHeader.correlationID == 9)
            #expect(message == Request.Response())
        }
    }

    @Test("Tagged fields of any size come back", arguments: [0, 1, 100, 127, 128, 300, 20_000])
    func taggedFields(size: Int) throws {
        let rack = String(repeating: "r", count: size)
        let response = FetchResponse(
            topics: [
                .init(
                    topicID: TopicID(high: 1, low: 2),
                    partitions: [.init(index: 3, currentLeader: .init(leaderID: 4, leaderEpoch: 5))])
            ],
            nodeEndpoints: [.init(nodeID: 4, host: "h", port: 9092, rack: rack)])
        let frame = try response.frame(version: 16, correlationID: 1)
        #expect(try FetchResponse.decode(frame: frame.dropFirst(4), version: 16).body == response)
    }

    @Test("A tagged field that we don't know is passed over")
    func unknownTag() throws {
        var writer = BytesWriter()
        try HeartbeatRequest(groupID: "g").encode(into: &writer, version: 4)
        writer.truncate(to: writer.count - 1)
        for byte: UInt8 in [2, 9, 3, 1, 2, 3, 10, 0] { writer.append(byte) }
        let bytes = writer.finish()
        var reader = WireReader(bytes)
        #expect(try HeartbeatRequest(from: &reader, version: 4) == HeartbeatRequest(groupID: "g"))
        try reader.requireEnd()
    }

    @Test("A tag that only later versions have is passed over in the earlier ones")
    func tagOfALaterVersion() throws {
        let topic = FetchRequest.Topic(
            topicID: TopicID(high: 1, low: 2), partitions: [.init(index: 3, fetchOffset: 4, highWatermark: 5)])
        let frame = try FetchRequest(topics: [topic]).frame(version: 18, correlationID: 1, clientID: nil)
        for (version, highWatermark) in [(Int16(18), Int64(5)), (17, .max)] {
            let body = frame.dropFirst(4)
            var reader = WireReader(body)
            _ = try RequestHeader(from: &reader)
            let request = try FetchRequest(from: &reader, version: version)
            #expect(request.topics[0].partitions[0].highWatermark == highWatermark)
        }
    }

    @Test("Byte fields share the frame's storage")
    func slices() throws {
        let records = Bytes(copying: Bytes([UInt8](repeating: 7, count: 5000)).span)
        let request = ProduceRequest(topics: [.init(name: "t", partitions: [.init(index: 0, records: records)])])
        let frame = try request.frame(version: 12, correlationID: 1, clientID: nil).dropFirst(4)
        var reader = WireReader(frame)
        _ = try RequestHeader(from: &reader)
        let read = try ProduceRequest(from: &reader, version: 12)
        #expect(read == request)
        let slice = try #require(read.topics[0].partitions[0].records)
        let isShared = frame.withUnsafeBytes { whole in
            slice.withUnsafeBytes { part in whole.contains(address: part.baseAddress) }
        }
        #expect(isShared)
    }

    @Test("A field that the version can't carry is refused, unless it may be dropped")
    func notInVersion() throws {
        #expect(throws: WireError(.notInVersion, at: 22, field: "groupInstanceID")) {
            try HeartbeatRequest(groupInstanceID: "i").frame(version: 2, correlationID: 1, clientID: nil)
        }
        _ = try JoinGroupRequest(reason: "r").frame(version: 7, correlationID: 1, clientID: nil)
        #expect(throws: WireError.self) {
            try HeartbeatRequest(groupID: String(repeating: "g", count: 40_000))
                .frame(version: 4, correlationID: 1, clientID: nil)
        }
    }

    @Test("Durations are carried as whole milliseconds, and clamped")
    func milliseconds() throws {
        for (duration, expected) in [
            (Duration.milliseconds(1500), Int32(1500)), (.seconds(-1), -1000), (.microseconds(2999), 2),
            (.seconds(1 << 40), .max), (.seconds(Int64.max), .max), (.seconds(Int64.min), .min),
        ] {
            var writer = BytesWriter()
            writer.append(milliseconds: duration)
            let bytes = writer.finish()
            var reader = WireReader(bytes)
            #expect(try reader.read(Int32.self) == expected)
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func contains(address: UnsafeRawPointer?) -> Bool {
        guard let address, let base = self.baseAddress else { return false }
        return address >= base && address < base + self.count
    }
}
