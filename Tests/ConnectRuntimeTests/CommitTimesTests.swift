import Testing

@testable import ConnectRuntime

@Suite("When tasks commit for the first time")
struct CommitTimesTests {
    @Test("A connector's first task waits the whole interval, as in Kafka Connect")
    func first() {
        #expect(TaskID("any", 0).firstCommit(.seconds(60)) == .seconds(60))
    }

    @Test("A thousand tasks spread over the last tenth of the interval, no second of it without its share")
    func spread() {
        let waits = (0..<1000).map { TaskID("any", $0).firstCommit(.seconds(60)) }
        #expect(waits.allSatisfy { $0 > .seconds(54) && $0 <= .seconds(60) })
        for second in 54..<60 {
            let share = waits.count { $0 > .seconds(second) && $0 <= .seconds(second + 1) }
            #expect((160...175).contains(share), "second \(second) has \(share)")
        }
    }
}
