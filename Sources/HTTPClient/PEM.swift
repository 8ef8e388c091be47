import Bytes
import Transport

/// Certificates and keys as libcurl takes them.
enum PEM {
    static func text(_ label: String, _ der: Bytes) -> String {
        "-----BEGIN \(label)-----\n" + self.lines(Base64.encode(der.array)) + "-----END \(label)-----\n"
    }

    private static func lines(_ text: String) -> String {
        var rest = Substring(text)
        var lines = ""
        while !rest.isEmpty {
            lines += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return lines
    }
}
