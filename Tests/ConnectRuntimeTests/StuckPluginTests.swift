import ConnectAPI
import KafkaDevBroker
import Testing

@testable import ConnectRuntime

/// Plugins that block their threads, one after the other since they share a blockade.
@Suite(.serialized, .timeLimit(.minutes(5))) struct StuckPluginTests {
    private static let quick = ["task.shutdown.graceful.timeout.ms": "300"]

    private static func blocking(_ place: String, _ name: String) -> ConfigValues {
        WorkerTests.source(["name": name, "block": place, "count": "1"])
    }

    @Test(
        "A plugin that blocks costs its own slot: siblings, commands and the worker's end stay within their times",
        arguments: ["connector", "plan", "start", "poll", "stop"])
    func block(place: String) async throws {
        defer { Blockade.shared.release() }
        try await WorkerHarness.run { harness, _ in
            let worker = try harness.worker(8083, Self.quick)
            var end = ContinuousClock.now
            try await harness.running(worker) {
                let herder = worker.herder
                for number in 0..<4 {
                    let name = "stuck-\(number)"
                    _ = try await herder.create(
                        name, configuration: Self.blocking(place, name), initialState: nil)
                }
                if place == "stop" {
                    try await eventually { (0..<4).allSatisfy { herder.states(of: "stuck-\($0)") == [.running] } }
                } else {
                    try await eventually { Blockade.shared.count == 4 }
                    #expect(worker.heldThreads(for: .zero).count >= 4)
                }
                _ = try await herder.create("numbers", configuration: WorkerTests.source(), initialState: nil)
                try await eventually { try await herder.positions(of: "numbers") == [100, 100] }
                #expect(await herder.health().status == .healthy)
                let begin = ContinuousClock.now
                try await herder.setTargetState(.paused, of: "stuck-1")
                try await herder.setTargetState(.stopped, of: "stuck-2")
                try await herder.delete("stuck-0")
                _ = herder.connectorNames()
                #expect(.now - begin < .seconds(60))
                try await eventually { herder.states(of: "numbers") == [.running, .running] }
                end = .now
            }
            #expect(.now - end < .seconds(60))  // 5 s and some more, on a machine that isn't busy
        }
    }
}
