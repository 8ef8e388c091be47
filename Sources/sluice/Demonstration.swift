import Bytes
import ConnectRuntime
import KafkaClient
import KafkaWire
import Log
import Transport

/// What `sluice dev` shows: a connector that it starts, its records as they come, and a line a second with the figures.
struct Demonstration: Sendable {
    private let bootstrap: String
    private let loop: EventLoop
    private let quickstart: String?
    private let isQuiet: Bool
    private let hasData: Bool

    init(_ invocation: Invocation, bootstrap: String, loop: EventLoop) {
        self.bootstrap = bootstrap
        self.loop = loop
        self.quickstart = invocation.has("no-connector") ? nil : invocation["quickstart"] ?? "users"
        self.isQuiet = invocation.has("quiet")
        self.hasData = invocation["data"] != nil
    }

    private var connector: String? { self.quickstart.map { "datagen-\($0)" } }

    func run(_ worker: Worker, _ address: RESTAddress) async {
        self.greet(address)
        do {
            try await self.startConnector(worker)
        } catch {
            StandardError.write("sluice: the connector was not started: \(error)\n")
        }
        await withTaskGroup(of: Void.self) { group in
            if let topic = self.quickstart, !self.isQuiet { group.addTask { await self.showRecords(of: topic) } }
            group.addTask { await self.showFigures(worker) }
        }
    }

    private func greet(_ address: RESTAddress) {
        let rest = "localhost:\(address.endpoint.port)"
        let name = self.connector ?? "NAME"
        StandardOutput.write(
            """
            Kafka broker   \(self.bootstrap)
            REST API       http://\(rest)
            Stop           Ctrl-C

            Try, in a second terminal:
              curl \(rest)/connectors?expand=status
              curl \(rest)/connectors/\(name)/config
              curl -X PUT \(rest)/connectors/\(name)/pause
              curl -X PUT \(rest)/connectors/\(name)/resume
              curl -X PUT -H 'Content-Type: application/json' \(rest)/connectors/orders/config \\
                -d '{"connector.class":"Datagen","kafka.topic":"orders","quickstart":"orders","max.interval":"200"}'
              curl -X DELETE \(rest)/connectors/orders


            """)
    }

    private func startConnector(_ worker: Worker) async throws {
        guard let connector, let quickstart else { return }
        // With kept data it may be there, perhaps changed since.
        if self.hasData, worker.herder.connectorNames().contains(connector) { return }
        _ = try await worker.herder.put(
            connector,
            configuration: [
                "name": connector, "connector.class": "io.confluent.kafka.connect.datagen.DatagenConnector",
                "kafka.topic": quickstart, "quickstart": quickstart, "rate": "20", "tasks.max": "1",
            ])
    }

    // MARK: records

    private func showRecords(of topic: String) async {
        var pause = Duration.zero
        while !Task.isCancelled {
            do {
                try await self.follow(topic)
            } catch {
                Logger("sluice.dev").debug("Reading records for the view", error: error)
                pause = min(pause + .milliseconds(5), .milliseconds(500))  // the topic mostly comes in no time
                guard (try? await Task.sleep(for: pause)) != nil else { return }
            }
        }
    }

    private func follow(_ topic: String) async throws {
        let properties = ["bootstrap.servers": self.bootstrap, "client.id": "sluice-dev"]
        let cluster = KafkaCluster(try ClientConfiguration(properties), loop: self.loop)
        do {
            try await self.follow(topic, on: cluster, properties)
        } catch {
            await cluster.close()
            throw error
        }
        await cluster.close()
    }

    private func follow(_ topic: String, on cluster: KafkaCluster, _ properties: [String: String]) async throws {
        let answer = try await KafkaAdmin(cluster).describeTopics([topic])
        let partitions = try answer[topic]?.get().partitions.map(\.index) ?? []
        let consumer = KafkaConsumer(try ConsumerConfiguration(properties), cluster: cluster)
        await consumer.assign(
            Dictionary(uniqueKeysWithValues: partitions.map { (TopicPartition(topic, $0), .beginning) }))
        let decompressor = Decompressor()
        while !Task.isCancelled {
            for fetched in try await consumer.poll(maxWait: .milliseconds(500)) {
                for batch in fetched.batches {
                    let records = try fetched.records(of: batch, decompressor: decompressor)
                    self.show(records, of: "\(topic)-\(fetched.partition.partition)")
                }
            }
        }
        await consumer.close()
    }

    /// A line for each record; of a flood only the first ones, since nobody can read more.
    private func show(_ records: FetchedRecords, of partition: String) {
        var text = ""
        for index in 0..<min(records.count, 20) {
            let record = records.records[index]
            let key = records.key(record).map { String(decoding: $0) } ?? "null"
            let value = records.value(record).map { String(decoding: $0) } ?? "null"
            text += "\(partition)@\(record.offset)  \(Self.printable(key))  \(Self.printable(value))\n"
        }
        if records.count > 20 { text += "\(partition)  … and \(records.count - 20) more\n" }
        StandardOutput.write(text)
    }

    /// Without what would change the terminal.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "·" : $0 }))
    }

    // MARK: figures

    private func showFigures(_ worker: Worker) async {
        var last = 0
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            let total = worker.figures.all.values.reduce(0) { $0 + $1.acknowledged }
            let names = worker.herder.connectorNames()
            var states: [String: Int] = [:]
            for name in names {
                guard let status = try? worker.herder.connectorStatus(name) else { continue }
                for task in status.tasks { states[task.status.state.rawValue, default: 0] += 1 }
            }
            let tasks = states.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            StandardOutput.write(
                "── connectors \(names.count)  tasks \(tasks.isEmpty ? "0" : tasks)  records/s \(total - last)  total \(total)\n"
            )
            last = total
        }
    }
}
