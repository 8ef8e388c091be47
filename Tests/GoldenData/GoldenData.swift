import Bytes
import Glibc
package import JSON

/// The files of `Tests/Golden`, which hold what Kafka's own classes answered.
package enum GoldenData {
    /// The lines of a file; none if it isn't there.
    package static func lines(_ name: String) -> [JSONValue] {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        guard let file = fopen("/\(folder)/Golden/\(name)", "r") else { return [] }
        defer { fclose(file) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            content += buffer[..<count]
        }
        return content.split(separator: 0x0A).compactMap { try? JSONValue.parse(Bytes($0)) }
    }
}
