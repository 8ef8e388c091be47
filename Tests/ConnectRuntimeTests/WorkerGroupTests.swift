import ConnectAPI
import JSON
import KafkaDevBroker
import KafkaWire
import Testing
import Transport

@testable import ConnectRuntime

/// Several workers in one group.
@Suite(.timeLimit(.minutes(5))) struct WorkerGroupTests {
    /// What each worker says it runs.
    private static func pieces(_ workers: [Worker]) -> [Set<PieceID>] { workers.map { $0.herder.work.pieces } }

    /// Whether the workers share all of this, and nobody runs what another one runs.
    private static func share(_ workers: [Worker], _ all: Set<PieceID>) -> Bool {
        let parts = self.pieces(workers)
        return parts.reduce(0) { $0 + $1.count } == all.count && parts.reduce(into: Set()) { $0.formUnion($1) } == all
    }

    private static let everything: Set<PieceID> = Set(
        (0..<4).flatMap { number in
            [PieceID.connector("c\(number)")] + (0..<2).map { PieceID.task(TaskID("c\(number)", $0)) }
        })

    private static func createAll(_ herder: DistributedHerder) async throws {
        for number in 0..<4 {
            let configuration = WorkerTests.source([
                "name": "c\(number)", "topic": "t\(number)", "records": "1000000", "pause": "1",
            ])
            _ = try await herder.create("c\(number)", configuration: configuration, initialState: nil)
        }
    }

    @Test("Two workers share the work, never run the same task, and one takes over what the other leaves")
    func twoWorkers() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker(8083) { first in
                try await Self.createAll(first.herder)
                try await eventually { Self.share([first], Self.everything) }
                try await harness.withWorker(8084) { second in
                    try await eventually { Self.share([first, second], Self.everything) }
                    try await eventually { Self.pieces([first, second]).allSatisfy { $0.count == 6 } }
                    #expect(first.herder.isLeader != second.herder.isLeader)
                    for number in 0..<4 {
                        try await eventually { second.herder.states(of: "c\(number)") == [.running, .running] }
                    }
                    // Each of them knows who runs what.
                    let owners = Set(try second.herder.connectorStatus("c0").tasks.map(\.status.workerID))
                    #expect(owners.isSubset(of: ["127.0.0.1:8083", "127.0.0.1:8084"]))
                }
                try await eventually { Self.share([first], Self.everything) }
                for number in 0..<4 {
                    try await eventually { first.herder.states(of: "c\(number)") == [.running, .running] }
                }
            }
            // A clean hand-over repeats nothing and loses nothing.
            for number in 0..<4 {
                let values = try await harness.records("t\(number)").compactMap(\.value)
                #expect(Set(values).count == values.count)
                for task in ["0", "1"] {
                    let mine = values.filter { $0.hasPrefix("\(task)-") }.count
                    #expect(Set(values).isSuperset(of: (0..<mine).map { "\(task)-\($0)" }))
                }
            }
        }
    }

    @Test("A connector whose owner doesn't lead gets its tasks, and a follower refuses what only the leader may do")
    func follower() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker(8083) { first in
                try await eventually { first.herder.isLeader }
                try await harness.withWorker(8084) { second in
                    try await eventually { second.herder.isReady }
                    try await Self.createAll(first.herder)
                    try await eventually { Self.share([first, second], Self.everything) }
                    let error = await #expect(throws: HerderError.self) {
                        try await second.herder.delete("c0")
                    }
                    #expect(error?.status == 409)
                    try await second.herder.setTargetState(.paused, of: "c0")
                    try await eventually { first.herder.states(of: "c0") == [.paused, .paused] }
                }
            }
        }
    }

    @Test("A worker whose session expires gives everything up and comes back")
    func expiry() async throws {
        try await WorkerHarness.run { harness, cluster in
            try await harness.withWorker(8083, ["heartbeat.interval.ms": "50"]) { worker in
                try await Self.createAll(worker.herder)
                try await eventually { Self.share([worker], Self.everything) }
                let member = try #require(await cluster.members(of: "connect").first)
                await cluster.expireSession(of: member, in: "connect")
                try await eventually { await cluster.members(of: "connect").first.map { $0 != member } ?? false }
                try await eventually { Self.share([worker], Self.everything) }
                try await eventually { worker.herder.states(of: "c3") == [.running, .running] }
                #expect(await worker.herder.health().status == .healthy)
            }
        }
    }

    @Test("The eager protocol is spoken too")
    func eager() async throws {
        try await WorkerHarness.run { harness, _ in
            let eager = ["connect.protocol": "eager"]
            try await harness.withWorker(8083, eager) { first in
                try await Self.createAll(first.herder)
                try await harness.withWorker(8084, eager) { second in
                    try await eventually { Self.share([first, second], Self.everything) }
                    try await eventually { second.herder.states(of: "c3") == [.running, .running] }
                }
                try await eventually { Self.share([first], Self.everything) }
            }
        }
    }
}
