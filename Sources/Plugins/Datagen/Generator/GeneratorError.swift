import ConnectAPI

/// Why no value can be generated from a schema: the words of Avro Random Generator, and the field they are about.
struct GeneratorError: Error {
    let kind: ConnectError.Kind
    let reason: String
    /// Field names joined by dots; `[]` stands for the items of an array, `{}` for the values of a map.
    var path: String

    init(_ kind: ConnectError.Kind, _ reason: String, path: String = "") {
        self.kind = kind
        self.reason = reason
        self.path = path
    }

    /// An error that Java throws as a plain RuntimeException.
    init(_ reason: String, path: String = "") {
        self.init(.other("java.lang.RuntimeException"), reason, path: path)
    }

    func at(_ path: String) -> GeneratorError {
        var error = self
        if error.path.isEmpty { error.path = path }
        return error
    }

    var connectError: ConnectError {
        ConnectError(self.kind, self.path.isEmpty ? self.reason : "\(self.reason) (field '\(self.path)')")
    }
}
