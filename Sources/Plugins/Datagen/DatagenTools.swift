package import ConnectAPI
package import JSON

/// The generator for programs that have no Kafka: the connector itself, what it can make, and Avro's form of it.
package enum DatagenTools {
    /// A ready-made schema.
    package struct Schema: Sendable {
        package let name: String
        package let keyField: String
        /// The Avro schema with its annotations, as JSON text.
        package let text: String
    }

    package static let connector: any SourceConnector.Type = DatagenConnector.self

    /// In the order in which messages list them.
    package static var quickstarts: [Schema] {
        Quickstart.all.map { Schema(name: $0.name, keyField: $0.keyField, text: $0.schema) }
    }

    /// Reads the schema that a configuration names, if it names exactly one.
    ///
    /// - Throws: What is wrong with the schema; the error's cause says where, which the connector's own answers, being
    ///   Java's, leave out.
    package static func checkSchema(_ configuration: ConfigValues) throws(ConnectError) {
        guard let source = (try? DatagenConfiguration(configuration))?.source else { return }
        _ = try source.load()
    }

    /// What turns the values of records that the connector makes with this configuration into Avro's JSON encoding.
    package static func avroJSON(_ configuration: ConfigValues) throws(ConnectError) -> (Value) -> JSONValue {
        guard let source = try DatagenConfiguration(configuration).source else {
            throw ConnectError(
                .config, "Must set exactly one of " + DatagenConfiguration.sourceNames.joined(separator: ", "))
        }
        let type = try source.load().type
        return { AvroJSON.json($0, type) }
    }
}
