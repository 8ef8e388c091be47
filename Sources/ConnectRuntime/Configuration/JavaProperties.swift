package import ConnectAPI

/// A file of properties in Java's format.
///
/// A line holds a key and a value with `=`, `:` or blanks between. `#` and `!` begin a comment line; a backslash at the
/// end of a line continues it; `\t`, `\n`, `\r`, `\f` and `\uXXXX` stand for characters, and before any other character
/// a backslash vanishes. Of a key that comes twice the last value counts.
///
/// Other than Java, which takes every byte for a character of Latin-1, we read UTF-8 where the file is UTF-8.
package struct JavaProperties: Sendable {
    /// Keys and values in the order of the file; a key that comes twice is there twice.
    package private(set) var entries: [(key: String, value: String)] = []

    /// The last value of each key.
    package var dictionary: [String: String] { Dictionary(self.entries.map { ($0.key, $0.value) }) { $1 } }

    /// Most bytes that a file may have.
    package static let sizeLimit = 16 << 20

    /// - Throws: `ConfigError` for an escape that stands for no character, with the number of its line, and for text
    ///   beyond ``sizeLimit``.
    package init(_ bytes: some Collection<UInt8>) throws(ConfigError) {
        guard bytes.count <= Self.sizeLimit else {
            throw ConfigError("Properties of \(bytes.count) bytes are too long, the limit is \(Self.sizeLimit)")
        }
        let contiguous = Array(bytes)
        var lines = LineReader(text: Self.characters(of: contiguous))
        while let line = lines.next() {
            let (key, value) = Self.split(line.text)
            self.entries.append((try Self.unescape(key, line.number), try Self.unescape(value, line.number)))
        }
    }

    package init(_ text: String) throws(ConfigError) {
        try self.init(text.utf8)
    }

    /// UTF-16, which is what `\u` escapes are.
    private static func characters(of bytes: [UInt8]) -> [UInt16] {
        if let text = String(validating: bytes, as: UTF8.self) { return Array(text.utf16) }
        return bytes.map(UInt16.init)
    }

    /// Cuts a logical line behind its key: at the first `=` or `:` or blank that has no backslash in front.
    private static func split(_ line: ArraySlice<UInt16>) -> (key: ArraySlice<UInt16>, value: ArraySlice<UInt16>) {
        var end = line.startIndex
        while end < line.endIndex, !line[end].isBlank, line[end] != 0x3D, line[end] != 0x3A {
            end += line[end] == backslash && end + 1 < line.endIndex ? 2 : 1
        }
        var start = end
        while start < line.endIndex, line[start].isBlank { start += 1 }
        if start < line.endIndex, line[start] == 0x3D || line[start] == 0x3A {
            start += 1
            while start < line.endIndex, line[start].isBlank { start += 1 }
        }
        return (line[line.startIndex..<end], line[start...])
    }

    private static func unescape(_ text: ArraySlice<UInt16>, _ line: Int) throws(ConfigError) -> String {
        guard text.contains(backslash) else { return String(decoding: text, as: UTF16.self) }
        var result: [UInt16] = []
        var index = text.startIndex
        while index < text.endIndex {
            let unit = text[index]
            index += 1
            guard unit == backslash, index < text.endIndex else {
                if unit != backslash { result.append(unit) }
                continue
            }
            let escaped = text[index]
            index += 1
            switch escaped {
            case 0x74: result.append(0x09)
            case 0x6E: result.append(0x0A)
            case 0x72: result.append(0x0D)
            case 0x66: result.append(0x0C)
            case 0x75:
                guard text.endIndex - index >= 4, let value = Self.hexadecimal(text[index..<index + 4]) else {
                    throw ConfigError("Malformed \\uxxxx encoding in line \(line).")
                }
                result.append(value)
                index += 4
            default: result.append(escaped)
            }
        }
        return String(decoding: result, as: UTF16.self)
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt16>) -> UInt16? {
        var value: UInt16 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: value = value << 4 | (digit - 0x30)
            case 0x41...0x46: value = value << 4 | (digit - 0x41 + 10)
            case 0x61...0x66: value = value << 4 | (digit - 0x61 + 10)
            default: return nil
            }
        }
        return value
    }
}

private let backslash: UInt16 = 0x5C

extension UInt16 {
    /// Blank, tab or form feed.
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0C }
    fileprivate var isLineEnd: Bool { self == 0x0A || self == 0x0D }
}

/// Gives logical lines: without comments, empty lines, and blanks in front, with continuation lines joined.
///
/// Java's corners are kept: a comment sign that follows nothing but a continuation still begins a comment, and a lone
/// backslash at the end of the file is an empty line that counts.
private struct LineReader {
    let text: [UInt16]
    private var index = 0
    private var number = 1

    init(text: [UInt16]) {
        self.text = text
    }

    /// The next logical line and the number of its first line in the file.
    mutating func next() -> (text: ArraySlice<UInt16>, number: Int)? {
        var line: [UInt16] = []
        var first = self.number
        while self.index < self.text.count {
            self.skipBlanks()
            if line.isEmpty {
                first = self.number
                if self.index < self.text.count, self.text[self.index] == 0x23 || self.text[self.index] == 0x21 {
                    _ = self.restOfLine()
                    self.skipLineEnd()
                    continue
                }
            }
            line += self.restOfLine()
            let isContinued = line.reversed().prefix { $0 == backslash }.count % 2 == 1
            self.skipLineEnd()
            if isContinued {
                line.removeLast()
                if self.index >= self.text.count { return (line[...], first) }
            } else if !line.isEmpty {
                return (line[...], first)
            }
        }
        return line.isEmpty ? nil : (line[...], first)
    }

    private mutating func skipBlanks() {
        while self.index < self.text.count, self.text[self.index].isBlank { self.index += 1 }
    }

    private mutating func restOfLine() -> ArraySlice<UInt16> {
        let start = self.index
        while self.index < self.text.count, !self.text[self.index].isLineEnd { self.index += 1 }
        return self.text[start..<self.index]
    }

    private mutating func skipLineEnd() {
        guard self.index < self.text.count else { return }
        let isPair =
            self.text[self.index] == 0x0D && self.index + 1 < self.text.count && self.text[self.index + 1] == 0x0A
        self.index += isPair ? 2 : 1
        self.number += 1
    }
}
