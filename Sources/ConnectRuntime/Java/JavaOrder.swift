/// What Java's `String` does where the outcome is visible in a topic or an answer.
package enum JavaOrder {
    /// Whether `left` comes before `right` as `String.compareTo` has it, which compares UTF-16 units.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf16.lexicographicallyPrecedes(right.utf16)
    }

    /// Tasks by the names of their connectors, then by number.
    package static func precedes(_ left: TaskID, _ right: TaskID) -> Bool {
        left.connector == right.connector
            ? left.task < right.task : self.precedes(left.connector, right.connector)
    }

    /// What `text.split("-")` gives: empty pieces at the end are left out.
    static func pieces(of text: String) -> [Substring] {
        var pieces = text.split(separator: "-", omittingEmptySubsequences: false)
        while let last = pieces.last, last.isEmpty, pieces.count > 1 { pieces.removeLast() }
        return pieces
    }

    /// What `Integer.parseInt` gives; nil where it throws.
    static func integer(_ text: some StringProtocol) -> Int32? { Int32(text) }
}
