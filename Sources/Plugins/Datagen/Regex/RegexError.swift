/// Why a text is no regex, or one that is too large.
struct RegexError: Error, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
