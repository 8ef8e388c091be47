import Bytes
import ConnectAPI
import GoldenData
import JSON
import Testing
import Transforms

/// Every transform and predicate against what Java's answered for the same records and configuration.
@Suite struct GoldenTransformTests {
    static let transforms = GoldenTransformCase.transforms.filter { $0.plugin != "chain" }
    static let predicates = GoldenTransformCase.predicates

    @Test("The golden data is there")
    func dataIsThere() {
        #expect(GoldenTransformCase.transforms.count + Self.predicates.count == 1451)
        #expect(GoldenTransformCase.random.count == 760)
    }

    @Test("Transforms answer as Java's do", arguments: transforms + GoldenTransformCase.random)
    func transform(test: GoldenTransformCase) throws {
        let type = TransformsPlugins.list.transforms.first { $0.className == test.plugin }
        let transform = try #require(type, "\(test.plugin)").init()
        guard try self.configure(test, { (values) throws(ConnectError) in try transform.configure(values) }) else {
            return
        }
        let batch = test.batch
        for step in test.steps {
            batch.reset()
            try GoldenTransformCase.append(step.input, to: batch)
            var entry = batch.entries[0]
            do throws(ConnectError) {
                try transform.apply(to: &entry, of: batch)
                try? self.compare(entry, batch, step.output, test.id)
            } catch {
                self.compare(error, step.output, test.id)
            }
        }
    }

    @Test("Predicates answer as Java's do", arguments: predicates)
    func predicate(test: GoldenTransformCase) throws {
        let type = TransformsPlugins.list.predicates.first { $0.className == test.plugin }
        let predicate = try #require(type, "\(test.plugin)").init()
        guard try self.configure(test, { (values) throws(ConnectError) in try predicate.configure(values) }) else {
            return
        }
        let batch = test.batch
        for step in test.steps {
            batch.reset()
            try GoldenTransformCase.append(step.input, to: batch)
            do throws(ConnectError) {
                let answer = try predicate.test(batch.entries[0], of: batch)
                #expect(answer == step.output.boolValue, "\(test.id)")
            } catch {
                self.compare(error, step.output, test.id)
            }
        }
    }

    /// - Returns: Whether there is more to test.
    private func configure(
        _ test: GoldenTransformCase, _ body: (ConfigValues) throws(ConnectError) -> Void
    ) throws -> Bool {
        do throws(ConnectError) {
            try body(test.configuration)
        } catch {
            try #require(test.isConfigureError || GoldenDifferences.reasons[test.id] != nil, "configuring: \(error)")
            if test.isConfigureError { self.compare(error, test.steps[0].output, test.id) }
            return false
        }
        try #require(!test.isConfigureError, "configuring should have failed: \(test.steps[0].output)")
        return true
    }

    private func compare(
        _ entry: SourceBatch.Entry, _ batch: SourceBatch, _ expected: JSONValue, _ id: String
    ) throws {
        guard expected["error"] == nil else {
            Issue.record("\(id): \(batch.record(of: entry)) instead of \(expected)")
            return
        }
        guard !expected.isNull, !entry.isDropped else {
            #expect(expected.isNull && entry.isDropped, "\(id)")
            return
        }
        let wanted = batch.origin == .sink ? SourceBatch(.sink) : SourceBatch()
        try GoldenTransformCase.append(expected, to: wanted)
        let (got, want) = (batch.record(of: entry), wanted.record(at: 0))
        #expect(batch.topic(of: entry) == wanted.topic(of: wanted.entries[0]), "\(id)")
        #expect(got.partition == want.partition && got.timestamp == want.timestamp, "\(id)")
        for (mine, theirs) in [(got.key, want.key), (got.value, want.value)] {
            #expect(mine.schema == theirs.schema, "\(id): schema \(expected)")
            #expect(mine.value == theirs.value, "\(id): \(mine.value) instead of \(expected)")
        }
        #expect(got.headers == want.headers, "\(id): \(got.headers) instead of \(expected)")
    }

    private func compare(_ error: ConnectError, _ expected: JSONValue, _ id: String) {
        guard let name = expected["error"]?.stringValue else {
            Issue.record("\(id): \(error) instead of \(expected)")
            return
        }
        guard GoldenDifferences.hasJavaWords(expected), GoldenDifferences.reasons[id] == nil else { return }
        #expect(error.kind.className.hasSuffix("." + name), "\(id): \(error) instead of \(expected)")
        #expect(error.message == GoldenDifferences.message(expected), "\(id)")
        let cause = (error.cause as? ConnectError)?.kind.className
        #expect(cause?.split(separator: ".").last.map { String($0) } == expected["cause"]?.stringValue, "\(id)")
    }
}
