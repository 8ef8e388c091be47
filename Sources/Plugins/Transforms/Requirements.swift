import ConnectAPI
import JavaLang

/// What a transform needs a value to be, in Java's words where it isn't.
enum Requirements {
    static func map(_ cell: Cell, _ purpose: String) throws(ConnectError) {
        guard cell.kind == .map else {
            throw .data(
                "Only Map objects supported in absence of schema for [\(purpose)], found: "
                    + JavaClass.name(of: cell.kind))
        }
    }

    static func structure(_ cell: Cell, _ purpose: String) throws(ConnectError) {
        guard cell.kind == .struct else {
            throw .data("Only Struct objects supported for [\(purpose)], found: " + JavaClass.name(of: cell.kind))
        }
    }
}
