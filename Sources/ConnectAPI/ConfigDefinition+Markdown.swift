extension ConfigDefinition {
    /// The keys as a section of a reference page, in the order of their definition, grouped under their groups.
    ///
    /// - Parameters:
    ///   - title: Heading of the section.
    ///   - level: Depth of that heading; groups are one deeper.
    public func markdown(title: String, level: Int = 2) -> String {
        let hashes = String(repeating: "#", count: level)
        let shown = self.keys.filter { !$0.isInternal }
        var page = "\(hashes) \(title)\n"
        guard !shown.isEmpty else { return page + "\nNo settings.\n" }
        let ungrouped = shown.filter { $0.group == nil }
        if !ungrouped.isEmpty { page += "\n" + Self.table(ungrouped) }
        for group in self.groups {
            let members = shown.filter { $0.group == group }
            if members.isEmpty { continue }
            page += "\n\(hashes)# \(group)\n\n" + Self.table(members)
        }
        return page
    }

    private static func table(_ keys: [ConfigKeyDefinition]) -> String {
        var table =
            "| Key | Type | Default | Valid values | Importance | Meaning |\n| --- | --- | --- | --- | --- | --- |\n"
        for key in keys {
            let cells = [
                "`\(key.name)`", key.type.rawValue.lowercased(), Self.defaultCell(key),
                Self.escape(key.validator?.description ?? ""), key.importance.rawValue.lowercased(),
                Self.escape(key.documentation),
            ]
            table += "| " + cells.joined(separator: " | ") + " |\n"
        }
        return table
    }

    private static func defaultCell(_ key: ConfigKeyDefinition) -> String {
        switch key.defaultValue {
        case .required: "**required**"
        case .value(nil): "null"
        case .value(let value?): value.text.isEmpty ? "(empty)" : "`\(escape(value.text))`"
        }
    }

    private static func escape(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "|": result += "\\|"
            case "<": result += "&lt;"
            case "\n", "\r\n": result += " "
            default: result.append(character)
            }
        }
        return result
    }
}
