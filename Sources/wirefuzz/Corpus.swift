import Bytes
import Glibc
import KafkaWire

/// What the inputs are made from: frames and record batches that Kafka's own classes wrote.
struct Corpus {
    enum Kind {
        case request(APIKey, version: Int16)
        case response(APIKey, version: Int16)
        case batch
    }

    struct Entry {
        let kind: Kind
        let bytes: [UInt8]
    }

    private(set) var entries: [Entry] = []

    /// Reads wire-frames.jsonl and record-batches.jsonl of a folder, a line of JSON each with known members.
    init?(folder: String) {
        guard let frames = Self.lines("\(folder)/wire-frames.jsonl"),
            let batches = Self.lines("\(folder)/record-batches.jsonl")
        else { return nil }
        for line in frames {
            guard let api = Self.member("api", of: line).flatMap({ Int16($0) }),
                let version = Self.member("version", of: line).flatMap({ Int16($0) }),
                let role = Self.member("role", of: line), let frame = Self.member("frame", of: line)
            else { return nil }
            let key = APIKey(rawValue: api)
            self.entries.append(
                Entry(
                    kind: role == "request" ? .request(key, version: version) : .response(key, version: version),
                    bytes: Self.bytes(hex: frame)))
        }
        for line in batches {
            guard let bytes = Self.member("bytes", of: line) else { return nil }
            self.entries.append(Entry(kind: .batch, bytes: Self.bytes(hex: bytes)))
        }
    }

    private static func lines(_ path: String) -> [Substring]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    /// The text of the first member of that name, without quotes.
    private static func member(_ name: String, of line: Substring) -> Substring? {
        let name = Array("\"\(name)\":".utf8)
        let line = Substring(line).utf8
        var rest = line[...]
        while rest.count > name.count, !rest.starts(with: name) { rest = rest.dropFirst() }
        guard rest.starts(with: name) else { return nil }
        rest = rest.dropFirst(name.count)
        if rest.first == UInt8(ascii: "\"") { rest = rest.dropFirst() }
        return Substring(rest.prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: ",") })
    }

    private static func bytes(hex: Substring) -> [UInt8] {
        let digits = hex.utf8.map { $0 < 0x3a ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
