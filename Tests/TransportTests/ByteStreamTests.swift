import Bytes
import Testing
import Transport

@Suite(.timeLimit(.minutes(5))) struct ByteStreamTests {
    /// Bytes that repeat late enough for a mix-up to show; made from a block, since tests aren't optimized.
    private static func pattern(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += Self.block.prefix(count - bytes.count) }
        return bytes
    }

    private static let block: [UInt8] = (0..<64_507).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }

    private static func frame(_ payload: Bytes) -> [Bytes] {
        var header = BytesWriter()
        header.append(bigEndian: Int32(payload.count))
        return [header.finish(), payload]
    }

    @Test func whatIsWrittenArrives() async throws {
        try await withConnection { client, server in
            await client.with { $0.stream?.write([Bytes(utf8: "hello, "), Bytes(), Bytes(utf8: "world")]) }
            try await server.until { $0.received.count == 12 }
            #expect(await server.received == Array("hello, world".utf8))
        }
    }

    @Test func eightMegabytesGoThereAndComeBack() async throws {
        let bytes = Bytes(Self.pattern(8_000_000))
        try await withConnection(echoes: true) { client, server in
            await client.with { $0.stream?.write(bytes) }
            try await client.until { $0.received.count == 8_000_000 }
            #expect(await client.received == bytes.array)
        }
    }

    @Test func manySmallWritesKeepTheirOrder() async throws {
        try await withConnection { client, server in
            await client.with { client in
                for number in 0..<5000 { client.stream?.write(Bytes([UInt8(number & 255), UInt8(number >> 8)])) }
            }
            try await server.until { $0.received.count == 10_000 }
            let expected = (0..<5000).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
            #expect(await server.received == expected)
        }
    }

    @Test(arguments: [
        [0], [1, 2, 3], [5000], [16_379, 16_380, 16_381], [1_000_000, 3, 1_048_576, 0, 262_144], [4_000_000],
    ])
    func framesOfAnySizeAreCutOut(sizes: [Int]) async throws {
        try await withConnection(frameLimit: 4_000_000) { client, server in
            let payloads = sizes.map { Bytes(Self.pattern($0)) }
            await client.with { client in
                for payload in payloads { client.stream?.write(Self.frame(payload)) }
            }
            try await server.until { $0.frames.count == sizes.count }
            #expect(await server.frames == payloads)
        }
    }

    @Test func aFrameThatComesByteByByteIsCutOutToo() async throws {
        let payload = Bytes(Self.pattern(37))
        try await withConnection(frameLimit: 100) { client, server in
            for byte in Self.frame(payload).flatMap(\.array) {
                await client.with { $0.stream?.write(Bytes([byte])) }
            }
            try await server.until { !$0.frames.isEmpty }
            #expect(await server.frames == [payload])
        }
    }

    @Test func framesThatAreKeptDoNotChangeWhenMoreIsRead() async throws {
        try await withConnection(frameLimit: 100_000) { client, server in
            let payloads = (0..<60).map { index in Bytes([UInt8](repeating: UInt8(index), count: 20_000 + index * 997))
            }
            for payload in payloads { await client.with { $0.stream?.write(Self.frame(payload)) } }
            try await server.until { $0.frames.count == 60 }
            #expect(await server.frames == payloads)
        }
    }

    @Test(arguments: [false, true])
    func streamsOfOneLoopThatReadInTurnsDoNotMixTheirBytes(areShared: Bool) async throws {
        try await withConnection(frameLimit: 100_000) { client, server in
            try await withConnection(frameLimit: 100_000) { otherClient, otherServer in
                if areShared { for end in [server, otherServer] { await end.shareFrames() } }
                let payloads = (1..<9).map { Bytes([UInt8](repeating: UInt8($0), count: $0 * 1500)) }
                let others = (1..<9).map { Bytes([UInt8](repeating: UInt8(100 + $0), count: $0 * 1300)) }
                for (payload, other) in zip(payloads, others) {
                    let (frame, otherFrame) = (Self.frame(payload), Self.frame(other))
                    // half of one frame lies there while the other stream reads a whole one
                    await client.with { $0.stream?.write([frame[0], frame[1].prefix(700)]) }
                    await otherClient.with { $0.stream?.write(otherFrame) }
                    try await otherServer.until { $0.frames.last == other }
                    await client.with { $0.stream?.write(frame[1].dropFirst(700)) }
                    try await server.until { $0.frames.last == payload }
                }
                #expect(await server.frames == payloads)
                #expect(await otherServer.frames == others)
            }
        }
    }

    @Test(arguments: [Int32(-1), .min, 101, .max])
    func aLengthOutsideOfTheLimitIsAnError(length: Int32) async throws {
        try await withConnection(frameLimit: 100) { client, server in
            var header = BytesWriter()
            header.append(bigEndian: length)
            let bytes = header.finish()
            await client.with { $0.stream?.write(bytes) }
            try await server.until { $0.closed != nil }
            #expect(await server.closed??.code == .frameTooLarge)
        }
    }

    @Test func aWriterHearsWhenASlowReaderCatchesUp() async throws {
        try await withConnection { client, server in
            await server.with { $0.stream?.pauseReading() }
            await client.with { client in
                for _ in 0..<30 { client.stream?.write(Bytes([UInt8](repeating: 1, count: 200_000))) }
                #expect(client.stream?.queuedBytes ?? 0 > 1_000_000)
            }
            #expect(await client.writableCalls == 0)
            await server.with { $0.stream?.resumeReading() }
            try await client.until { $0.writableCalls == 1 }
            try await server.until { $0.received.count == 6_000_000 }
        }
    }

    @Test func anOwnerThatTakesNothingStopsThePeer() async throws {
        try await withConnection { client, server in
            await server.with { $0.takesNothing = true }
            await client.with { client in
                for _ in 0..<30 { client.stream?.write(Bytes([UInt8](repeating: 1, count: 200_000))) }
            }
            try await server.until { $0.stream?.availableCount ?? 0 >= 262_144 }
            let held = await server.with { $0.stream?.availableCount ?? 0 }
            #expect(held < 1_000_000)
            await server.with { server in
                server.takesNothing = false
                server.streamIsReadable()
            }
            try await server.until { $0.received.count == 6_000_000 }
        }
    }

    @Test func thePeersEndComesAfterItsLastBytes() async throws {
        try await withConnection { client, server in
            await client.with { client in
                client.stream?.write(Bytes(Self.pattern(3_000_000)))
                client.stream?.closeAfterWriting()
                client.stream?.write(Bytes(utf8: "too late"))
            }
            try await server.until { $0.closed != nil }
            #expect(await server.received == Self.pattern(3_000_000))
            #expect(await server.closed == .some(nil))
            try await client.until { $0.closed != nil }
            #expect(await client.closed == .some(nil))
        }
    }

    @Test func thePeersLeavingIsNoticedWhileReadingIsPaused() async throws {
        try await withConnection { client, server in
            await server.with {
                $0.stream?.pauseReading()
                $0.keepsWriting = true
            }
            await client.with {
                $0.stream?.write(Bytes(utf8: "unread"))
                $0.stream?.close()
            }
            try await server.until { $0.peerEnded }
            #expect(await server.closed == nil)
            #expect(await server.received.isEmpty)
        }
    }

    @Test func aHalfClosedPeerStillGetsItsAnswer() async throws {
        try await withConnection { client, server in
            await server.with { $0.keepsWriting = true }
            await client.with {
                $0.stream?.write(Bytes(utf8: "question"))
                $0.stream?.closeAfterWriting(lingering: .seconds(5))  // ends its side and waits for ours
            }
            try await server.until { $0.peerEnded }
            await server.with {
                $0.stream?.write(Bytes(utf8: "answer"))
                $0.stream?.closeAfterWriting()
            }
            try await server.until { $0.closed != nil }
            try await client.until { $0.closed != nil }
            #expect(await client.closed == .some(nil))
        }
    }

    @Test func lingeringEndsAfterItsTime() async throws {
        try await withConnection { client, server in
            await server.with { $0.keepsWriting = true }
            await client.with { $0.stream?.closeAfterWriting(lingering: .milliseconds(5)) }
            try await client.until { $0.closed != nil }
            try await server.until { $0.peerEnded }
        }
    }

    @Test func writingToAPeerThatHasGoneEndsInAnErrorAndNeverInsideTheCall() async throws {
        try await withConnection { client, server in
            await client.with { $0.keepsWriting = true }
            await server.with { $0.stream?.close() }
            try await client.until { $0.peerEnded }
            for _ in 0..<20 {
                await client.with { client in
                    let before = client.closed == nil
                    client.stream?.write(Bytes([UInt8](repeating: 0, count: 100_000)))
                    #expect(client.closed == nil || !before)
                }
            }
            try await client.until { $0.closed != nil }
            #expect(await client.closed??.code == .reset)
        }
    }

    @Test func closingInAnyOrderAndTwiceIsHarmless() async throws {
        for order in 0..<4 {
            try await withConnection { client, server in
                await client.with { $0.stream?.write(Bytes(Self.pattern(100_000))) }
                if order & 1 == 0 { await client.with { $0.stream?.close() } }
                await server.with { $0.stream?.closeAfterWriting() }
                if order & 2 == 0 { await server.with { $0.stream?.close() } }
                await client.with { $0.stream?.closeAfterWriting() }
                await client.with {
                    $0.stream?.close()
                    $0.stream?.close()
                    $0.stream?.write(Bytes(utf8: "x"))
                    $0.stream?.resumeReading()
                }
            }
        }
    }

    @Test func aPairIsConnected() async throws {
        try await EventLoop.withLoop { loop in
            let (one, two) = (Recorder(on: loop), Recorder(on: loop))
            try await one.with { one in
                let (first, second) = try ByteStream.pair(on: loop)
                one.take(first)
                nonisolated(unsafe) let handed = second
                two.assumeIsolated { $0.take(handed) }
            }
            await one.with { $0.stream?.write(Bytes(utf8: "hello")) }
            try await two.until { $0.received.count == 5 }
            await two.with { $0.stream?.close() }
            try await one.until { $0.closed != nil }
        }
    }
}
