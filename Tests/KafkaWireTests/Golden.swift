import Bytes
import Foundation

/// Files that Kafka's own classes wrote.
enum Golden {
    static func lines<Value: Decodable>(_ file: String, as: Value.Type) throws -> [Value] {
        try self.text(file).split(separator: "\n").map { try JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
    }

    static func text(_ file: String) throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: folder.appendingPathComponent("Golden/\(file)"), encoding: .utf8)
    }
}

extension Bytes {
    init(hex: String) {
        let digits = Array(hex.utf8)
        self.init(
            stride(from: 0, to: digits.count - 1, by: 2).map { place in
                UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16) ?? 0
            })
    }
}
