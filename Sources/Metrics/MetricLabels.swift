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
            if value.utf8.contains(where: { $0 == 0x22 || $0 == 0x5C || $0 == 0x0A }) {
                for character in value.unicodeScalars {
                    switch character {
                    case "\"": text += "\\\""
                    case "\\": text += "\\\\"
                    case "\n": text += "\\n"
                    default: text.unicodeScalars.append(character)
                    }
                }
            } else {
                text += value
            }
            text += "\""
        }
        self.text = text
    }

    private init(text: String) { self.text = text }

    /// With more labels behind these.
    package func adding(_ labels: [(name: String, value: String)]) -> MetricLabels {
        let more = MetricLabels(labels)
        if self.text.isEmpty { return more }
        return more.text.isEmpty ? self : MetricLabels(text: self.text + "," + more.text)
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
