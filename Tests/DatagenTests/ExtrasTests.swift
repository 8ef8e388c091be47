import ConnectAPI
import Testing

@testable import Datagen

/// What the Java connector doesn't have.
@Suite struct ExtrasTests {
    private func records(_ others: ConfigValues, count: Int = 1000) async throws -> [ConnectRecord] {
        let task = try await DatagenRun.task(DatagenRun.quick(["random.seed": "42"]).merging(others) { $1 })
        let batch = SourceBatch()
        var records: [ConnectRecord] = []
        while records.count < count {
            batch.reset()
            try await task.poll(into: batch)
            records += batch.entries.indices.map { batch.record(at: $0) }
        }
        return Array(records.prefix(count))
    }

    private func field(_ name: String, of record: ConnectRecord) -> Value? {
        guard case .struct(let value) = record.value.value, let index = value.schema.index(of: name) else { return nil }
        return value[index]
    }

    @Test("Several topics get their shares, the same ones after a restart, and the values stay")
    func topics() async throws {
        let settings: ConfigValues = ["quickstart": "users", "kafka.topic": "orders:9, refunds:1"]
        let records = try await self.records(settings, count: 10_000)
        let refunds = records.filter { $0.topic == "refunds" }.count
        #expect((800...1200).contains(refunds))
        #expect(Set(records.map(\.topic)) == ["orders", "refunds"])
        let again = try await self.records(settings, count: 10_000)
        #expect(again.map(\.topic) == records.map(\.topic))
        let plain = try await self.records(["quickstart": "users"], count: 100)
        #expect(plain.map(\.value) == records.prefix(100).map(\.value))
        #expect(plain.allSatisfy { $0.topic == "t" })
    }

