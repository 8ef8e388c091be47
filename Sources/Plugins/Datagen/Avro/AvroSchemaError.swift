/// Why a text is no Avro schema.
struct AvroSchemaError: Error, CustomStringConvertible {
    let reason: String
    /// Where in the schema: field names joined by dots; empty at the top.
    let path: String

    init(_ reason: String, at path: String = "") {
        self.reason = reason
        self.path = path
    }

    var description: String { self.path.isEmpty ? self.reason : "\(self.reason) (\(self.path))" }
}
