import ConnectAPI
import JavaLang

/// What a transform needs a value to be, in Java's words where it isn't.
enum Requirements {
    @inline(__always)
    static func map(_ cell: Cell, _ purpose: StaticString) throws(ConnectError) {
        if cell.kind != .map { throw Self.noMap(cell, purpose) }
    }

    @inline(__always)
    static func structure(_ cell: Cell, _ purpose: StaticString) throws(ConnectError) {
        if cell.kind != .struct { throw Self.noStruct(cell, purpose) }
    }

    @inline(never)
    private static func noMap(_ cell: Cell, _ purpose: StaticString) -> ConnectError {
        .data(
            "Only Map objects supported in absence of schema for [\(purpose)], found: " + JavaClass.name(of: cell.kind))
    }

    @inline(never)
    private static func noStruct(_ cell: Cell, _ purpose: StaticString) -> ConnectError {
        .data("Only Struct objects supported for [\(purpose)], found: " + JavaClass.name(of: cell.kind))
    }
}
