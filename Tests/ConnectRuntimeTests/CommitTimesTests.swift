import Testing

@testable import ConnectRuntime

@Suite("When tasks commit for the first time")
struct CommitTimesTests {
    @Test("A connector's first task waits the whole interval, as in Kafka Connect")
    func first() {
        #expect(TaskID("any", 0).firstCommit(.seconds(60)) == .seconds(60))
    }

    @Test("Tasks that start together commit in ten groups within the last tenth of the interval")
    func groups() {
        let waits = (0..<1000).map { TaskID("any", $0).firstCommit(.seconds(60)) }
        #expect(waits.allSatisfy { $0 > .seconds(54) && $0 <= .seconds(60) })
        let groups = Dictionary(grouping: waits) { $0 }
        #expect(groups.count == 10)
        #expect(groups.values.allSatisfy { $0.count == 100 })
    }
}
