import ConnectAPI
import Testing

@testable import FileConnector

@Suite struct FileStreamSourceConnectorTests {
    struct Context: ConnectorContext {
        let connectorName = "file"
        func requestTaskReconfiguration() {}
        func raiseError(_ error: any Error) {}
    }

    @Test("The keys are those of Kafka's connector")
    func keys() {
        let rows = FileStreamSourceConnector.configuration.keys.map { key in
            [
                key.name, key.type.rawValue, key.defaultValue == .required ? "<required>" : key.defaultText ?? "<null>",
                key.importance.rawValue, key.validator?.description ?? "",
            ]
        }
        #expect(
            rows == [
                ["file", "STRING", "<null>", "HIGH", ""],
                ["topic", "STRING", "<required>", "HIGH", "non-empty string"],
                ["batch.size", "INT", "2000", "LOW", ""],
            ])
    }

    @Test(
        "A configuration that is wrong is refused in Kafka's words",
        arguments: [
            ([:], "Missing required configuration \"topic\" which has no default value."),
            (["topic": ""], "Invalid value  for configuration topic: String must be non-empty"),
            (
                ["topic": "t", "batch.size": "many"],
                "Invalid value many for configuration batch.size: Not a number of type INT"
            ),
        ] as [(ConfigValues, String)])
    func refused(properties: ConfigValues, message: String) async {
        let error = await #expect(throws: ConnectError.self) {
            try await FileStreamSourceConnector().start(properties, context: Context())
        }
        #expect(error?.kind == .config)
        #expect(error?.message == message)
    }

    @Test("There is one task, whatever the maximum is")
    func tasks() async throws {
        let connector = FileStreamSourceConnector()
        try await connector.start(["topic": "t", "file": "f"], context: Context())
        #expect(try await connector.taskConfigurations(maxTasks: 5) == [["topic": "t", "file": "f"]])
    }

    @Test("Exactly once needs a file")
    func exactlyOnce() {
        #expect(FileStreamSourceConnector.exactlyOnceSupport(["topic": "t", "file": "f"]) == .supported)
        #expect(FileStreamSourceConnector.exactlyOnceSupport(["topic": "t", "file": ""]) == .unsupported)
        #expect(FileStreamSourceConnector.exactlyOnceSupport(["topic": "t"]) == .unsupported)
    }

    private static let partition: SourcePosition = ["filename": "f"]

    @Test(
        "Offsets that a user sets are checked",
        arguments: [
            (partition, [:], "Offset objects should either be null or contain the key 'position'"),
            (
                partition, ["position": "1"],
                "The value for the 'position' key in the offset is expected to be a Long value"
            ),
            (
                partition, ["position": .int64(-1)],
                "The value for the 'position' key in the offset should be a non-negative value"
            ),
            (["file": "f"], ["position": .int64(1)], "Partition objects should contain the key 'filename'"),
        ] as [(SourcePosition, SourcePosition, String)])
    func badOffsets(partition: SourcePosition, offset: SourcePosition, message: String) {
        let error = #expect(throws: ConnectError.self) {
            try FileStreamSourceConnector.checkOffsets(
                [(partition, offset)], configuration: ["topic": "t", "file": "f"])
        }
        #expect(error?.message == message)
    }

    @Test("Good offsets are checked, and the standard input has none")
    func offsets() throws {
        let offsets: [(partition: SourcePosition?, offset: SourcePosition?)] = [
            (Self.partition, ["position": .int64(12)]), (["other": "x"], nil),
        ]
        #expect(
            try FileStreamSourceConnector.checkOffsets(offsets, configuration: ["topic": "t", "file": "f"]))
        let error = #expect(throws: ConnectError.self) {
            try FileStreamSourceConnector.checkOffsets(offsets, configuration: ["topic": "t"])
        }
        #expect(
            error?.message
                == "Offsets cannot be modified if the 'file' configuration is unspecified. This is because stdin is"
                + " used for input and offsets are not tracked.")
    }
}
