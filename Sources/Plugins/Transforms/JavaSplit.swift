import ConnectAPI
import JavaLang

/// Java's `String.split` for a separator of one character.
enum JavaSplit {
    /// The parts; empty ones at the end are left out, but a text without the separator is one part.
    static func parts(of text: String, at separator: Unicode.Scalar) -> [String] {
        var parts = text.unicodeScalars.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else { return [text] }
        while parts.last?.isEmpty == true { parts.removeLast() }
        return parts
    }
}

extension ConnectError {
    /// A schemaless map's key that isn't a text, where a field's name is needed.
    static func notText(_ key: Cell) -> ConnectError {
        .java(
            "ClassCastException",
            "class \(JavaClass.name(of: key.kind)) cannot be cast to class java.lang.String: "
                + "the keys of a map must be texts where fields are looked up by name")
    }
}
