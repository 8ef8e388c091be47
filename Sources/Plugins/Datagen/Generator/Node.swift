import ConnectAPI

/// One step of a plan: how to make the value of one place of a schema. Trivial, so that running a plan retains nothing.
struct Node: BitwiseCopyable {
    enum Kind: UInt8 {
        /// Without a draw.
        case null
        /// One of a table's cells, by one draw (`pick`), by one with steps after it, or by several (`draws`).
        case pick, pickWithTail, pickMany
        /// A whole number: any of 32 or 64 bits, or of a range.
        case int, long, range
        case float, double, floatRange, doubleRange
        /// Ranges wider than a number of their type; `span` is the upper bound itself.
        case wideRange, wideFloat, wideDouble
        case coin, odds
        /// An `iteration` annotation's next value.
        case count, countText, countFloat, countDouble, countBoolean
        /// Any characters of a drawn, or of a fixed, length.
        case text, textOfLength
        /// A regex with a single path, or with several.
        case template, walk
        case bytes, bytesOfLength, decimal, decimalRange
        case array, map, record, union, unionStruct
        /// A record that is a part of itself, where it isn't unrolled any further.
        case tooDeep
    }

    /// What a whole number becomes.
    enum Finish: UInt8 { case none, int8, int16, day, time }

    var kind: Kind
    /// Kind of the cells made.
    var cell: Cell.Kind
    var finish = Finish.none
    /// Texts made need no escape in JSON.
    var isPlain = false
    /// Index of the path that errors show.
    var path: Int32 = 0
    /// Index of the first child, cell of a table, counter or walk.
    var first: Int32 = 0
    /// Children; a decimal's precision or scale; a fixed length.
    var count: Int32 = 0
    /// Index of the schema of a struct; first draw; first entry of the fields of a union's branches.
    var second: Int32 = 0
    /// Index of the text before and after what is made; of a template.
    var prefix: Int32 = 0
    var suffix: Int32 = 0
    /// Steps of the random source to the draw, that one included, and those after it.
    var jump = Jump(steps: 1)
    var tail = Jump(steps: 0)
    var bound = Bound(1)
    /// Least value: a whole number, or the bits of a double; least length; odds.
    var low: UInt64 = 0
    var span: Double = 0

    init(_ kind: Kind, _ cell: Cell.Kind) {
        self.kind = kind
        self.cell = cell
    }

    var lowInteger: Int64 { Int64(bitPattern: self.low) }
    var lowDouble: Double { Double(bitPattern: self.low) }
}

/// One draw of a regex with a single path.
struct DrawOperation: BitwiseCopyable {
    let jump: Jump
    /// Characters to choose from; unused if the draw may end the text.
    let bound: Bound
    /// Place of the character in the text.
    let place: Int32
    let mayStop: Bool
    /// What the draw's outcome is worth in the number of a text, see ``RegexPath/text(_:)``.
    let factor: Int32
}
