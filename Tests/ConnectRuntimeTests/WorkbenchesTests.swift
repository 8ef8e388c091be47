import Bytes
import ConnectAPI
import KafkaWire
import Testing

@testable import ConnectRuntime

@Suite struct WorkbenchesTests {
    @Test("A small workbench serves the next task, without what was on it")
    func small() {
        let benches = Workbenches()
        let bench = benches.take()
        bench.outgoing.setTopics(["t"])
        bench.outgoing.append(topic: 0, value: [1, 2, 3])
        bench.keys.ranges.append(.null)
        bench.values.failures.append((0, ConnectError(.data, "no")))
        bench.headers.append(.null)
        #expect(benches.put(bench) == nil)
        let next = benches.take()
        #expect(next === bench)
        #expect(next.outgoing.isEmpty && next.outgoing.topics.isEmpty && next.outgoing.arena.count == 0)
        #expect(next.keys.ranges.isEmpty && next.values.failures.isEmpty && next.headers.isEmpty)
        #expect(benches.take() !== bench)
    }

    @Test(
        "A large workbench stays with its task",
        arguments: [
            { $0.outgoing.arena.append(zeros: 100_000) },
            { bench in for _ in 0..<1000 { bench.outgoing.append(topic: 0, value: nil) } },
            { bench in bench.values.ranges.append(contentsOf: repeatElement(.null, count: 1000)) },
        ] as [@Sendable (Workbench) -> Void])
    func large(grow: @Sendable (Workbench) -> Void) {
        let benches = Workbenches()
        let bench = benches.take()
        grow(bench)
        #expect(benches.put(bench) === bench)
        #expect(bench.outgoing.isEmpty)
        #expect(benches.take() !== bench)
    }

    @Test("A few are kept")
    func bound() {
        let benches = Workbenches()
        let taken = (0..<20).map { _ in benches.take() }
        for bench in taken { #expect(benches.put(bench) == nil) }
        let again = (0..<20).map { _ in benches.take() }
        #expect(again.filter { bench in taken.contains { $0 === bench } }.count == 8)
    }
}