    @Test(
        "Topics without a sound weight are refused",
        arguments: ["a:", ":1", "a:0", "a:-1", "a:1,b", "a:1,a:2", "a:1000001", "a:1:2", "a:1,"])
    func badTopics(text: String) {
        #expect(
            DatagenRun.errors(["quickstart": "users", "kafka.topic": text])["kafka.topic"] == [
                "Invalid value \(text) for configuration kafka.topic: Several topics need a whole number from 1 to"
                    + " 1000000 each, as in orders:9,refunds:1"
            ])
    }

    @Test("Connectors that name the same pool have values in common, keys included")
    func correlation() async throws {
        let customers = try await self.records(
            [
                "quickstart": "users", "correlation.fields": "userid:customer", "correlation.size": "50",
                "correlation.order": "sequence",
            ], count: 100)
        let visits = try await self.records(
            [
                "quickstart": "pageviews", "correlation.fields": "userid:customer", "correlation.size": "50",
                "random.seed": "7",
            ], count: 1000)
        let known = customers.prefix(50).map(\.key.value)
        #expect(known == (1...50).map { .string("customer_\($0)") })
        #expect(customers.map(\.key.value) == Array(known + known))
        #expect(customers.map(\.key.value) == customers.compactMap { self.field("userid", of: $0) })
        let visitors = Set(visits.compactMap { self.field("userid", of: $0) })
        #expect(visitors == Set(known), "a thousand draws meet each of fifty")
        let plain = try await self.records(["quickstart": "pageviews", "random.seed": "7"], count: 1000)
        #expect(plain.map { self.field("pageid", of: $0) } == visits.map { self.field("pageid", of: $0) })
    }

    @Test("Numbers come from a pool as well, and two fields of one pool are drawn apart")
    func correlatedNumbers() async throws {
        let records = try await self.records(
            [
                "quickstart": "transactions", "correlation.fields": "card_id:card,store_id:card",
                "correlation.size": "10",
            ])
        let cards = records.compactMap { self.field("card_id", of: $0)?.integer }
        let stores = records.compactMap { self.field("store_id", of: $0)?.integer }
        #expect(Set(cards) == Set(1...10) && Set(stores) == Set(1...10))
        #expect(zip(cards, stores).contains { $0 != $1 })
    }

    @Test("A record has the time of its timestamp field, or the field has the clock's")
    func timestamps() async throws {
        let stored = try await self.records(["quickstart": "users", "timestamp.field": "registertime"], count: 10)
        #expect(stored.map { $0.timestamp } == stored.map { self.field("registertime", of: $0)?.integer })
        let now = try await self.records(
            ["quickstart": "users", "timestamp.field": "registertime", "timestamp.source": "now"], count: 10)
        for record in now {
            let time = try #require(record.timestamp)
            #expect(time > 1_700_000_000_000 && self.field("registertime", of: record)?.integer == time)
        }
        let dated = try await self.records(
            ["quickstart": "gaming_games", "timestamp.field": "created_date", "timestamp.source": "now"], count: 1)
        #expect(self.field("created_date", of: dated[0]) == dated[0].timestamp.map(Value.date))
        #expect(stored.map { self.field("userid", of: $0) } == now.map { self.field("userid", of: $0) })
    }

    @Test("Fields that aren't there, or are of another type, are refused when the connector is made")
    func badFields() async {
        #expect(
            DatagenRun.errors(["quickstart": "users", "timestamp.field": "userid"]) == [
                "timestamp.field": [
                    "The schema does not contain the field of type long provided in 'timestamp.field'"
                ]
            ])
        #expect(
            DatagenRun.errors(["quickstart": "orders", "correlation.fields": "orderunits:units"]) == [
                "correlation.fields": [
                    "The schema does not contain a field 'orderunits' of type string, int or long, as provided in"
                        + " 'correlation.fields'"
                ]
            ])
        #expect(
            DatagenRun.errors(["quickstart": "users", "correlation.fields": "userid"])["correlation.fields"]?.count == 1
        )
        #expect(
            DatagenRun.errors(["quickstart": "users", "correlation.fields": "userid:a,userid:b"])["correlation.fields"]?
                .count
                == 1)
        await #expect(throws: ConnectError.self) {
            try await self.records(["quickstart": "users", "timestamp.field": "gender"])
        }
    }

    @Test(
        "Values out of bounds are refused",
        arguments: [
            ("rate", "0"), ("rate", "-1"), ("rate", "NaN"), ("rate", "1e10"), ("interval", "-1"),
            ("correlation.size", "0"), ("correlation.order", "zipf"), ("end.state", "DONE"),
            ("generator.version", "0.5"), ("timestamp.source", "kafka"),
        ])
    func badValues(name: String, value: String) {
        #expect(DatagenRun.errors(["quickstart": "users", name: value])[name]?.count == 1)
    }

    @Test("Rate and interval exclude each other")
    func twoPaces() {
        #expect(
            DatagenRun.errors(["quickstart": "users", "rate": "5", "interval": "10"]) == [
                "rate": ["Set rate or interval, not both"]
            ])
    }

    @Test("A generator of version 0.4 makes the records of its vectors")
    func version() async throws {
        let records = try await self.records(["quickstart": "orders", "generator.version": "0.4"], count: 2)
        #expect(self.field("itemid", of: records[0]) == .string("Item_1"))
        #expect(self.field("itemid", of: records[1]) == .string("Item_46"))
    }

    @Test("A task that is to end RUNNING rests after its iterations, also after a restart")
    func quietEnd() async throws {
        for offset: SourcePosition? in [
            nil, ["task.generation": .int64(0), "current.iteration": .int64(3), "random.seed": .int64(1)],
        ] {
            let clock = ManualTime()
            let task = DatagenTask(clock: clock)
            let properties = DatagenRun.quick(
                ["quickstart": "users", "iterations": "3", "end.state": "running", "task.id": "0"])
            try await task.start(properties, context: FixedOffset(offset: offset))
            let batch = SourceBatch()
            if offset == nil {
                try await task.poll(into: batch)
                #expect(batch.count == 3)
                batch.reset()
            }
            try await task.poll(into: batch)
            #expect(batch.isEmpty)
            #expect(clock.pauses == [.seconds(3600)])
        }
    }
}
