/// Values that must not be seen although nobody knows where they turn up, such as a password that a plugin puts into the
/// text of an error. They are hidden wherever ``clean(_:)`` passes: in logs, traces and answers.
///
/// What is shorter than four bytes, and `true` and `false`, can't be hidden: it would turn up everywhere.
package final class Redactions: Sendable {
    /// Those of the process.
    package static let shared = Redactions()

    private static let shortest = 4
    /// Most values; beyond, the oldest are let go.
    private static let limit = 4096

    private struct State {
        /// Oldest first.
        var order: [[UInt8]] = []
        var known: Set<[UInt8]> = []
        /// Longest first, so that a value inside another one doesn't leave a rest of it.
        var byLength: [[UInt8]] = []
    }

    private let state = Guarded(State())

    package init() {}

    package func hide(_ value: String) {
        let bytes = Self.trimmed(value)
        guard bytes.count >= Self.shortest, value != "true", value != "false" else { return }
        self.state.withLock { state in
            guard state.known.insert(bytes).inserted else { return }
            state.order.append(bytes)
            if state.order.count > Self.limit { state.known.remove(state.order.removeFirst()) }
            state.byLength = state.order.sorted { $0.count > $1.count }
        }
    }

    /// Files often end with a line feed that isn't part of what others show.
    private static func trimmed(_ value: String) -> [UInt8] {
        var bytes = Array(value.utf8)[...]
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        return Array(bytes)
    }

    /// The text with `[hidden]` for each of the values in it.
    package func clean(_ text: String) -> String {
        let secrets = self.state.withLock { $0.byLength }
        guard !secrets.isEmpty else { return text }
        var bytes = Array(text.utf8)
        var hasChanged = false
        for secret in secrets where secret.count <= bytes.count {
            guard let cleaned = Self.replace(secret, in: bytes) else { continue }
            (bytes, hasChanged) = (cleaned, true)
        }
        return hasChanged ? String(decoding: bytes, as: UTF8.self) : text
    }

    private static func replace(_ secret: [UInt8], in bytes: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var done = 0
        var index = 0
        while index + secret.count <= bytes.count {
            if bytes[index] == secret[0], bytes[index..<index + secret.count].elementsEqual(secret) {
                result += bytes[done..<index]
                result += Array(Secret.placeholder.utf8)
                index += secret.count
                done = index
            } else {
                index += 1
            }
        }
        guard done > 0 else { return nil }
        return result + bytes[done...]
    }

    var isEmpty: Bool { self.state.withLock { $0.order.isEmpty } }
}

extension LogEvent {
    /// The same without what must not be seen.
    func cleaned(_ redactions: Redactions) -> LogEvent {
        if redactions.isEmpty { return self }
        let fields = self.fields.map { name, value -> (name: String, value: LogValue) in
            if case .string(let text) = value { return (name, .string(redactions.clean(text))) }
            return (name, value)
        }
        return LogEvent(
            time: self.time, level: self.level, logger: self.logger, message: self.message, fields: fields,
            error: self.error.map(redactions.clean))
    }
}
