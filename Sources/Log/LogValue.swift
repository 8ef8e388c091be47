/// A value beside a log message. What has no conversion to it can't be logged, and that is on purpose.
package enum LogValue: Sendable, Equatable {
    case string(String), int(Int64), double(Double), bool(Bool)
    /// Something that must not be seen; prints as `[hidden]`.
    case hidden
}

/// What may stand in the fields of a log message.
package protocol LogValueConvertible: Sendable {
    var logValue: LogValue { get }
}

extension LogValue: LogValueConvertible { package var logValue: LogValue { self } }
extension String: LogValueConvertible { package var logValue: LogValue { .string(self) } }
extension Substring: LogValueConvertible { package var logValue: LogValue { .string(String(self)) } }
extension Bool: LogValueConvertible { package var logValue: LogValue { .bool(self) } }
extension Double: LogValueConvertible { package var logValue: LogValue { .double(self) } }
extension Int: LogValueConvertible { package var logValue: LogValue { .int(Int64(self)) } }
extension Int16: LogValueConvertible { package var logValue: LogValue { .int(Int64(self)) } }
extension Int32: LogValueConvertible { package var logValue: LogValue { .int(Int64(self)) } }
extension Int64: LogValueConvertible { package var logValue: LogValue { .int(self) } }
extension UInt16: LogValueConvertible { package var logValue: LogValue { .int(Int64(self)) } }
extension UInt32: LogValueConvertible { package var logValue: LogValue { .int(Int64(self)) } }
extension Duration: LogValueConvertible { package var logValue: LogValue { .string("\(self)") } }

extension Optional: LogValueConvertible where Wrapped: LogValueConvertible {
    package var logValue: LogValue { self.map(\.logValue) ?? .string("null") }
}

/// Names and values beside a log message, in the order given: `["topic": topic, "partition": 3]`.
package struct LogFields: Sendable, ExpressibleByDictionaryLiteral {
    package let fields: [(name: String, value: LogValue)]

    package init(dictionaryLiteral elements: (String, any LogValueConvertible)...) {
        self.fields = elements.map { ($0, $1.logValue) }
    }
}

/// A text that shows itself to nobody who doesn't ask: descriptions, dumps and log lines say `[hidden]`.
package struct Secret: Sendable, Hashable {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// The text itself. Use it where it is needed and keep it nowhere.
    package var revealed: String { self.text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable, LogValueConvertible {
    package static let placeholder = "[hidden]"
    package var description: String { Self.placeholder }
    package var debugDescription: String { Self.placeholder }
    package var customMirror: Mirror { Mirror(self, children: []) }
    package var logValue: LogValue { .hidden }
}
