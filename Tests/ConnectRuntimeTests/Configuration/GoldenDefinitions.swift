import ConnectAPI
import Glibc

/// The definitions of the real worker, as recorded in `Tests/Golden/configdefs.tsv`.
struct GoldenDefinitions {
    struct Row: Equatable, CustomStringConvertible {
        var name, type, defaultValue, importance, group, order, width, display, validator, dependents: String
        var isInternal, isRecommended: Bool
        /// As it was recorded.
        var rawValidator = ""

        static func == (left: Self, right: Self) -> Bool { left.description == right.description }

        var description: String {
            [
                self.name, self.type, self.defaultValue, self.importance, self.group, self.order, self.width,
                self.display, self.validator, self.dependents, "\(self.isInternal)", "\(self.isRecommended)",
            ].joined(separator: " | ")
        }
    }

    private var rows: [String: [Row]] = [:]
    private var groups: [String: [String]] = [:]

    static let shared = GoldenDefinitions()

    private init() {
        let text = Self.read("configdefs.tsv")
        for line in text.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(Self.unescape)
            guard fields.count == 14 else { continue }
            if fields[2] == "#groups" {
                self.groups[fields[0]] = fields[4].isEmpty ? [] : fields[4].split(separator: "|").map(String.init)
                continue
            }
            self.rows[fields[0], default: []].append(
                Row(
                    name: fields[2], type: fields[3], defaultValue: fields[4], importance: fields[5],
                    group: fields[6].isEmpty ? "<null>" : fields[6],
                    order: fields[7], width: fields[8], display: fields[9], validator: Self.normalise(fields[10]),
                    dependents: fields[11], isInternal: !fields[12].isEmpty, isRecommended: !fields[13].isEmpty,
                    rawValidator: fields[10]))
        }
    }

    func rows(of owner: String) -> [Row] { self.rows[owner] ?? [] }
    func groups(of owner: String) -> [String] { self.groups[owner] ?? [] }
    var ownersWithGroups: [String] { self.groups.keys.sorted() }

    /// What a file in `Tests/Golden` holds.
    static func read(_ name: String, from file: String = #filePath) -> String {
        let folder = file.split(separator: "/").dropLast(3).joined(separator: "/")
        guard let handle = fopen("/\(folder)/Golden/\(name)", "r") else { return "" }
        defer { fclose(handle) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, handle), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes behind their hexadecimal form; `-` for none.
    static func bytes(hex: Substring) -> [UInt8] {
        if hex == "-" { return [] }
        let digits = hex.utf8.map { $0 < 0x40 ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    static func text(hex: Substring) -> String { String(decoding: self.bytes(hex: hex), as: UTF8.self) }

    /// Our definition in the same form. Validators that only Java's code knows compare equal to those without a text.
    static func rows(of definition: ConfigDefinition) -> [Row] {
        definition.keys.map { key in
            var defaultText = "<required>"
            if case .value(let value) = key.defaultValue { defaultText = value?.text ?? "<null>" }
            return Row(
                name: key.name, type: key.type.rawValue, defaultValue: defaultText,
                importance: key.importance.rawValue, group: key.group ?? "<null>", order: String(key.order),
                width: key.width.rawValue, display: key.displayName,
                validator: normalise(key.validator?.description ?? ""),
                dependents: key.dependents.joined(separator: ","), isInternal: key.isInternal,
                isRecommended: key.recommender != nil)
        }
    }

    /// The order of names within brackets has no meaning, and a validator that is only code has no text.
    private static func normalise(_ validator: String) -> String {
        if validator.hasPrefix("<code:") { return "" }
        guard let open = validator.firstIndex(of: "["), validator.last == "]", !validator.contains("...") else {
            return validator
        }
        let names = validator[validator.index(after: open)...].dropLast().split(separator: ",").map {
            $0.drop { $0 == " " }
        }
        return validator[..<open] + "[" + names.sorted().joined(separator: ", ") + "]"
    }

    private static func unescape(_ field: Substring) -> String {
        var result = ""
        var escaped = false
        for character in field {
            if escaped {
                result.append(character == "t" ? "\t" : character == "n" ? "\n" : character)
                escaped = false
            } else if character == "\\" {
                escaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }
}
