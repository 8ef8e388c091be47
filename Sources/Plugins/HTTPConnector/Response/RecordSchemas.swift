import ConnectAPI

/// The schemas of records, which every consumer of the original's topics knows.
enum RecordSchemas {
    private static let name = "com.github.castorm.kafka.connect.http."
    private static let keyField = Schema.Field(
        "key", Schema(.string, optional: true, doc: "HTTP Record Key"))

    static let key = Schema(.struct, name: name + "Key", doc: "Message Key", fields: [keyField])
    static let value = Schema(
        .struct, name: name + "Value", doc: "Message Value",
        fields: [
            Schema.Field("value", Schema(.string, doc: "HTTP Record Value")), keyField,
            Schema.Field("timestamp", Schema(.int64, optional: true, doc: "HTTP Record Timestamp")),
        ])
}
