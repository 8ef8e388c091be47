/// One field of a message or of a struct in it.
struct Field: Sendable {
    indirect enum Kind: Sendable {
        case bool, int8, int16, uint16, int32, int64, double, string, bytes, topicID, errorCode
        /// A number of milliseconds in 32 bits, a `Duration` in Swift.
        case milliseconds
        /// A struct; with no fields it is one that the message has defined before.
        case structure(String, [Field])
        case array(Kind)
    }

    let name: String
    let kind: Kind
    /// The versions that have the field.
    let versions: ClosedRange<Int16>
    /// From which version on there is a null; nil if there is never one.
    let nullableFrom: Int16?
    /// Its tag if it is a tagged field.
    let tag: UInt32?
    /// A Swift expression.
    let initial: String
    /// Whether a value that the version has no room for may be dropped, since it doesn't change the meaning.
    let isIgnorable: Bool
    let documentation: String

    var isNullable: Bool { self.nullableFrom != nil }

    var isArray: Bool {
        if case .array = self.kind { true } else { false }
    }
}

/// What most fields have in common.
private func field(
    _ name: String, _ kind: Field.Kind, _ since: Int16, _ until: Int16, _ nullableFrom: Int16?, _ tag: UInt32?,
    _ initial: String, _ ignorable: Bool, _ documentation: String
) -> Field {
    Field(
        name: name, kind: kind, versions: since...until, nullableFrom: nullableFrom, tag: tag, initial: initial,
        isIgnorable: ignorable, documentation: documentation)
}

/// A nullable field starts out as nil, unless its first versions have no null.
private func nullableInitial(_ since: Int16, _ nullableFrom: Int16, _ empty: String) -> String {
    nullableFrom > since ? empty : "nil"
}

extension Field {
    static func bool(
        _ name: String, since: Int16 = 0, until: Int16 = .max, tag: UInt32? = nil, default initial: Bool = false,
        ignorable: Bool = false, _ documentation: String
    ) -> Field { field(name, .bool, since, until, nil, tag, "\(initial)", ignorable, documentation) }

    static func int8(
        _ name: String, since: Int16 = 0, until: Int16 = .max, tag: UInt32? = nil, default initial: Int = 0,
        ignorable: Bool = false, _ documentation: String
    ) -> Field { field(name, .int8, since, until, nil, tag, "\(initial)", ignorable, documentation) }

    static func int16(
        _ name: String, since: Int16 = 0, until: Int16 = .max, tag: UInt32? = nil, default initial: Int = 0,
        ignorable: Bool = false, _ documentation: String
    ) -> Field { field(name, .int16, since, until, nil, tag, "\(initial)", ignorable, documentation) }

    static func int32(
        _ name: String, since: Int16 = 0, until: Int16 = .max, tag: UInt32? = nil, default initial: Int = 0,
        ignorable: Bool = false, _ documentation: String
    ) -> Field { field(name, .int32, since, until, nil, tag, "\(initial)", ignorable, documentation) }

    static func int64(
        _ name: String, since: Int16 = 0, until: Int16 = .max, tag: UInt32? = nil, default initial: Int = 0,
        ignorable: Bool = false, _ documentation: String
    ) -> Field { field(name, .int64, since, until, nil, tag, "\(initial)", ignorable, documentation) }

    static func string(
        _ name: String, since: Int16 = 0, until: Int16 = .max, tag: UInt32? = nil, ignorable: Bool = false,
        _ documentation: String
    ) -> Field { field(name, .string, since, until, nil, tag, "\"\"", ignorable, documentation) }

    static func nullableString(
        _ name: String, since: Int16 = 0, until: Int16 = .max, nullableFrom: Int16 = 0, tag: UInt32? = nil,
        ignorable: Bool = false, _ documentation: String
    ) -> Field {
        field(
            name, .string, since, until, nullableFrom, tag, nullableInitial(since, nullableFrom, "\"\""), ignorable,
            documentation)
    }

    static func bytes(
        _ name: String, since: Int16 = 0, until: Int16 = .max, ignorable: Bool = false, _ documentation: String
    ) -> Field { field(name, .bytes, since, until, nil, nil, "Bytes()", ignorable, documentation) }

    /// Record batches back to back.
    static func records(_ name: String, _ documentation: String) -> Field {
        field(name, .bytes, 0, .max, 0, nil, "nil", false, documentation)
    }

