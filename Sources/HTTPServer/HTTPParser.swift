import Bytes

/// Why a request was refused, with the status that tells the client.
package struct HTTPParseError: Error, Equatable {
    let status: Int
    let reason: String

    init(_ status: Int, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    static func bad(_ reason: String) -> Self { Self(400, reason) }
}

/// Cuts the bytes of one connection into requests. A value: no I/O, no clock.
///
/// Strict where laxness lets a request be read in two ways (RFC 9112): two lengths, a length with chunks, bare line feeds,
/// folded headers and spaces before a colon are refused. After an error the stream can't be trusted: close it.
struct HTTPParser {
    enum Step {
        /// All that was consumed is kept; give more bytes.
        case needMore
        /// A head with `Expect: 100-continue` is complete and its body isn't here yet.
        case expectsContinue
        case request(HTTPRequest)
    }

    private enum State {
        case head
        case body(remaining: Int)
        case chunk(HTTPChunkReader)
    }

    let limits: HTTPLimits
    private var state = State.head
    private var scanned = 0  // bytes of the head in which no end was found
    private var request: HTTPRequest?
    private var pieces: [Bytes] = []  // of the body, as they came
    private var bodyCount = 0

    init(limits: HTTPLimits) { self.limits = limits }

    /// Whether a head is complete, and the parser waits for its body.
    var isInBody: Bool { self.request != nil }

    /// Takes what it can of `bytes`, which begin where the last call stopped.
    ///
    /// - Returns: How many bytes were used up, and what came out.
    mutating func parse(_ bytes: UnsafeRawBufferPointer) throws(HTTPParseError) -> (consumed: Int, step: Step) {
        var consumed = 0
        while true {
            switch self.state {
            case .head:
                guard let end = try self.endOfHead(UnsafeRawBufferPointer(rebasing: bytes[consumed...])) else {
                    return (consumed, .needMore)
                }
                let head = UnsafeRawBufferPointer(rebasing: bytes[consumed..<consumed + end])
                consumed += end
                let expects = try self.begin(head)
                if expects, self.request != nil, consumed == bytes.count { return (consumed, .expectsContinue) }
            case .body(let remaining):
                let count = min(remaining, bytes.count - consumed)
                try self.take(UnsafeRawBufferPointer(rebasing: bytes[consumed..<consumed + count]))
                consumed += count
                self.state = .body(remaining: remaining - count)
                guard remaining == count else { return (consumed, .needMore) }
                return (consumed, .request(self.finish()))
            case .chunk(var reader):
                let (used, data) = try reader.read(UnsafeRawBufferPointer(rebasing: bytes[consumed...]))
                if let data {
                    try self.take(
                        UnsafeRawBufferPointer(rebasing: bytes[consumed + data.lowerBound..<consumed + data.upperBound])
                    )
                }
                consumed += used
                self.state = .chunk(reader)
                if reader.isDone { return (consumed, .request(self.finish())) }
                guard used > 0 else { return (consumed, .needMore) }
            }
        }
    }

    /// The length of the head with its empty line, nil if it isn't all here.
    private mutating func endOfHead(_ bytes: UnsafeRawBufferPointer) throws(HTTPParseError) -> Int? {
        var index = max(0, self.scanned - 3)
        while index + 3 < bytes.count {
            if bytes[index + 3] > 0x0D {  // no part of a line end: skip past it
                index += 4
            } else if bytes[index] == 0x0D, bytes[index + 1] == 0x0A, bytes[index + 2] == 0x0D, bytes[index + 3] == 0x0A
            {
                guard index + 4 <= self.limits.head else { break }
                self.scanned = 0
                return index + 4
            } else {
                index += 1
            }
        }
        guard bytes.count <= self.limits.head else {
            throw HTTPParseError(431, "the request's head is longer than \(self.limits.head) bytes")
        }
        // A bare line feed would let the head go on for ever in a client's eyes: say so before the deadline does.
        if bytes.count >= 2, bytes[0] == 0x0A || self.hasBareLineFeed(bytes) {
            throw .bad("a line of the head ends in LF without CR")
        }
        self.scanned = bytes.count
        return nil
    }

    private func hasBareLineFeed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        for index in max(1, self.scanned)..<bytes.count where bytes[index] == 0x0A && bytes[index - 1] != 0x0D {
            return true
        }
        return false
    }

    /// Reads a head and chooses how its body comes. Returns whether the client waits for our consent.
    private mutating func begin(_ bytes: UnsafeRawBufferPointer) throws(HTTPParseError) -> Bool {
        let head = try HTTPHead(bytes, limits: self.limits)
        self.request = head.request
        self.pieces = []
        self.bodyCount = 0
        switch head.framing {
        case .none: self.state = .body(remaining: 0)
        case .length(let count):
            guard count <= self.limits.body else { throw self.tooLarge }
            self.state = .body(remaining: count)
        case .chunked: self.state = .chunk(HTTPChunkReader())
        }
        if case .none = head.framing { return false }
        return head.expectsContinue
    }

    private var tooLarge: HTTPParseError {
        HTTPParseError(413, "the request's body is longer than \(self.limits.body) bytes")
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer) throws(HTTPParseError) {
        guard !bytes.isEmpty else { return }
        self.bodyCount += bytes.count
        guard self.bodyCount <= self.limits.body else { throw self.tooLarge }
        var writer = BytesWriter(capacity: bytes.count)
        writer.append(bytes)
        self.pieces.append(writer.finish())
    }

    private mutating func finish() -> HTTPRequest {
        guard var request = self.request else { preconditionFailure("a body without a head") }
        let dropsBody = request.method == "GET" || request.method == "HEAD"
        if request.body != nil, !dropsBody {
            var writer = BytesWriter(capacity: self.bodyCount)
            for piece in self.pieces { writer.append(piece) }
            request.body = writer.finish()
        } else if dropsBody {
            request.body = nil
        }
        self.request = nil
        self.pieces = []
        self.state = .head
        return request
    }
}
