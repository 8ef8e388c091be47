import Bytes
import ConnectAPI
import HTTPClient

/// Says what was asked and what came back, without what is secret.
struct AnswerMessages: Sendable {
    /// As they are, and as they stand in URLs.
    private let secrets: [String]

    init(secrets: [String]) { self.secrets = secrets + secrets.map { WebURL.encodeForForm($0) } }

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

    /// - Parameter error: Why the answer can't be read.
    func about(_ answer: HTTPAnswer, _ request: HTTPRequest, _ error: ConnectError? = nil) -> Summary {
        var text = "\(request.method) \(request.url.masked)"
        if answer.url != request.url { text += ", redirected to \(answer.url.masked)," }
        text += " was answered by \(answer.status)"
        let type = answer.fields["Content-Type"].map { " of \($0)" } ?? ""
        text += answer.body.isEmpty ? " without a body" : " with \(answer.body.count) bytes\(type)"
        if !answer.body.isEmpty { text += ": " + self.excerpt(answer.body, request, limit: 200) }
        if let advice = error.flatMap(Self.advice) { text += ". " + advice }
        return Summary(description: self.masked(text, request))
    }

    /// What to change, for mistakes that many make.
    private static func advice(_ error: ConnectError) -> String? {
        if error.kind.className == "java.time.format.DateTimeParseException" {
            return "\(HTTPKeys.timestampPattern.name) says how timestamps are written, if it isn't set:"
                + " \(TimestampParser.defaultPattern)"
        }
        guard error.message.hasPrefix("No node at ") else { return nil }
        return "\(HTTPKeys.listPointer.name) leads to the records of an answer; all other pointers begin at a record"
    }

    /// The beginning of a body.
    func excerpt(_ body: Bytes, _ request: HTTPRequest, limit: Int = Self.limit) -> String {
        // Masked before it is cut, so that no part of a secret is left at its end.
        let text = self.masked(String(decoding: body.prefix(limit + 1024)), request)
        guard body.count > limit else { return text }
        var cut = String(decoding: Array(text.utf8.prefix(limit)), as: UTF8.self)
        while cut.unicodeScalars.last == "\u{FFFD}" { cut.unicodeScalars.removeLast() }
        return cut + "… (\(body.count) bytes)"
    }

    /// A request's URL.
    func url(_ request: HTTPRequest) -> String { self.masked(request.url.masked, request) }

    /// A text without the secrets of the configuration and of a request: servers like to repeat what they were sent.
    func masked(_ text: String, _ request: HTTPRequest) -> String {
        var text = text
        let secrets = Set(self.secrets + request.secrets).sorted { $0.utf8.count > $1.utf8.count }
        for secret in secrets where secret.utf8.count >= 4 {
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
        let whole = value.prefix { $0 != "." }  // some servers send fractions
        if !whole.isEmpty, whole.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Double(value) {
            return Int64((min(seconds, 86_400 * 365) * 1000).rounded(.up))
        }
        guard let pattern = try? DatePattern("EEE, dd MMM yyyy HH:mm:ss z", .formatter),
            let time = try? DateReader(pattern, zone: .utc).parse(value)
        else { return nil }
        return max(time - now, 0)
    }
}
