import Bytes
import HTTPClient

/// Says what was asked and what came back, without what is secret.
struct AnswerMessages: Sendable {
    let secrets: [String]

    /// Longest part of a body that is shown, in bytes.
    private static let limit = 4096

    /// One line about an answer.
    struct Summary: Error, CustomStringConvertible {
        let description: String
    }

    static func isBlank(_ body: Bytes) -> Bool {
        guard body.count <= 4096 else { return false }
        return body.withUnsafeBytes { bytes in bytes.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        }
    }

    func about(_ answer: HTTPAnswer, _ request: HTTPRequest) -> Summary {
        var text = "\(request.method) \(request.url.masked)"
        if answer.url != request.url { text += ", redirected to \(answer.url.masked)," }
        text += " was answered by \(answer.status)"
        let type = answer.fields["Content-Type"].map { " of \($0)" } ?? ""
        text += answer.body.isEmpty ? " without a body" : " with \(answer.body.count) bytes\(type)"
        if !answer.body.isEmpty { text += ": " + self.excerpt(answer.body.prefix(200)) }
        return Summary(description: self.masked(text))
    }

    /// The beginning of a body.
    func excerpt(_ body: Bytes) -> String {
        let text = String(decoding: body.prefix(Self.limit))
        return self.masked(body.count > Self.limit ? text + "… (\(body.count) bytes)" : text)
    }

    private func masked(_ text: String) -> String {
        var text = text
        for secret in self.secrets where secret.utf8.count >= 4 {
            text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "[hidden]")
        }
        return text
    }
}

/// What a server says in `Retry-After`.
enum RetryAfter {
    /// Milliseconds from now on; nil if it says nothing that we understand.
    static func milliseconds(_ value: String?, now: Int64) -> Int64? {
        guard let value else { return nil }
        if !value.isEmpty, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return min(Int64(value) ?? .max, 86_400 * 365) * 1000
        }
        guard let pattern = try? DatePattern("EEE, dd MMM yyyy HH:mm:ss z", .formatter),
            let time = try? DateReader(pattern, zone: .utc).parse(value)
        else { return nil }
        return max(time - now, 0)
    }
}
