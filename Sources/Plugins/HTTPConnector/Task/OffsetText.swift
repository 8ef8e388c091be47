import ConnectAPI

/// Offsets as texts by name, which templates see, and as the runtime stores them.
enum OffsetText {
    /// What is stored, as texts: users may have set numbers.
    static func texts(_ position: SourcePosition) -> [String: String] {
        var texts: [String: String] = [:]
        for entry in position.entries {
            switch entry.value {
            case .string(let text): texts[entry.key] = text
            case .boolean(let value): texts[entry.key] = value ? "true" : "false"
            case .float64(let value): texts[entry.key] = "\(value)"
            case let value: if let integer = value.integer { texts[entry.key] = "\(integer)" }
            }
        }
        return texts
    }

    static func position(_ texts: [String: String]) -> SourcePosition {
        SourcePosition(texts.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) })
    }

    /// The timestamp of an offset; nil if it has none.
    static func time(of offset: [String: String]) throws(ConnectError) -> Int64? {
        guard let text = offset["timestamp"] else { return nil }
        do throws(TimestampError) {
            return try InstantText.parse(text)
        } catch {
            throw ConnectError(.other(error.className), error.message)
        }
    }
}
