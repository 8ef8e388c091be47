/// A minimal deterministic automaton over UTF-16 code units: what brics makes of a regex, and what Generex walks.
struct Automaton: Equatable {
    struct Edge: Equatable {
        let low: UInt16
        let high: UInt16
        let target: Int

        /// Code units on the edge.
        var size: Int32 { Int32(self.high) - Int32(self.low) + 1 }
    }

    struct State: Equatable {
        var isAccepting: Bool
        /// Maximal ranges for each target, in the order of their first code unit.
        var edges: [Edge]
    }

    /// The first one is where a text begins.
    let states: [State]

    /// - Throws: If the pattern is none, or its automaton needs too many states.
    init(regex pattern: String) throws(RegexError) {
        var builder = AutomatonBuilder()
        self = try builder.automaton(of: try RegexParser.parse(pattern))
    }

    /// Removes what leads nowhere, and joins ranges that touch.
    init(_ machine: DeterministicMachine) {
        let live = machine.liveStates()
        var places: [Int: Int] = [machine.start: 0]
        var order = [machine.start]
        var states: [State] = []
        while states.count < order.count {
            let state = order[states.count]
            var edges: [Edge] = []
            for symbol in 0..<machine.symbols.count {
                let target = machine.target(state, symbol)
                guard live[target] else { continue }
                let range = machine.symbols[symbol]
                let place: Int
                if let known = places[target] {
                    place = known
                } else {
                    place = order.count
                    places[target] = place
                    order.append(target)
                }
                if let last = edges.last, last.target == place, Int(last.high) + 1 == Int(range.lowerBound) {
                    edges[edges.count - 1] = Edge(low: last.low, high: range.upperBound, target: place)
                } else {
                    edges.append(Edge(low: range.lowerBound, high: range.upperBound, target: place))
                }
            }
            states.append(State(isAccepting: machine.accepting[state], edges: edges))
        }
        self.states = states
    }

    /// Whether some text of the language has a length in `bounds`; looks at lengths up to 1,000 only.
    func hasText(lengthIn bounds: ClosedRange<Int>) -> Bool {
        guard bounds.lowerBound <= 1000 else { return true }
        var current: Set<Int> = [0]
        for length in 0...min(bounds.upperBound, 1000) {
            if length >= bounds.lowerBound, current.contains(where: { self.states[$0].isAccepting }) { return true }
            current = Set(current.flatMap { self.states[$0].edges.map(\.target) })
            if current.isEmpty { return false }
        }
        return bounds.upperBound > 1000
    }

    /// How many ways there are through the automaton; `limit` if there are more, or no end of them.
    func pathCount(limit: Int) -> Int {
        var counts: [Int: Int] = [0: 1]
        var total = 1
        for _ in 0...self.states.count {
            var next: [Int: Int] = [:]
            for (state, count) in counts {
                for edge in self.states[state].edges {
                    next[edge.target, default: 0] = min(limit, next[edge.target, default: 0] + count)
                }
            }
            total = min(limit, total + next.values.reduce(0) { min(limit, $0 + $1) })
            if next.isEmpty { return total }
            counts = next
        }
        return limit
    }
}
