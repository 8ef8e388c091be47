/// Builds automata from parsed regexes, within bounds: a short pattern may stand for a very large automaton.
struct AutomatonBuilder {
    /// Most states of the automaton that a pattern is first turned into.
    static let maximumStates = 20_000
    /// Most entries of a deterministic automaton's table.
    static let maximumTable = 400_000

    private struct Edge {
        let low: UInt16
        let high: UInt16
        let target: Int32
    }

    /// A part of the automaton: where it begins and where it ends.
    private struct Part {
        let start: Int32
        let end: Int32
    }

    private var edges: [[Edge]] = []
    private var jumps: [[Int32]] = []

    init() {}

    /// The minimal automaton of a regex.
    mutating func automaton(of node: RegexNode) throws(RegexError) -> Automaton {
        let part = try self.build(node)
        return Automaton(try self.deterministic(part).minimized())
    }

    private mutating func state() throws(RegexError) -> Int32 {
        guard self.edges.count < Self.maximumStates else {
            throw RegexError("regex needs more than \(Self.maximumStates) states")
        }
        self.edges.append([])
        self.jumps.append([])
        return Int32(self.edges.count - 1)
    }

    private mutating func jump(_ from: Int32, _ to: Int32) { self.jumps[Int(from)].append(to) }

    private mutating func build(_ node: RegexNode) throws(RegexError) -> Part {
        switch node {
        case .sequence(let nodes): return try self.sequence(nodes)
        case .repeated(let inner, let least, let most): return try self.repeated(inner, least, most)
        case .complement(let inner):
            var machine = try self.isolated(inner).minimized()
            for state in machine.accepting.indices { machine.accepting[state].toggle() }
            return try self.embed(machine)
        case .both(let first, let second):
            let outside = RegexNode.choice([.complement(first), .complement(second)])
            return try self.build(.complement(outside))
        case .nothing, .empty, .units, .choice, .interval: break
        }
        let part = Part(start: try self.state(), end: try self.state())
        switch node {
        case .empty: self.jump(part.start, part.end)
        case .units(let ranges):
            for range in ranges {
                self.edges[Int(part.start)].append(
                    Edge(low: range.lowerBound, high: range.upperBound, target: part.end))
            }
        case .choice(let nodes):
            for node in nodes {
                let inner = try self.build(node)
                self.jump(part.start, inner.start)
                self.jump(inner.end, part.end)
            }
        case .interval(let low, let high, let digits):
            try self.interval(part, UInt32(bitPattern: low), UInt32(bitPattern: high), digits)
        default: break  // nothing: no way from start to end
        }
        return part
    }

    private mutating func sequence(_ nodes: [RegexNode]) throws(RegexError) -> Part {
        guard let first = nodes.first else { return try self.build(.empty) }
        let head = try self.build(first)
        var end = head.end
        for node in nodes.dropFirst() {
            let next = try self.build(node)
            self.jump(end, next.start)
            end = next.end
        }
        return Part(start: head.start, end: end)
    }

    private mutating func repeated(_ node: RegexNode, _ least: Int, _ most: Int?) throws(RegexError) -> Part {
        let start = try self.state()
        var end = start
        for _ in 0..<least {
            let inner = try self.build(node)
            self.jump(end, inner.start)
            end = inner.end
        }
        let last = try self.state()
        self.jump(end, last)
        if let most {
            for _ in least..<most {
                let inner = try self.build(node)
                self.jump(end, inner.start)
                end = inner.end
                self.jump(end, last)
            }
        } else {
            let inner = try self.build(node)
            self.jump(last, inner.start)
            self.jump(inner.end, last)
        }
        return Part(start: start, end: last)
    }

    /// The decimal numbers from `low` to `high`.
    private mutating func interval(
        _ part: Part, _ low: UInt32, _ high: UInt32, _ digits: Int
    ) throws(RegexError) {
        let width = max(digits, String(high).utf8.count)
        let (lows, highs) = (Self.digits(low, width), Self.digits(high, width))
        // A state for each place and for whether the number so far equals the bounds'.
        var states: [Int32?] = Array(repeating: nil, count: (width + 1) * 4)
        func place(_ index: Int, _ tightLow: Bool, _ tightHigh: Bool) -> Int {
            index * 4 + (tightLow ? 2 : 0) + (tightHigh ? 1 : 0)
        }
        states[place(0, true, true)] = part.start
        for index in 0..<width {
            for (tightLow, tightHigh) in [(true, true), (true, false), (false, true), (false, false)] {
                guard let state = states[place(index, tightLow, tightHigh)] else { continue }
                let first = tightLow ? lows[index] : 0
                let last = tightHigh ? highs[index] : 9
                guard first <= last else { continue }
                for digit in first...last {
                    let next = place(index + 1, tightLow && digit == first, tightHigh && digit == last)
                    let target: Int32
                    if index + 1 == width {
                        target = part.end
                    } else if let known = states[next] {
                        target = known
                    } else {
                        target = try self.state()
                        states[next] = target
                    }
                    let unit = UInt16(UInt8(ascii: "0")) + UInt16(digit)
                    self.edges[Int(state)].append(Edge(low: unit, high: unit, target: target))
                }
            }
        }
        if digits == 0 { try self.allowLeadingZeros(part, states, width) }
    }

