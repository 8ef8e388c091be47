/// Writes the file of one API: its request, its response, and the structs inside them.
struct MessageWriter {
    let api: API

    func file() -> String {
        var source = SourceText()
        source.line("// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.")
        source.line("// swift-format-ignore-file")
        source.line("package import Bytes")
        source.line()
        source.comment(
            "\(self.api.documentation) Sent to \(self.api.receiver.rawValue).")
        self.message("Request", of: self.api.request, other: "Response", into: &source)
        source.line()
        source.comment("The answer to ``\(self.api.swiftName)Request``.")
        self.message("Response", of: self.api.response, other: "Request", into: &source)
        return source.text
    }

    private func message(_ role: String, of fields: [Field], other: String, into source: inout SourceText) {
        let name = self.api.swiftName + role
        source.block("package struct \(name): Kafka\(role)") { source in
            source.line("package typealias \(other) = \(self.api.swiftName)\(other)")
            source.line("package static let apiKey = APIKey.\(self.api.constant)")
            source.line("package static let versions: ClosedRange<Int16> = \(Self.literal(self.api.versions))")
            if let first = self.api.topicIDsFrom {
                let named = self.api.versions.lowerBound...(first - 1)
                source.line("package static let versionsWithTopicNames: ClosedRange<Int16> = \(Self.literal(named))")
            }
            source.line()
            StructWriter(api: self.api, name: name, fields: fields, isNested: false).body(into: &source)
            self.nested(in: fields, into: &source)
        }
    }

    private func nested(in fields: [Field], into source: inout SourceText) {
        for field in fields {
            guard let structure = field.kind.definedStructure else { continue }
            source.line()
            source.comment(field.isArray ? "An element of `\(field.name)`." : "The value of `\(field.name)`.")
            source.block("package struct \(structure.name): WireElement") { source in
                source.line("package static var minimumSize: Int { \(self.minimumSize(of: structure.fields)) }")
                source.line()
                StructWriter(api: self.api, name: structure.name, fields: structure.fields, isNested: true)
                    .body(into: &source)
            }
            self.nested(in: structure.fields, into: &source)
        }
    }

    /// Over all versions, of those that have the struct at all.
    private func minimumSize(of fields: [Field]) -> Int {
        let sizes = self.api.versions.compactMap { version -> Int? in
            guard fields.contains(where: { $0.versions.contains(version) }) else { return nil }
            return fields.minimumSize(version: version, flexible: version >= self.api.flexibleFrom ?? .max)
        }
        return max(sizes.min() ?? 1, 1)
    }

    private static func literal(_ range: ClosedRange<Int16>) -> String { "\(range.lowerBound)...\(range.upperBound)" }
}

/// Writes the table of all APIs.
func catalogueFile(_ apis: [API]) -> String {
    var source = SourceText()
    source.line("// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.")
    source.line("// swift-format-ignore-file")
    source.line()
    source.block("extension APIKey") { source in
        source.comment("The request of each API that we speak, by key.")
        source.line("package static let requests: [any KafkaRequest.Type] = [")
        source.indented { source in
            for api in apis { source.line("\(api.swiftName)Request.self,") }
        }
        source.line("]")
        source.line()
        source.comment("The versions of the API that we speak; nil if we don't speak it.")
        source.block("package var versions: ClosedRange<Int16>?") { source in
            source.line("switch self.rawValue {")
            for api in apis { source.line("case \(api.key): \(api.versions.lowerBound)...\(api.versions.upperBound)") }
            source.line("default: nil")
            source.line("}")
        }
        source.line()
        source.comment(
            "Whether a version of the API has compact lengths and tagged fields (KIP-482). False for one we don't speak."
        )
        source.block("package func isFlexible(_ version: Int16) -> Bool") { source in
            source.line("switch self.rawValue {")
            for api in apis {
                guard let first = api.flexibleFrom else { continue }
                source.line("case \(api.key): version >= \(first)")
            }
            source.line("default: false")
            source.line("}")
        }
    }
    return source.text
}
