import Bytes
import Testing

@testable import KafkaWire

@Suite struct PrimitiveTests {
    private static let varintBytes: [(Int64, [UInt8])] = [
        (0, [0]), (-1, [1]), (1, [2]), (63, [126]), (-64, [127]), (64, [0x80, 1]),
        (-8192, [0xff, 0x7f]), (8192, [0x80, 0x80, 1]),
        (0x7fff_ffff, [0xfe, 0xff, 0xff, 0xff, 0x0f]), (-0x8000_0000, [0xff, 0xff, 0xff, 0xff, 0x0f]),
    ]

    @Test(
        "Varints have Kafka's bytes",
        arguments: Self.varintBytes)
    func varints(value: Int64, bytes: [UInt8]) throws {
        var writer = BytesWriter()
        writer.append(varint: Int32(value))
        writer.append(varlong: value)
        let written = writer.finish()
        #expect(written.array == bytes + bytes)
        var reader = WireReader(written)
        #expect(try reader.readVarint() == Int32(value))
        #expect(try reader.readVarlong() == value)
    }

    @Test("64-bit varints reach both ends", arguments: [Int64.max, .min, 1 << 40, -(1 << 40)])
    func varlongs(value: Int64) throws {
        var writer = BytesWriter()
        writer.append(varlong: value)
        let written = writer.finish()
        var reader = WireReader(written)
        #expect(try reader.readVarlong() == value)
        let isAtEnd = reader.isAtEnd
        #expect(isAtEnd)
    }

    @Test("A varint that doesn't end is refused")
    func endlessVarint() {
        let bytes = Bytes([UInt8](repeating: 0xff, count: 20))
        #expect(throws: WireError(.badVarint, at: 5)) {
            var reader = WireReader(bytes)
            _ = try reader.readVarint()
        }
        #expect(throws: WireError(.badVarint, at: 10)) {
            var reader = WireReader(bytes)
            _ = try reader.readVarlong()
        }
    }

    @Test("A count beyond what the frame could hold is refused before anything is allocated")
    func hugeCount() {
        let bytes: Bytes = [0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 1]
        #expect(throws: WireError(.badLength, at: 4)) {
            var reader = WireReader(bytes)
            let _: [Int32] = try reader.readArray(version: 0, flexible: false)
        }
    }

    @Test("Null where there is no null is refused")
    func nulls() {
        let bytes: Bytes = [0xff, 0xff, 0xff, 0xff]
        #expect(throws: WireError(.unexpectedNull, at: 2)) {
            var reader = WireReader(bytes)
            _ = try reader.readString(compact: false)
        }
        #expect(throws: WireError(.unexpectedNull, at: 4)) {
            var reader = WireReader(bytes)
            _ = try reader.readBytes(compact: false)
        }
        #expect(throws: WireError(.badLength, at: 2)) {
            let bytes: Bytes = [0xff, 0xfe]
            var reader = WireReader(bytes)
            _ = try reader.readNullableString(compact: false)
        }
    }

    @Test("Text that isn't UTF-8 is mended, as Kafka does")
    func badText() throws {
        let bytes: Bytes = [0, 2, 0x41, 0xff]
        var reader = WireReader(bytes)
        #expect(try reader.readString(compact: false) == "A\u{fffd}")
    }

    @Test("Ids have Kafka's text")
    func topicIDs() throws {
        #expect(TopicID.zero.description == "AAAAAAAAAAAAAAAAAAAAAA")
        let id = TopicID(high: 0x0123_4567_89ab_cdef, low: 0xfedc_ba98_7654_3210)
        #expect(id.description == "ASNFZ4mrze_-3LqYdlQyEA")
        #expect(TopicID(id.description) == id)
        #expect(TopicID("ASNFZ4mrze_-3LqYdlQyEB") == nil)
        #expect(TopicID("short") == nil)
        let random = TopicID.random()
        #expect(TopicID(random.description) == random)
    }

    @Test("Error codes know their names, and unknown ones survive")
    func errorCodes() {
        #expect(ErrorCode.rebalanceInProgress.name == "REBALANCE_IN_PROGRESS")
        #expect(
            ErrorCode.unknownServerError.rawValue == -1 && ErrorCode.unknownServerError.name == "UNKNOWN_SERVER_ERROR")
        #expect(ErrorCode.notCoordinator.isRetriable && !ErrorCode.unknownMemberID.isRetriable)
        #expect(ErrorCode.notLeaderOrFollower.meansStaleMetadata)
        #expect(ErrorCode(rawValue: 999).name == "ERROR_999")
        #expect(ErrorCode.shareSessionLimitReached.rawValue == 133)
        #expect(APIKey.syncGroup.description == "SyncGroup" && APIKey(rawValue: 999).description == "API 999")
    }
}
