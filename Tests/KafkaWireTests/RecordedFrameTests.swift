import Bytes
import Foundation
import Testing

@testable import KafkaWire

@Suite struct RecordedFrameTests {
    @Test("Each frame of Kafka's own client is read, and written again byte for byte")
    func bytesComeBack() throws {
        for recorded in try RecordedFrame.all() {
            let (_, frame) = try recorded.readAndWrite()
            #expect(frame.array == recorded.frame.array, "\(recorded)")
        }
    }

    @Test("Each field has the value that Kafka's own client gave it")
    func fieldsHaveTheirValues() throws {
        for recorded in try RecordedFrame.all() {
            let (message, _) = try recorded.readAndWrite()
            #expect(differences(message, recorded.fields, "\(recorded)").isEmpty)
        }
    }

    @Test("There are frames of each message in each version")
    func complete() throws {
        let names = Set(try RecordedFrame.all().map { "\($0)" })
        for request in APIKey.requests {
            for version in request.versions {
                #expect(names.contains("\(request.apiKey) request \(version)"))
                #expect(names.contains("\(request.apiKey) response \(version)"))
            }
        }
    }

    @Test("A frame that is cut off is refused, wherever the cut is")
    func cuts() throws {
        for recorded in try RecordedFrame.all() {
            for length in 0..<recorded.frame.count {
                let cut = RecordedFrame(
                    api: recorded.api, isRequest: recorded.isRequest, version: recorded.version,
                    frame: recorded.frame.prefix(length), fields: [:])
                if (try? cut.readAndWrite()) != nil { Issue.record("\(recorded) cut at \(length) was read") }
            }
        }
    }

    @Test("A frame with a changed byte is read or refused, never more", arguments: [UInt8(1), 0x80, 0xff])
    func flips(bits: UInt8) throws {
        var count = 0
        for recorded in try RecordedFrame.all() {
            var bytes = recorded.frame.array
            for place in bytes.indices {
                bytes[place] ^= bits
                let flipped = RecordedFrame(
                    api: recorded.api, isRequest: recorded.isRequest, version: recorded.version, frame: Bytes(bytes),
                    fields: [:])
                _ = try? flipped.readAndWrite()
                bytes[place] ^= bits
                count += 1
            }
        }
        #expect(count > 50_000)
    }
}

/// What Kafka calls otherwise than we do; we call the same things the same in all messages.
private let aliases: [String: String] = [
    "topicdata": "topics", "responses": "topics", "partitiondata": "partitions", "partitionresponses": "partitions",
    "partitionindex": "index", "partition": "index", "partitionindexes": "partitions", "topic": "name",
    "forgottentopicsdata": "forgottentopics", "numpartitions": "partitioncount", "configsource": "source",
    "isrnodes": "insyncreplicas", "replicanodes": "replicas", "configurationkeys": "keys",
    "enable2pc": "enabletwophasecommit", "keeppreparedtxn": "keeppreparedtransaction",
    "ongoingtxnproducerid": "ongoingtransactionproducerid",
    "ongoingtxnproducerepoch": "ongoingtransactionproducerepoch",
    "v3andbelowtransactionalid": "transactionalid", "v3andbelowproducerid": "producerid",
    "v3andbelowproducerepoch": "producerepoch", "v3andbelowtopics": "topics", "resultsbytransaction": "transactions",
    "resultsbytopicv3andbelow": "topics", "topicresults": "topics", "resultsbypartition": "partitions",
    "partitionerrorcode": "errorcode", "committed": "commit", "transactionresult": "commit",
    "configoperation": "operation", "generationidormemberepoch": "generationid", "recordssizeinbytes": "records",
]

/// Compares what we read with what Kafka's JSON says. Property names are compared without regard to case, "is" and "Ms".
private func differences(_ value: Any, _ json: Any, _ path: String) -> [String] {
    if let object = json as? [String: Any] {
        guard let value = unwrapped(value) else { return ["\(path) is nil"] }
        var properties: [String: Any] = [:]
        for case (let label?, let child) in Mirror(reflecting: value).children { properties[plain(label)] = child }
        return object.flatMap { key, expected in
            let name = plain(key.hasSuffix("Ms") ? String(key.dropLast(2)) : key)
            let place = "\(path).\(key)"
            // A name of our own goes first: "partition" is "index" in most messages, for example.
            guard let own = properties[name] ?? aliases[name].flatMap({ properties[$0] }) else {
                return ["\(place): no such property"]
            }
            return differences(own, expected, place)
        }
    }
    if let array = json as? [Any] {
        guard let own = unwrapped(value) as? [Any] else { return ["\(path): not an array"] }
        guard own.count == array.count else { return ["\(path): \(own.count) elements, not \(array.count)"] }
        return zip(own, array).enumerated().flatMap { differences($1.0, $1.1, "\(path)[\($0)]") }
    }
    let expected = json is NSNull ? "null" : "\(json)"
    let own = text(unwrapped(value), like: json)
    return own == expected ? [] : ["\(path): \(own), not \(expected)"]
}

/// A name without "is" in front and in small letters.
private func plain(_ name: String) -> String {
    let rest = name.dropFirst(2)
    return name.hasPrefix("is") && rest.first?.isUppercase == true ? rest.lowercased() : name.lowercased()
}

private func unwrapped(_ value: Any) -> Any? {
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .optional else { return value }
    return mirror.children.first.flatMap { unwrapped($0.value) }
}

/// As Kafka's JSON has it. Of records it has the size, and null is a size of 0.
private func text(_ value: Any?, like json: Any) -> String {
    switch value {
    case nil: json is NSNumber ? "0" : "null"
    case let value as Duration:
        "\(value.components.seconds * 1000 + value.components.attoseconds / 1_000_000_000_000_000)"
    case let value as ErrorCode: "\(value.rawValue)"
    case let value as Bytes: json is NSNumber ? "\(value.count)" : Data(value.array).base64EncodedString()
    case let value as Bool: value ? "1" : "0"
    case let value?: "\(value)"
    }
}
