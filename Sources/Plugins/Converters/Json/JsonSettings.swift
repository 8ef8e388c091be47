/// What a ``JsonConverter``'s configuration says.
struct JsonSettings: Sendable {
    /// Values stand in an envelope with their schema.
    var schemasEnabled = true
    /// Decimals are written as numbers rather than as Base64 texts.
    var decimalsAreNumbers = false
    /// A null is replaced by its schema's default.
    var replacesNull = true
    /// How many schemas are remembered in each direction.
    var cacheSize = 1000
}
