/// Reads the chunked form of a body (RFC 9112, section 7.1): strict sizes, chunk extensions and trailers checked for
/// their form and dropped.
struct HTTPChunkReader {
    private enum State {
        case size(HTTPLine)
        case data(remaining: Int)
        case dataEnd(HTTPLine)
        case trailer(HTTPLine, total: Int)
        case done
    }

    private var state = State.size(HTTPLine())

    var isDone: Bool { if case .done = self.state { true } else { false } }

    /// Takes one step. `data` is the part of `bytes` that belongs to the body.
    mutating func read(
        _ bytes: UnsafeRawBufferPointer
    ) throws(HTTPParseError) -> (used: Int, data: Range<Int>?) {
        switch self.state {
        case .size(var line):
            let used = try line.append(bytes, limit: 256)
            self.state = .size(line)
            if line.isComplete {
                let size = try Self.size(line.bytes)
                self.state = size == 0 ? .trailer(HTTPLine(), total: 0) : .data(remaining: size)
            }
            return (used, nil)
        case .data(let remaining):
            let count = min(remaining, bytes.count)
            self.state = count == remaining ? .dataEnd(HTTPLine()) : .data(remaining: remaining - count)
            return (count, 0..<count)
        case .dataEnd(var line):
            let used = try line.append(bytes, limit: 2)
            self.state = line.isComplete ? .size(HTTPLine()) : .dataEnd(line)
            guard line.bytes.allSatisfy({ $0 == 0x0D }) else { throw .bad("a chunk is longer than its size") }
            return (used, nil)
        case .trailer(var line, let total):
            let used = try line.append(bytes, limit: 4096)
            guard total + used <= 16 * 1024 else { throw HTTPParseError(431, "the trailers are too long") }
            self.state = .trailer(line, total: total + used)
            if line.isComplete {
                if !line.bytes.isEmpty { try HTTPHead.checkField(line.bytes) }
                self.state = line.bytes.isEmpty ? .done : .trailer(HTTPLine(), total: total + used)
            }
            return (used, nil)
        case .done:
            return (0, nil)
        }
    }

    /// Hexadecimal digits, then nothing or an extension.
    private static func size(_ line: [UInt8]) throws(HTTPParseError) -> Int {
        let digits = line.prefix { $0 != UInt8(ascii: ";") }
        guard (1...8).contains(digits.count) else { throw .bad("a chunk's size is no hexadecimal number") }
        var size = 0
        for digit in digits {
            guard let value = hexDigit(digit) else { throw .bad("a chunk's size is no hexadecimal number") }
            size = size << 4 | Int(value)
        }
        guard line.allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }) else {
            throw .bad("a chunk's extension has a control character")
        }
        return size
    }
}

/// A line that ends in CRLF, collected piece by piece.
struct HTTPLine {
    /// Without the CRLF once it is complete.
    private(set) var bytes: [UInt8] = []
    private(set) var isComplete = false

    /// Takes bytes up to the end of the line and returns how many.
    mutating func append(_ piece: UnsafeRawBufferPointer, limit: Int) throws(HTTPParseError) -> Int {
        for (index, byte) in piece.enumerated() {
            if byte == 0x0A {
                guard self.bytes.popLast() == 0x0D else { throw .bad("a line of a chunked body ends in LF without CR") }
                self.isComplete = true
                return index + 1
            }
            guard self.bytes.last != 0x0D else { throw .bad("a line of a chunked body has CR without LF") }
            guard self.bytes.count < limit else { throw .bad("a line of a chunked body is too long") }
            self.bytes.append(byte)
        }
        return piece.count
    }
}

/// The value of a hexadecimal digit in ASCII.
func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
