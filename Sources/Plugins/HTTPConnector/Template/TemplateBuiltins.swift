/// The names of built-ins, and what they do to values of one type.
enum TemplateBuiltins {
    typealias OnText =
        @Sendable (TemplateRun, String, [TemplateValue], TemplatePlace) throws(TemplateError) ->
        TemplateValue
    typealias OnNumber =
        @Sendable (TemplateRun, TemplateNumber, [TemplateValue], TemplatePlace) throws(TemplateError)
        -> TemplateValue
    typealias OnSequence =
        @Sendable (TemplateRun, [TemplateValue], [TemplateValue], TemplatePlace)
        throws(TemplateError) -> TemplateValue

    /// `upperCase` and `upper_case` are the same.
    static func canonical(_ name: String) -> String {
        var result = ""
        for character in name {
            if character.isUppercase { result += "_" + character.lowercased() } else { result.append(character) }
        }
        return result
    }

    /// What can't be said by the type of the value alone.
    static let general: Set<String> = [
        "string", "date", "time", "datetime", "c", "cn", "has_content", "if_exists", "exists", "default", "then",
        "switch", "size", "keys", "values", "groups", "long", "iso", "iso_nz", "iso_ms", "iso_ms_nz", "iso_m",
        "iso_m_nz", "iso_h", "iso_h_nz", "number_to_date", "number_to_time", "number_to_datetime", "date_if_unknown",
        "time_if_unknown", "datetime_if_unknown", "first", "last", "min", "max", "index", "counter", "has_next",
        "is_first", "is_last", "item_parity", "item_parity_cap", "item_cycle", "is_odd_item", "is_even_item",
        "contains", "reverse", "join", "eval", "eval_json", "interpret", "number", "boolean", "sequence",
    ]

    /// What FreeMarker has and templates of requests don't need.
    static let unsupported: Set<String> = [
        "api", "new", "node_name", "node_type", "node_namespace", "parent", "children", "root", "ancestors",
        "previous_sibling", "next_sibling", "with_args", "with_args_last", "markup_string", "esc", "no_esc",
        "is_transform", "is_node", "namespace", "absolute_template_name", "rtf",
    ]

    static let takesFormat: Set<String> = ["string", "date", "time", "datetime"]

    static let specials: Set<String> = [
        "now", "data_model", "dataModel", "vars", "globals", "main", "namespace", "locals", "locale", "lang", "version",
        "output_format", "outputFormat", "output_encoding", "url_escaping_charset", "template_name",
        "main_template_name", "current_template_name", "templateName",
    ]

    static func isKnown(_ name: String) -> Bool {
        self.general.contains(name) || self.texts[name] != nil || self.numbers[name] != nil
            || self.sequences[name] != nil || self.types[name] != nil || name.hasPrefix("iso_utc")
            || name.hasPrefix("iso_local")
    }

    /// Whether a value is of a type.
    static let types: [String: @Sendable (TemplateValue) -> Bool] = [
        "is_string": { if case .text = $0 { true } else { false } },
        "is_number": { if case .number = $0 { true } else { false } },
        "is_boolean": { if case .boolean = $0 { true } else { false } },
        "is_date": { if case .date = $0 { true } else { false } },
        "is_date_like": { if case .date = $0 { true } else { false } },
        "is_date_only": { if case .date(_, .date) = $0 { true } else { false } },
        "is_time": { if case .date(_, .time) = $0 { true } else { false } },
        "is_datetime": { if case .date(_, .dateTime) = $0 { true } else { false } },
        "is_unknown_date_like": { _ in false },
        "is_sequence": { if case .sequence = $0 { true } else { false } },
        "is_collection": { if case .sequence = $0 { true } else { false } },
        "is_collection_ex": { if case .sequence = $0 { true } else { false } },
        "is_enumerable": { if case .sequence = $0 { true } else { false } },
        "is_indexable": { if case .sequence = $0 { true } else { false } },
        "is_hash": { if case .hash = $0 { true } else { false } },
        "is_hash_ex": { if case .hash = $0 { true } else { false } },
        "is_macro": { if case .routine(let routine) = $0 { !routine.isFunction } else { false } },
        "is_directive": { if case .routine(let routine) = $0 { !routine.isFunction } else { false } },
        "is_method": { if case .routine(let routine) = $0 { routine.isFunction } else { false } },
        "is_markup_output": { _ in false },
        "has_api": { _ in false },
    ]

    static func markup(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }
}

/// Numbers.
extension TemplateBuiltins {
    static let numbers: [String: OnNumber] = [
        "abs": { _, n, _, _ in .number(n.unscaled < 0 ? n.negated : n) },
        "round": { _, n, _, _ in .number(n.rounded(.halfUp)) },
        "floor": { _, n, _, _ in .number(n.rounded(.floor)) },
        "ceiling": { _, n, _, _ in .number(n.rounded(.ceiling)) },
        "int": { _, n, _, _ in .number(TemplateNumber(Int32(truncatingIfNeeded: n.integer))) },
        "short": { _, n, _, _ in .number(TemplateNumber(Int16(truncatingIfNeeded: n.integer))) },
        "byte": { _, n, _, _ in .number(TemplateNumber(Int8(truncatingIfNeeded: n.integer))) },
        "double": { _, n, _, _ in .number(n) },
        "float": { _, n, _, _ in .number(n) },
        "is_nan": { _, _, _, _ in .boolean(false) },
        "is_infinite": { _, _, _, _ in .boolean(false) },
        "lower_abc": { _, n, _, place throws(TemplateError) in .text(try Self.letters(n, 0x61, place)) },
        "upper_abc": { _, n, _, place throws(TemplateError) in .text(try Self.letters(n, 0x41, place)) },
    ]

