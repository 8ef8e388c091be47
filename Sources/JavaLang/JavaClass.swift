package import ConnectAPI

/// Names of the Java classes that hold Kafka Connect's values; error messages name them.
package enum JavaClass {
    /// As Java prints the class itself: `class java.lang.String`.
    package static func description(of kind: Cell.Kind) -> String {
        "class " + self.name(of: kind)
    }

    /// Full name: `java.lang.String`.
    package static func name(of kind: Cell.Kind) -> String {
        switch kind {
        case .null: "null"
        case .boolean: "java.lang.Boolean"
        case .int8: "java.lang.Byte"
        case .int16: "java.lang.Short"
        case .int32: "java.lang.Integer"
        case .int64: "java.lang.Long"
        case .float32: "java.lang.Float"
        case .float64: "java.lang.Double"
        case .string: "java.lang.String"
        case .bytes: "[B"
        case .array: "java.util.ArrayList"
        case .map: "java.util.HashMap"
        case .struct: "org.apache.kafka.connect.data.Struct"
        case .decimal: "java.math.BigDecimal"
        case .bigInteger: "java.math.BigInteger"
        case .date: "java.util.Date"
        }
    }
}

extension SchemaType {
    /// The constant's name in Java: `INT8`.
    package var javaName: String { self.name.uppercased() }
}

extension ConnectError {
    /// A value that can't be converted.
    package static func data(_ message: String, cause: (any Error)? = nil) -> ConnectError {
        ConnectError(.data, message, cause: cause)
    }

    /// Java's exception for bytes that can't be read or written.
    package static func serialization(_ message: String, cause: (any Error)? = nil) -> ConnectError {
        ConnectError(.other("org.apache.kafka.common.errors.SerializationException"), message, cause: cause)
    }
}
