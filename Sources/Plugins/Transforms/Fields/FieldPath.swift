import ConnectAPI
import JavaLang

/// A path to a field: by syntax V1 a name, by V2 names with dots between; backticks around a name take dots in.
struct FieldPath {
    static let syntax = ConfigKey<String>(
        "field.syntax.version", default: "V1", importance: .high,
        "How field names are read: V1, the whole text is one name; V2, dots lead into nested fields, and a name that has "
            + "dots itself stands in backticks."
    ).validated(by: .oneOfIgnoringCase(["V1", "V2"]))

    let text: String
    let steps: [String]
    private let keys: [MapKey]

    init(_ text: String, syntax: String) throws(ConnectError) {
        self.text = text
        self.steps = syntax.uppercased() == "V2" ? try Self.steps(of: text) : [text]
        self.keys = self.steps.map(MapKey.init)
    }

    private static func steps(of text: String) throws(ConnectError) -> [String] {
        let units = Array(text.unicodeScalars)
        var steps: [String] = []
        var index = 0
        while index < units.count {
            if units[index] == "`" {
                steps.append(try Self.quoted(units, &index, text))
            } else {
                let end = units[index...].firstIndex(of: ".") ?? units.count
                steps.append(Self.string(units[index..<end]))
                index = end + 1
            }
        }
        if units.last == "." { steps.append("") }
        return steps
    }

    /// A name in backticks: up to a backtick before a dot or the end, if no backslash stands before it.
    private static func quoted(
        _ units: [Unicode.Scalar], _ index: inout Int, _ text: String
    ) throws(ConnectError) -> String {
        let opening = index
        var name = ""
        var start = index + 1
        index += 1
        while let close = units[min(index, units.count)...].firstIndex(of: "`") {
            let isEscaped = units[close - 1] == "\\"
            if close == units.count - 1 {
                guard !isEscaped else { break }
                index = close + 1
                return name + Self.string(units[start..<close])
            }
            index = close + 1
            guard units[close + 1] == "." else { continue }
            if isEscaped {
                name += Self.string(units[start..<max(start, close - 1)]) + "`"
                start = close + 1
                continue
            }
            index = close + 2
            return name + Self.string(units[min(start, close)..<close])
        }
        throw ConnectError(
            .config,
            "Incomplete backtick pair in path: [\(text)], consider adding a backslash before backtick at position "
                + "\(opening) to escape it")
    }

    private static func string(_ units: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: units)
        return String(view)
    }

    /// An empty path fails when it is used, as in Java.
    private func checkSteps() throws(ConnectError) {
        guard !self.steps.isEmpty else {
            throw .java("IllegalArgumentException", "'field' is empty: it must name a field")
        }
    }

    /// The places of the fields along the path and the last field's schema; nil if there is no such field.
    func find(in schema: Schema) throws(ConnectError) -> (places: [Int], field: Schema)? {
        try self.checkSteps()
        var current = schema
        var places: [Int] = []
        for step in self.steps {
            guard try SchemaMaking.field(step, of: current) != nil, let place = current.index(of: step) else {
                return nil
            }
            places.append(place)
            current = current.fields[place].schema
        }
        return (places, current)
    }

    /// The value in a schemaless map; null if there is none.
    func value(in map: Cell, of arena: ValueArena) throws(ConnectError) -> Cell {
        try self.checkSteps()
        var current = map
        for place in self.keys.indices {
            current = self.keys[place].value(in: current, of: arena) ?? .null
            guard place < self.keys.count - 1 else { return current }
            if current.isNull { return .null }
            try Requirements.map(current, "nested field access")
        }
        return current
    }
}
