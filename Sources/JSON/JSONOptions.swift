/// What a reader accepts. The defaults are strict JSON with Jackson's limits.
public struct JSONOptions: Sendable {
    /// Largest document, in bytes.
    public var maximumBytes = 128 * 1024 * 1024
    /// Deepest nesting of arrays and objects.
    public var maximumDepth = 1000
    /// Longest text of a number, in bytes.
    public var maximumNumberLength = 1000
    /// `007` is 7.
    public var allowsLeadingZeros = false
    /// Reads the first value and leaves alone what follows it.
    public var ignoresTrailingBytes = false
    /// The bytes are UTF-8 without a mark; nothing else is looked for.
    public var isKnownUTF8 = false

    public init() {}

    public init(maximumBytes: Int) { self.maximumBytes = maximumBytes }
}