    static func topicID(
        named name: String = "topicID", since: Int16 = 0, until: Int16 = .max, tag: UInt32? = nil,
        ignorable: Bool = false, _ documentation: String
    ) -> Field { field(name, .topicID, since, until, nil, tag, "TopicID.zero", ignorable, documentation) }

    static func errorCode(
        named name: String = "errorCode", since: Int16 = 0, until: Int16 = .max, tag: UInt32? = nil,
        ignorable: Bool = false, _ documentation: String
    ) -> Field { field(name, .errorCode, since, until, nil, tag, "ErrorCode.none", ignorable, documentation) }

    /// The text that may come with an error code.
    static func errorMessage(
        named name: String = "errorMessage", since: Int16 = 0, until: Int16 = .max, ignorable: Bool = true,
        _ documentation: String = "What went wrong, in words; nil if nothing did or the broker has no words for it."
    ) -> Field { .nullableString(name, since: since, until: until, ignorable: ignorable, documentation) }

    static func milliseconds(
        _ name: String, since: Int16 = 0, until: Int16 = .max, default initial: Int = 0, ignorable: Bool = false,
        _ documentation: String
    ) -> Field {
        field(
            name, .milliseconds, since, until, nil, nil,
            initial == 0 ? "Duration.zero" : "Duration.milliseconds(\(initial))", ignorable, documentation)
    }

    /// The first field of nearly every response.
    static func throttleTime(since: Int16 = 0, ignorable: Bool = true) -> Field {
        .milliseconds(
            "throttleTime", since: since, ignorable: ignorable,
            "How long the broker asks us to wait before the next request, in whole milliseconds.")
    }

    static func int32s(
        _ name: String, since: Int16 = 0, until: Int16 = .max, ignorable: Bool = false, _ documentation: String
    ) -> Field { field(name, .array(.int32), since, until, nil, nil, "[]", ignorable, documentation) }

    static func nullableInt32s(
        _ name: String, since: Int16 = 0, until: Int16 = .max, ignorable: Bool = false, _ documentation: String
    ) -> Field { field(name, .array(.int32), since, until, 0, nil, "nil", ignorable, documentation) }

    static func int64s(
        _ name: String, since: Int16 = 0, until: Int16 = .max, ignorable: Bool = false, _ documentation: String
    ) -> Field { field(name, .array(.int64), since, until, nil, nil, "[]", ignorable, documentation) }

    static func strings(
        _ name: String, since: Int16 = 0, until: Int16 = .max, ignorable: Bool = false, _ documentation: String
    ) -> Field { field(name, .array(.string), since, until, nil, nil, "[]", ignorable, documentation) }

    static func nullableStrings(
        _ name: String, since: Int16 = 0, until: Int16 = .max, ignorable: Bool = false, _ documentation: String
    ) -> Field { field(name, .array(.string), since, until, 0, nil, "nil", ignorable, documentation) }

    /// An array of structs. Without `fields` it is of a struct that the message has defined before.
    static func array(
        _ name: String, of type: String, since: Int16 = 0, until: Int16 = .max, tag: UInt32? = nil,
        ignorable: Bool = false, _ documentation: String, _ fields: [Field] = []
    ) -> Field {
        field(name, .array(.structure(type, fields)), since, until, nil, tag, "[]", ignorable, documentation)
    }

    static func nullableArray(
        _ name: String, of type: String, since: Int16 = 0, until: Int16 = .max, nullableFrom: Int16 = 0,
        ignorable: Bool = false, _ documentation: String, _ fields: [Field] = []
    ) -> Field {
        field(
            name, .array(.structure(type, fields)), since, until, nullableFrom, nil,
            nullableInitial(since, nullableFrom, "[]"), ignorable, documentation)
    }

    static func structure(
        _ name: String, of type: String, since: Int16 = 0, until: Int16 = .max, tag: UInt32? = nil,
        ignorable: Bool = false, _ documentation: String, _ fields: [Field] = []
    ) -> Field {
        field(name, .structure(type, fields), since, until, nil, tag, "\(type)()", ignorable, documentation)
    }

    static func nullableStructure(
        _ name: String, of type: String, since: Int16 = 0, until: Int16 = .max, ignorable: Bool = false,
        _ documentation: String, _ fields: [Field] = []
    ) -> Field { field(name, .structure(type, fields), since, until, 0, nil, "nil", ignorable, documentation) }
}
