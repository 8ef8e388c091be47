import Metrics
import Testing

@testable import KafkaClient

/// What a client's meter makes of its notes.
@Suite struct ClientMeterTests {
    private static let span = MetricSpan(samples: 2, milliseconds: 1000)
    /// To the edges of a sample and past them, and a step back: threads overtake each other.
    private static let steps: [Int64] = [0, 1, 3, 20, 77, 250, 500, 999, 1000, 1001, 2500, -2]

    private static func makeState(_ topic: ProducerTopic) -> ClientMeter.State {
        var state = ClientMeter.State(Self.span)
        state.nodes = [NodeFigures("node-1", Self.span), NodeFigures("node-2", Self.span)]
        _ = state.producer.number(of: ProducerPartition(topic: topic, index: 0))
        return state
    }

    private static func makeEvent(_ random: inout some RandomNumberGenerator) -> ClientMeter.Event.Kind {
        func number(_ range: ClosedRange<Int32>) -> Int32 { Int32.random(in: range, using: &random) }
        switch number(0...4) {
        case 0: return .request(bytes: number(0...99_999), node: number(-1...1), expectsAnswer: number(0...5) > 0)
        case 1:
            return .answer(
                .init(
                    bytes: number(4...999), node: number(-1...1), nanoseconds: Int64(number(0...9_999_999)),
                    throttle: number(-1...3)))
        case 2: return .work(Int64(number(0...999_999)))
        case 3: return .produce(records: number(1...500))
        default:
            return .batch(
                .init(
                    topic: number(-1...0), records: number(0...100), bytes: number(1...9999), before: number(0...9999),
                    waited: number(-1...50), isAlone: number(0...1) > 0))
        }
    }

    private static func values(_ state: ClientMeter.State, at now: Int64) -> [Double] {
        state.network.values(at: now) + state.nodes.flatMap { $0.values(at: now) }
            + state.producer.values(network: state.network, metadataAge: 0, at: now)
            + state.producer.topics.flatMap { $0.values(at: now) }
    }

    @Test func `Notes that are counted together show the same as each counted at once`() {
        var random = SystemRandomNumberGenerator()
        let topic = ProducerTopic(name: "t", growthLimit: 100)
        for _ in 0..<8 {
            var (together, single) = (Self.makeState(topic), Self.makeState(topic))
            single.network = together.network  // made at the same time
            var now: Int64 = 1000
            for _ in 0..<300 {
                now = max(now + (Self.steps.randomElement(using: &random) ?? 0), 0)
                let event = Self.makeEvent(&random)
                together.note(event, at: now)
                single.note(event, at: now)
                single.countNotes()
                guard Int.random(in: 0..<12, using: &random) == 0 else { continue }
                together.countNotes()
                for later in [0, 500, 1000, 2000, 2001] as [Int64] {
                    let pairs = zip(Self.values(together, at: now + later), Self.values(single, at: now + later))
                    #expect(pairs.allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }, "\(later) ms after \(now)")
                }
            }
        }
    }

    @Test func `A request with one batch and its answer are in every figure once`() {
        let topic = ProducerTopic(name: "t", growthLimit: 100)
        var state = Self.makeState(topic)
        state.note(.batch(.init(topic: 0, records: 3, bytes: 90, before: 180, waited: 5, isAlone: true)), at: 1000)
        state.note(.request(bytes: 150, node: 1, expectsAnswer: true), at: 1000)
        state.note(.answer(.init(bytes: 60, node: 1, nanoseconds: 2_500_000, throttle: 0)), at: 1002)
        state.note(.work(7000), at: 1002)
        state.countNotes()
        #expect(state.network.sent.total == 150 && state.network.received.total == 60 && state.network.inFlight == 0)
        #expect(state.network.latency.average(at: 1002) == 2.5 && state.network.throttles.count == 1)
        #expect(state.network.work.total == 7000)
        #expect(state.nodes[1].sent.count == 1 && state.nodes[1].latency.maximum(at: 1002) == 2.5)
        #expect(state.nodes[1].received.total == 60 && state.nodes[0].received.count == 0)
        #expect(state.producer.records.total == 3 && state.producer.batchSizes.average(at: 1002) == 90)
        #expect(state.producer.compression.average(at: 1002) == 0.5 && state.producer.recordSizes.count == 3)
        #expect(state.producer.recordSizes.average(at: 1002) == 60 && state.producer.queueTimes.total == 5)
        #expect(state.producer.topics[0].records.total == 3 && state.producer.topics[0].bytes.total == 90)
        state.countNotes()
        #expect(state.network.sent.count == 1)
    }
}