    /// 1 is a, 27 is aa.
    private static func letters(
        _ number: TemplateNumber, _ first: UInt8, _ place: TemplatePlace
    ) throws(TemplateError) -> String {
        guard var rest = number.int, rest > 0 else {
            throw TemplateError(.rendering, "?lower_abc and ?upper_abc need a number of at least 1", at: place)
        }
        var letters: [UInt8] = []
        while rest > 0 {
            rest -= 1
            letters.insert(first + UInt8(rest % 26), at: 0)
            rest /= 26
        }
        return String(decoding: letters, as: UTF8.self)
    }
}

/// Sequences.
extension TemplateBuiltins {
    static let sequences: [String: OnSequence] = [
        "chunk": { run, all, args, place throws(TemplateError) in
            let size = try run.integer(args.first ?? .missing, at: place)
            guard size > 0 else { throw TemplateError(.rendering, "?chunk needs a size of at least 1", at: place) }
            var rows: [TemplateValue] = []
            for start in stride(from: 0, to: all.count, by: size) {
                var row = Array(all[start..<min(start + size, all.count)])
                if args.count > 1 { while row.count < size { row.append(args[1]) } }
                rows.append(.sequence(row))
            }
            return .sequence(rows)
        },
        "sort": { run, all, _, place throws(TemplateError) in
            .sequence(try Self.sorted(run, all, place) { (value) throws(TemplateError) in value })
        },
        "sort_by": { run, all, args, place throws(TemplateError) in
            let key = try run.text(args.first ?? .missing, at: place)
            return .sequence(
                try Self.sorted(run, all, place) { (value) throws(TemplateError) in
                    guard case .hash(let hash) = value else {
                        throw TemplateError(.rendering, "?sort_by needs a sequence of hashes", at: place)
                    }
                    return hash[key] ?? .missing
                })
        },
        "seq_contains": { run, all, args, place throws(TemplateError) in
            .boolean(try Self.place(run, all, args.first ?? .missing, place) != nil)
        },
        "seq_index_of": { run, all, args, place throws(TemplateError) in
            .number(TemplateNumber(try Self.place(run, all, args.first ?? .missing, place) ?? -1))
        },
        "seq_last_index_of": { run, all, args, place throws(TemplateError) in
            let found = try Self.place(run, Array(all.reversed()), args.first ?? .missing, place)
            return .number(TemplateNumber(found.map { all.count - 1 - $0 } ?? -1))
        },
        "filter": { run, all, args, place throws(TemplateError) in
            var kept: [TemplateValue] = []
            for value in all where try Self.test(run, args, value, place) { kept.append(value) }
            return .sequence(kept)
        },
        "map": { run, all, args, place throws(TemplateError) in
            var mapped: [TemplateValue] = []
            for value in all { mapped.append(try run.apply(args.first ?? .missing, [value], at: place)) }
            return .sequence(mapped)
        },
        "take_while": { run, all, args, place throws(TemplateError) in
            var kept: [TemplateValue] = []
            for value in all {
                guard try Self.test(run, args, value, place) else { break }
                kept.append(value)
            }
            return .sequence(kept)
        },
        "drop_while": { run, all, args, place throws(TemplateError) in
            var rest = all[...]
            while let first = rest.first, try Self.test(run, args, first, place) { rest = rest.dropFirst() }
            return .sequence(Array(rest))
        },
    ]

    private static func test(
        _ run: TemplateRun, _ arguments: [TemplateValue], _ value: TemplateValue, _ place: TemplatePlace
    ) throws(TemplateError) -> Bool {
        if case .boolean(let result) = try run.apply(arguments.first ?? .missing, [value], at: place) { return result }
        throw TemplateError(.rendering, "Expected a condition that gives a boolean", at: place)
    }

    private static func place(
        _ run: TemplateRun, _ all: [TemplateValue], _ wanted: TemplateValue, _ place: TemplatePlace
    ) throws(TemplateError) -> Int? {
        for (index, value) in all.enumerated() {
            switch (value, wanted) {
            case (.text, .text), (.number, .number), (.boolean, .boolean), (.date, .date):
                if try run.compare(value, .equal, wanted, at: place) { return index }
            default: continue
            }
        }
        return nil
    }

    private static func sorted(
        _ run: TemplateRun, _ all: [TemplateValue], _ place: TemplatePlace,
        by key: (TemplateValue) throws(TemplateError) -> TemplateValue
    ) throws(TemplateError) -> [TemplateValue] {
        var keyed: [(key: TemplateValue, value: TemplateValue)] = []
        for value in all { keyed.append((try key(value), value)) }
        var failure: TemplateError?
        let sorted = keyed.sorted { left, right in
            switch (left.key, right.key) {
            case (.text(let a), .text(let b)):
                let (x, y) = (a.lowercased(), b.lowercased())
                return x == y ? a > b : x < y
            case (.boolean(let a), .boolean(let b)): return !a && b
            default:
                do throws(TemplateError) {
                    return try run.compare(left.key, .less, right.key, at: place)
                } catch {
                    failure = error
                    return false
                }
            }
        }
        if let failure { throw failure }
        return sorted.map(\.value)
    }
}
