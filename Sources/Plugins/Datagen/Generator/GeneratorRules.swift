/// Which release of Avro Random Generator is followed where they differ.
struct GeneratorRules: Hashable, Sendable {
    /// A regex without a `length` gives texts of 8 to 15 characters, if it can.
    var boundsRegexesByDefault: Bool
    /// `range` works on decimals.
    var hasDecimalRanges: Bool

    /// 0.3: what the Datagen connector brings. Seeded streams are those of the Java connector.
    static let connector = GeneratorRules(boundsRegexesByDefault: true, hasDecimalRanges: false)
    /// 0.4.1.
    static let latest = GeneratorRules(boundsRegexesByDefault: false, hasDecimalRanges: true)
}
