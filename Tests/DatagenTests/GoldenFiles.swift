import Bytes
import Glibc
import JSON

/// Files of `Tests/Golden`.
enum GoldenFiles {
    static func lines(_ name: String, file: String = #filePath) -> [String] {
        let folder = file.split(separator: "/").dropLast(2).map(String.init).joined(separator: "/")
        guard let stream = fopen("/\(folder)/Golden/\(name)", "r") else { return [] }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, stream)
            if count == 0 { break }
            bytes += buffer[0..<count]
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The JSON lines of a file by quickstart.
    static func records(_ name: String) throws -> [String: [JSONValue]] {
        try Dictionary(grouping: self.lines(name).map { try JSONValue.parse($0) }) { $0["q"]?.stringValue ?? "" }
    }
}
