import Bytes
import Foundation
import Testing

@testable import KafkaWire

/// A frame that Kafka's own client wrote, and what it holds.
///
/// Tests/Golden/wire-frames.jsonl has three of each message in each version. They were written by the message classes
/// of kafka-clients 4.1.2 from random values; `fields` is what its JSON converters say of the same message.
struct RecordedFrame: CustomStringConvertible {
    let api: APIKey
    let isRequest: Bool
    let version: Int16
    /// Header and message, without the length.
    let frame: Bytes
    let fields: [String: Any]

    var description: String { "\(self.api) \(self.isRequest ? "request" : "response") \(self.version)" }

    static func all() throws -> [RecordedFrame] {
        try Golden.text("wire-frames.jsonl").split(separator: "\n").map { line in
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            return RecordedFrame(
                api: APIKey(rawValue: try #require(object["api"] as? Int16)),
                isRequest: object["role"] as? String == "request",
                version: try #require(object["version"] as? Int16),
                frame: Bytes(hex: try #require(object["frame"] as? String)),
                fields: try #require(object["fields"] as? [String: Any]))
        }
    }

    /// Reads the frame and writes it again.
    func readAndWrite() throws -> (message: any KafkaMessage, frame: Bytes) {
        let request = try #require(APIKey.requests.first { $0.apiKey == self.api })
        return self.isRequest ? try self.readRequest(request) : try self.readResponse(of: request)
    }

    private func readRequest<Request: KafkaRequest>(_: Request.Type) throws -> (any KafkaMessage, Bytes) {
        var reader = WireReader(self.frame)
        let header = try RequestHeader(from: &reader)
        let message = try Request(from: &reader, version: self.version)
        try reader.requireEnd()
        let again = try message.frame(
            version: header.apiVersion, correlationID: header.correlationID, clientID: header.clientID)
        return (message, again.dropFirst(4))
    }

    private func readResponse<Request: KafkaRequest>(of _: Request.Type) throws -> (any KafkaMessage, Bytes) {
        let (header, message) = try Request.Response.decode(frame: self.frame, version: self.version)
        return (message, try message.frame(version: self.version, correlationID: header.correlationID).dropFirst(4))
    }
}
