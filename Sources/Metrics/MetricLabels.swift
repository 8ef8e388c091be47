/// The labels of one object, rendered once: `client_id="a",node_id="b"`.
package struct MetricLabels: Sendable, Hashable {
    let text: String

    package static let none = MetricLabels([])

    /// - Parameter labels: In the order in which they are to appear. One without a value is left out.
    package init(_ labels: [(name: String, value: String)]) {
        var text = ""
        for (name, value) in labels where !value.isEmpty {
            if !text.isEmpty { text += "," }
            text += name + "=\""
            text += value.utf8.contains(where: Self.mustBeEscaped) ? Self.escaped(value) : value
            text += "\""
        }
        self.text = text
    }

    static func mustBeEscaped(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x5C || byte == 0x0A }

    static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }

    /// A value as it stands in the name of a JMX bean, from where the exporter takes it: quoted, with the quotes as part
    /// of the value, if it has anything but letters, digits, `_ - % .`, blanks and tabs.
    package static func jmx(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "%"),
                UInt8(ascii: "."), 0x20, 0x09:
                true
            default: false
            }
        }
        if isPlain { return value }
        var quoted = "\""
        for character in value.unicodeScalars {
            switch character {
            case "\"", "*", "?", "\\":
                quoted.unicodeScalars.append("\\")
                quoted.unicodeScalars.append(character)
            case "\n": quoted += "\\n"
            default: quoted.unicodeScalars.append(character)
            }
        }
        return quoted + "\""
    }
}
