import ConnectAPI
import JSON

/// What an `iteration` annotation says, checked.
struct IterationBounds<Number: Comparable & SignedNumeric> {
    let start: Number
    /// nil: none given.
    let restart: Number?
    let step: Number
    let initial: Number

    init(start: Number?, restart: Number?, step: Number?, initial: Number?) throws(GeneratorError) {
        guard let start else { throw GeneratorError("iteration property must contain start field") }
        self.start = start
        self.restart = restart
        self.initial = initial ?? start
        if step == 0 { throw GeneratorError("step field of iteration property cannot be zero") }
        guard let restart else {
            self.step = step ?? 1
            return
        }
        guard restart != start else {
            throw GeneratorError("start and restart fields of iteration property cannot be equal")
        }
        self.step = step ?? (restart > start ? 1 : -1)
        if restart > start, self.step < 0 {
            throw GeneratorError(
                "step field of iteration property must be positive when restart field is greater than start field")
        }
        if restart < start, self.step > 0 {
            throw GeneratorError(
                "step field of iteration property must be negative when restart field is less than start field")
        }
    }
}

extension Counter {
    /// The counter of a type's `iteration` annotation.
    init(_ annotation: JSONValue, type: AvroType, generation: Int64) throws(GeneratorError) {
        guard let members = annotation.objectValue else {
            throw GeneratorError(
                "iteration prop must be an object, was \(Annotations.javaClass(annotation)) instead")
        }
        let fields = Annotations(members)
        switch type.kind {
        case .boolean:
            self.init(alternatingFrom: try Self.booleanStart(fields), generation: generation)
        case .int, .string:
            try self.init(
                try Self.bounds { name throws(GeneratorError) in
                    try fields.int(name, of: "iteration").map(Int64.init)
                },
                limits: Int64(Int32.min)...Int64(Int32.max), generation: generation)
        case .long:
            try self.init(
                try Self.bounds { name throws(GeneratorError) in try fields.integral(name, of: "iteration") },
                limits: .min ... .max, generation: generation)
        case .float:
            self.init(
                try Self.bounds { name throws(GeneratorError) in
                    try fields.float(name, of: "iteration").map(Double.init)
                },
                greatest: Double(Float.greatestFiniteMagnitude), generation: generation)
        case .double:
            self.init(
                try Self.bounds { name throws(GeneratorError) in try fields.decimal(name, of: "iteration") },
                greatest: .greatestFiniteMagnitude, generation: generation)
        default:
            throw GeneratorError(
                .other("java.lang.UnsupportedOperationException"),
                "iteration property can only be specified on numeric, boolean or string schemas,"
                    + " not \(type.word.uppercased()) schema")
        }
    }

    private static func bounds<Number>(
        _ number: (String) throws(GeneratorError) -> Number?
    ) throws(GeneratorError) -> IterationBounds<Number> {
        try IterationBounds(
            start: try number("start"), restart: try number("restart"), step: try number("step"),
            initial: try number("initial"))
    }

    private static func booleanStart(_ fields: Annotations) throws(GeneratorError) -> Bool {
        guard let start = fields["start"] else {
            throw GeneratorError("iteration property must contain start field")
        }
        guard let start = start.boolValue else {
            throw GeneratorError(
                "start field of iteration property for a boolean schema must be a boolean,"
                    + " was \(Annotations.javaClass(start)) instead")
        }
        for name in ["restart", "step"] where fields[name] != nil {
            throw GeneratorError("iteration property cannot contain \(name) field for a boolean schema")
        }
        return start
    }
}