    /// A number may also begin where only zeros were left out, and with any number of zeros.
    private mutating func allowLeadingZeros(_ part: Part, _ states: [Int32?], _ width: Int) throws(RegexError) {
        let zero = UInt16(UInt8(ascii: "0"))
        self.edges[Int(part.start)].append(Edge(low: zero, high: zero, target: part.start))
        var state = part.start
        for _ in 1..<max(width, 1) {
            guard let next = self.edges[Int(state)].first(where: { $0.low == zero && $0.target != state })?.target
            else { return }
            self.jump(part.start, next)
            state = next
        }
    }

    private static func digits(_ value: UInt32, _ width: Int) -> [Int] {
        let digits = String(value).utf8.map { Int($0 - UInt8(ascii: "0")) }
        return Array(repeating: 0, count: max(0, width - digits.count)) + digits
    }
}

/// Determinizing.
extension AutomatonBuilder {
    /// The automaton of `node` on its own.
    private mutating func isolated(_ node: RegexNode) throws(RegexError) -> DeterministicMachine {
        let part = try self.build(node)
        return try self.deterministic(part)
    }

    private mutating func embed(_ machine: DeterministicMachine) throws(RegexError) -> Part {
        let end = try self.state()
        var places: [Int32] = []
        for _ in 0..<machine.count { places.append(try self.state()) }
        for state in 0..<machine.count {
            for (symbol, range) in machine.symbols.enumerated() {
                let target = places[machine.target(state, symbol)]
                self.edges[Int(places[state])].append(
                    Edge(low: range.lowerBound, high: range.upperBound, target: target))
            }
            if machine.accepting[state] { self.jump(places[state], end) }
        }
        return Part(start: places[machine.start], end: end)
    }

    /// All states that `states` reach without a character, sorted.
    private func closure(_ states: [Int32]) -> [Int32] {
        var seen = Set(states)
        var queue = states
        while let state = queue.popLast() {
            for next in self.jumps[Int(state)] where seen.insert(next).inserted { queue.append(next) }
        }
        return seen.sorted()
    }

    /// Ranges of code units that no edge tells apart.
    private func symbols() -> [ClosedRange<UInt16>] {
        var starts: Set<Int> = [0]
        for edge in self.edges.joined() {
            starts.insert(Int(edge.low))
            starts.insert(Int(edge.high) + 1)
        }
        let sorted = starts.filter { $0 <= Int(UInt16.max) }.sorted()
        return sorted.indices.map { index in
            let end = index + 1 < sorted.count ? sorted[index + 1] - 1 : Int(UInt16.max)
            return UInt16(sorted[index])...UInt16(end)
        }
    }

    private func deterministic(_ part: Part) throws(RegexError) -> DeterministicMachine {
        let symbols = self.symbols()
        let starts = Dictionary(uniqueKeysWithValues: symbols.enumerated().map { (Int($1.lowerBound), $0) })
        var machine = DeterministicMachine(symbols: symbols, accepting: [], targets: [])
        var known: [[Int32]: Int32] = [:]
        var sets: [[Int32]] = []
        var work = 0
        func index(of set: [Int32]) -> Int32 {
            if let index = known[set] { return index }
            let index = Int32(sets.count)
            known[set] = index
            sets.append(set)
            return index
        }
        _ = index(of: self.closure([part.start]))
        while machine.accepting.count < sets.count {
            let set = sets[machine.accepting.count]
            machine.accepting.append(set.contains(part.end))
            var targets = [[Int32]](repeating: [], count: symbols.count)
            for edge in set.lazy.flatMap({ self.edges[Int($0)] }) {
                var symbol = starts[Int(edge.low)] ?? 0
                while symbol < symbols.count, symbols[symbol].lowerBound <= edge.high {
                    targets[symbol].append(edge.target)
                    symbol += 1
                    work += 1
                }
            }
            for target in targets {
                let closed = self.closure(target)
                work += closed.count
                machine.targets.append(index(of: closed))
            }
            guard machine.targets.count + sets.count + work / 4 < Self.maximumTable else {
                throw RegexError("regex needs an automaton with too many states")
            }
        }
        return machine
    }
}
