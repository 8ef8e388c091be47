import Bytes
import Glibc
import JSON
import Testing

/// Lines of a file in `Tests/Golden`, which holds what Kafka's own classes answered.
enum GoldenFile {
    static func lines(_ name: String, place: String = #filePath) throws -> [JSONValue] {
        let folder = place.split(separator: "/").dropLast(2).map { "/\($0)" }.joined()
        let text = try #require(self.read("\(folder)/Golden/\(name)"), "no golden file \(name)")
        return try text.split(separator: 0x0A).map { try JSONValue.parse(Bytes($0)) }
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return content }
            content += buffer[..<count]
        }
    }
}

extension JSONValue {
    var texts: [String] { (self.arrayValue ?? []).compactMap(\.stringValue) }
    var members: [(name: String, value: JSONValue)] { self.objectValue?.members ?? [] }
}

extension Bytes {
    /// The bytes of hexadecimal digits.
    init(hex text: String) {
        let digits = text.utf8.map { $0 <= UInt8(ascii: "9") ? $0 - UInt8(ascii: "0") : $0 - UInt8(ascii: "a") + 10 }
        self.init(stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
    }

    var hex: String {
        self.array.map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
