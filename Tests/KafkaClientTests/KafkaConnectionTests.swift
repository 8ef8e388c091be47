import Bytes
import KafkaWire
import Testing
import Transport

@testable import KafkaClient

@Suite(.timeLimit(.minutes(5))) struct KafkaConnectionTests {
    private static let heartbeat = HeartbeatRequest(groupID: "g", generationID: 1, memberID: "m")

    /// Answers heartbeats with a code that tells which one it was.
    private static func healthy(_ header: RequestHeader, _ number: Int) -> ScriptedBroker.Answer {
        do {
            if header.apiKey == .apiVersions { return try ScriptedBroker.versions(header) }
            let answer = HeartbeatResponse(errorCode: ErrorCode(rawValue: Int16(number)))
            return .bytes(try answer.frame(version: header.apiVersion, correlationID: header.correlationID))
        } catch {
            return .hangUp
        }
    }

    private func error(
        _ connection: KafkaConnection, timeout: Duration? = nil
    ) async -> KafkaError? {
        do throws(KafkaError) {
            _ = try await connection.send(Self.heartbeat, timeout: timeout)
            return nil
        } catch {
            return error
        }
    }

    @Test func theFirstRequestAsksForVersionsAndTheHighestInCommonIsUsed() async throws {
        try await withConnection([:], Self.healthy) { connection, broker in
            try await connection.begin()
            #expect(try await connection.send(Self.heartbeat).errorCode.rawValue == 1)
            let requests = try await broker.requests(2)
            #expect(requests[0].apiKey == .apiVersions)
            #expect(requests[0].apiVersion == ApiVersionsRequest.versions.upperBound)
            #expect(requests[1].apiVersion == HeartbeatRequest.versions.upperBound)
            #expect(requests[1].clientID == "me")
        }
    }

    @Test(arguments: [Int16(0), 2, 3])
    func anOlderBrokerIsAskedAgainInAVersionThatItKnows(highest: Int16) async throws {
        try await withConnection([:]) { header, _ in
            (try? ScriptedBroker.versions(header, highest: highest)) ?? .hangUp
        } _: { connection, broker in
            try await connection.begin()
            #expect(try await broker.requests(2).map(\.apiVersion) == [4, highest])
            #expect(await connection.versions[.heartbeat] == HeartbeatRequest.versions)
        }
    }

    @Test func aVersionThatTheBrokerDoesNotSpeakIsRefusedBeforeItIsSent() async throws {
        try await withConnection([:], Self.healthy) { connection, _ in
            try await connection.begin()
            let error = await #expect(throws: KafkaError.self) {
                try await connection.send(Self.heartbeat, versions: 100...200)
            }
            #expect(error?.code == .unsupportedVersion)
            #expect(await connection.isOpen)
        }
    }

    @Test func manyRequestsAtOnceGetTheirOwnAnswers() async throws {
        try await withConnection([:], Self.healthy) { connection, _ in
            try await connection.begin()
            try await withThrowingTaskGroup { group in
                for _ in 0..<500 { group.addTask { try await connection.send(Self.heartbeat).errorCode.rawValue } }
                var codes: [Int16] = []
                for try await code in group { codes.append(code) }
                #expect(codes.sorted() == Array(1...500))
            }
        }
    }

    @Test func aLateAnswerEndsTheConnection() async throws {
        try await withConnection([:]) { header, number in
            header.apiKey == .apiVersions ? Self.healthy(header, number) : .nothing
        } _: { connection, broker in
            try await connection.begin()
            async let patient = self.error(connection, timeout: .seconds(3600))
            _ = try await broker.requests(2)
            #expect(await self.error(connection, timeout: .milliseconds(10))?.code == .timedOut)
            #expect(await patient?.code == .connectionClosed)
            #expect(await !connection.isOpen)
            let later = await self.error(connection)
            #expect(later?.code == .connectionClosed)
            #expect(later?.operation == "sending Heartbeat v4 to b:1")
        }
    }

    @Test func aCancelledCallerLeavesAndTheOthersStayInStep() async throws {
        try await withConnection([:]) { header, number in
            number == 1 ? .nothing : Self.healthy(header, number)
        } _: { connection, broker in
            try await connection.begin()
            await withTaskGroup { group in
                group.addTask { await self.error(connection, timeout: .seconds(3600))?.code }
                _ = try? await broker.requests(2)
                group.cancelAll()
                let code = await group.next()
                #expect(code == .cancelled)
            }
            // its answer comes late, and the next one's behind it
            async let next = connection.send(Self.heartbeat)
            let late = try HeartbeatResponse().frame(version: 4, correlationID: 1)
            await broker.write(late)
            _ = try? await next  // the scripted broker answers out of turn or in turn: either way nobody hangs
        }
    }

    @Test(arguments: [
        [UInt8](), [0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 3, 1, 2, 3], [255, 255, 255, 255], [127, 255, 255, 255],
        [0, 0, 0, 4, 0, 0, 0, 9], [0, 0, 0, 5, 0, 0, 0, 1, 0], Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8),
    ])
    func bytesThatAreNoAnswerEndTheConnectionAndNothingElse(bytes: [UInt8]) async throws {
        try await withConnection([:]) { header, number in
            number == 0 ? Self.healthy(header, number) : number == 1 ? .bytes(Bytes(bytes)) : .hangUp
        } _: { connection, _ in
            try await connection.begin()
            async let first = self.error(connection)
            async let second = self.error(connection)
            let codes = [await first?.code, await second?.code]
            #expect(codes.allSatisfy { $0 == .malformedFrame || $0 == .connectionClosed })
            #expect(await !connection.isOpen)
        }
    }

    @Test func aBrokerThatHangsUpFailsEverybodyWhoWaits() async throws {
        try await withConnection([:]) { header, number in
            number == 0 ? Self.healthy(header, number) : number == 3 ? .hangUp : .nothing
        } _: { connection, broker in
            try await connection.begin()
            await withTaskGroup { group in
                for _ in 0..<3 { group.addTask { await self.error(connection)?.code } }
                for await code in group { #expect(code == .connectionClosed) }
            }
        }
    }

    @Test func requestsWaitAsLongAsTheBrokerAsks() async throws {
        try await withConnection([:]) { header, number in
            guard number == 1 else { return Self.healthy(header, number) }
            let answer = HeartbeatResponse(throttleTime: .milliseconds(60), errorCode: .none)
            return (try? .bytes(answer.frame(version: header.apiVersion, correlationID: header.correlationID)))
                ?? .hangUp
        } _: { connection, broker in
            try await connection.begin()
            _ = try await connection.send(Self.heartbeat)
            let start = ContinuousClock.now
            async let one = connection.send(Self.heartbeat)
            async let two = connection.send(Self.heartbeat)
            #expect(await broker.requests.count == 2)
            #expect(Set([try await one.errorCode.rawValue, try await two.errorCode.rawValue]) == [2, 3])
            #expect(ContinuousClock.now - start >= .milliseconds(59))
        }
    }

    @Test func anIdleConnectionCloses() async throws {
        try await withConnection(["connections.max.idle.ms": "20"], Self.healthy) { connection, broker in
            try await connection.begin()
            let clock = LoopClock(on: connection.loop)
            while await connection.isOpen { try await clock.sleep(for: .milliseconds(5)) }
            #expect(await self.error(connection)?.code == .connectionClosed)
        }
    }

    @Test func aBodyInPiecesIsSentAsItIs() async throws {
        try await withConnection([:], Self.healthy) { connection, broker in
            try await connection.begin()
            let answer = try await connection.answer(
                to: LongHeartbeat(part: Bytes(utf8: String(repeating: "x", count: 5000))))
            #expect(answer.errorCode.rawValue == 1)
            let requests = try await broker.requests(2)
            #expect(requests[1].apiKey == .heartbeat)
        }
    }
}

/// A heartbeat whose member has a name so long that it is not copied.
private struct LongHeartbeat: RequestBody {
    typealias Request = HeartbeatRequest

    let part: Bytes
    var copiedSize: Int { 16 }

    func encode(into frame: inout FrameWriter, version: Int16) throws(WireError) {
        try frame.bytes.append(string: "g", compact: true)
        frame.bytes.append(bigEndian: Int32(1))
        try frame.bytes.append(length: self.part.count, nullable: false, compact: true)
        frame.append(self.part)
        try frame.bytes.append(nullableString: nil, compact: true)
        frame.bytes.append(0)
    }
}

extension KafkaConnection {
    fileprivate func answer<Body: RequestBody>(to body: Body) async throws -> Body.Request.Response {
        let version = try self.version(of: Body.Request.self)
        return try await withCheckedThrowingContinuation { caller in
            let pending = AnswerHandler { connection, answer in
                let response = connection.decoded(answer, Body.Request.self, version)
                caller.resume(with: response.mapError { $0 as any Error })
            }
            do throws(KafkaError) {
                try self.start(body, version: version, for: pending)
            } catch {
                caller.resume(throwing: error)
            }
        }
    }
}
