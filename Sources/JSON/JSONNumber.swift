/// A number of a JSON document; keeps the text that it was written with.
package struct JSONNumber: Sendable {
    package let text: String

    /// Takes a number's text as it stands in a document; it is not checked.
    init(uncheckedText text: String) { self.text = text }

    package init(_ value: some BinaryInteger) { self.text = String(value) }

    /// As Java prints it, see ``JavaText``.
    package init(_ value: Double) { self.text = JavaText.string(value) }
    package init(_ value: Float) { self.text = JavaText.string(value) }

    /// Whether the text has neither point nor exponent.
    package var isIntegral: Bool {
        self.text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) }
    }

    /// The value, if the number is integral and fits.
    package var int64: Int64? { self.isIntegral ? Int64(self.text) : nil }
    package var int32: Int32? { self.isIntegral ? Int32(self.text) : nil }

    /// The nearest double; infinite beyond its range.
    package var double: Double { Double(self.text) ?? .nan }

    /// The text that Java gives to the number once read: `1.50` is `1.5`, `1e3` is `1000.0`, `-0` is `0`.
    package var javaText: String {
        if self.isIntegral {
            let digits = self.text.drop { $0 == "-" }.drop { $0 == "0" }
            guard !digits.isEmpty else { return "0" }
            return self.text.hasPrefix("-") ? "-\(digits)" : String(digits)
        }
        return JavaText.string(self.double)
    }

    /// Whether Jackson would write it as a quoted text.
    var isFinite: Bool {
        guard let last = self.text.utf8.last else { return false }
        return last >= UInt8(ascii: "0") && last <= UInt8(ascii: "9")
    }
}

extension JSONNumber: Hashable {
    /// Integral numbers are equal by value, others by their double; `1` and `1.0` differ, as in Java.
    package static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if left.text == right.text { return true }
        switch (left.isIntegral, right.isIntegral) {
        case (true, true): return left.javaText == right.javaText
        case (false, false): return left.double == right.double
        default: return false
        }
    }

    package func hash(into hasher: inout Hasher) {
        if self.isIntegral { hasher.combine(self.javaText) } else { hasher.combine(self.double) }
    }
}
