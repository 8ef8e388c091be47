import COpenSSL
import CShims

/// OpenSSL keeps errors in a queue a thread. An old one must not be taken for the next call's: clear before each call
/// whose failure is looked into, and empty the queue after it.
enum OpenSSLErrors {
    struct Entry {
        let reason: Int32
        let text: String
    }

    static func clear() { ERR_clear_error() }

    /// Empties the queue, oldest first.
    static func drain() -> [Entry] {
        var entries: [Entry] = []
        while true {
            let code = ERR_get_error()
            guard code != 0 else { return entries }
            let text = ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
            entries.append(Entry(reason: shims_tls_reason(code), text: text))
        }
    }

    /// What the queue says, in one line; nil if it says nothing.
    static func text() -> String? {
        var texts: [String] = []
        for entry in Self.drain() where !texts.contains(entry.text) { texts.append(entry.text) }
        return texts.isEmpty ? nil : texts.joined(separator: ", ")
    }
}
