import Bytes
import ConnectAPI
import Glibc
import JSON

/// An `options` annotation that names a file of Avro values, one after the other.
struct OptionsFile {
    /// Largest file that is read.
    static let maximumBytes = 64 * 1024 * 1024

    private let file: String
    private let isBinary: Bool

    init(_ options: Annotations) throws(GeneratorError) {
        self.file = try Self.string("file", options)
        let encoding = try Self.string("encoding", options)
        guard encoding == "binary" || encoding == "json" else {
            throw GeneratorError(
                "'encoding' field of options property only supports two formats: 'binary' and 'json'")
        }
        self.isBinary = encoding == "binary"
    }

    private static func string(_ name: String, _ options: Annotations) throws(GeneratorError) -> String {
        guard let value = options[name] else {
            throw GeneratorError("options property must contain 'file' field when given as object")
        }
        guard let text = value.stringValue else {
            throw GeneratorError(
                "'\(name)' field of options property must be given as string,"
                    + " was \(Annotations.javaClass(value)) instead")
        }
        return text
    }

    func values(
        _ type: AvroType, _ schema: Schema, _ read: (String) throws(GeneratorError) -> Bytes
    ) throws(GeneratorError) -> [Value] {
        let bytes = try read(self.file)
        guard
            let values = self.isBinary
                ? AvroBinary.values(bytes, type, schema) : AvroJSON.values(bytes, type, schema),
            !values.isEmpty
        else { throw GeneratorError("Unable to read options file '\(self.file)'") }
        return values
    }

    /// The bytes of the file at `path`, relative to the working directory.
    static func read(_ path: String) throws(GeneratorError) -> Bytes {
        switch FileReading.read(path, limit: self.maximumBytes) {
        case .bytes(let bytes): return bytes
        case .missing: throw GeneratorError("Unable to locate options file '\(path)'")
        case .unreadable: throw GeneratorError("Unable to read options file '\(path)'")
        }
    }
}
