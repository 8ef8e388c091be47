/// Makes texts of a regex as Generex does: a walk through the automaton, with the same draws in the same order.
///
/// In each state: stop, if it accepts and a draw says so; else take an edge and a code unit of it. If the text is
/// outside the bounds in the end, the states on the way try their other edges, the last one first.
struct RegexWalk {
    private struct State {
        let isAccepting: Bool
        let firstEdge: Int32
        let edgeCount: Int32
    }

    private struct Edge {
        let low: UInt16
        let size: Int32
        let target: Int32
    }

    /// A state on the way.
    private struct Visit {
        let state: Int32
        /// Length of the text when the state was entered.
        let length: Int
        /// Where its edges' marks begin in `tried`.
        let firstMark: Int
        var untried: Int32
        var isFresh = true
    }

    private let states: [State]
    private let edges: [Edge]
    private let bounds: LengthBounds
    /// The text made last.
    private(set) var text: [UInt16] = []
    private var visits: [Visit] = []
    private var tried: [Bool] = []

    /// A walk ends in a text as often as not when the bounds can't be met; beyond this many steps it is given up.
    static let maximumSteps = 500_000
    static let maximumLength = 1 << 20
    /// Generex stops when a draw of 32 bits is greater than 0.3 times the greatest one.
    static let stop: Int32 = 644_245_094

    init(_ automaton: Automaton, bounds: LengthBounds) {
        var states: [State] = []
        var edges: [Edge] = []
        for state in automaton.states {
            states.append(
                State(
                    isAccepting: state.isAccepting, firstEdge: Int32(edges.count),
                    edgeCount: Int32(state.edges.count)))
            edges += state.edges.map { Edge(low: $0.low, size: $0.size, target: Int32($0.target)) }
        }
        self.states = states
        self.edges = edges
        self.bounds = bounds
    }

    /// Makes the next ``text``.
    mutating func next(_ random: inout JavaRandom) throws(GeneratorError) {
        self.text.removeAll(keepingCapacity: true)
        self.visits.removeAll(keepingCapacity: true)
        self.tried.removeAll(keepingCapacity: true)
        self.enter(0)
        var steps = 0
        while !self.visits.isEmpty {
            steps += 1
            guard steps <= Self.maximumSteps, self.text.count < Self.maximumLength else {
                throw GeneratorError("regex gives no text of the required length")
            }
            self.step(&random)
        }
    }

    private mutating func enter(_ state: Int32) {
        let count = self.states[Int(state)].edgeCount
        guard count > 0 else { return }  // the text ends here
        self.visits.append(
            Visit(state: state, length: self.text.count, firstMark: self.tried.count, untried: count))
        for _ in 0..<count { self.tried.append(false) }
    }

    private var fits: Bool {
        self.text.count >= Int(self.bounds.lower) && Int64(self.text.count) < self.bounds.upper
    }

    private mutating func leave() {
        if let visit = self.visits.popLast() { self.tried.removeLast(self.tried.count - visit.firstMark) }
    }

    /// One round of the state entered last.
    private mutating func step(_ random: inout JavaRandom) {
        let top = self.visits.count - 1
        let visit = self.visits[top]
        guard visit.isFresh || visit.untried > 0 && !self.fits else { return self.leave() }
        self.visits[top].isFresh = false
        let state = self.states[Int(visit.state)]
        if state.isAccepting {
            let isLongest = Int64(visit.length) == self.bounds.upper - 1
            if isLongest || random.nextInt() > Self.stop && visit.length >= Int(self.bounds.lower) {
                self.text.removeLast(self.text.count - visit.length)
                return self.leave()
            }
        }
        let chosen = Int(random.nextInt(state.edgeCount))
        guard !self.tried[visit.firstMark + chosen] else { return }
        self.tried[visit.firstMark + chosen] = true
        self.visits[top].untried -= 1
        self.text.removeLast(self.text.count - visit.length)
        let edge = self.edges[Int(state.firstEdge) + chosen]
        self.text.append(edge.low &+ UInt16(truncatingIfNeeded: random.nextInt(edge.size)))
        self.enter(edge.target)
    }
}

/// A regex whose automaton is a single path, so that its texts can be made without a walk: a template in which a few
/// places are drawn.
struct RegexPath {
    /// One draw.
    struct Draw {
        /// Steps of the random source since the draw before, this one included.
        var steps: Int
        /// Place of the character.
        let place: Int
        /// Characters to choose from; 0: a draw that may end the text before `place`.
        let size: Int32
    }

    /// The text with the first character of each range.
    private(set) var template: [UInt8] = []
    private(set) var draws: [Draw] = []
    /// Steps of the random source after the last draw.
    private(set) var tail = 0

    /// nil if the automaton branches, or has a loop or a character beyond ASCII.
    init?(_ automaton: Automaton, bounds: LengthBounds) {
        var state = automaton.states[0]
        var steps = 0
        while let edge = state.edges.first {
            guard state.edges.count == 1, edge.high < 0x80, self.template.count < automaton.states.count else {
                return nil
            }
            let length = self.template.count
            if state.isAccepting {
                if Int64(length) == bounds.upper - 1 { break }
                steps += 1
                if length >= Int(bounds.lower) {
                    self.draws.append(Draw(steps: steps, place: length, size: 0))
                    steps = 0
                }
            }
            steps += 2  // the edge, the character
            if edge.size > 1 {
                self.draws.append(Draw(steps: steps, place: length, size: edge.size))
                steps = 0
            }
            self.template.append(UInt8(truncatingIfNeeded: edge.low))
            state = automaton.states[edge.target]
        }
        self.tail = steps
    }

    /// Whether a draw may end the text early.
    var mayStop: Bool { self.draws.contains { $0.size == 0 } }

    /// How many texts there are, if it isn't more than `limit` and none ends early.
    func variants(limit: Int) -> Int? {
        guard !self.mayStop else { return nil }
        var count = 1
        for draw in self.draws {
            count *= Int(draw.size)
            guard count <= limit else { return nil }
        }
        return count
    }

    /// Text number `index`, the last place counting fastest.
    func text(_ index: Int) -> [UInt8] {
        var text = self.template
        var rest = index
        for draw in self.draws.reversed() {
            text[draw.place] += UInt8(truncatingIfNeeded: rest % Int(draw.size))
            rest /= Int(draw.size)
        }
        return text
    }
}
