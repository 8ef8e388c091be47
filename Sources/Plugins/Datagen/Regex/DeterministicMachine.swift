/// A complete deterministic automaton over a few classes of code units, while it is made.
struct DeterministicMachine {
    /// The classes: ranges that lie next to each other and cover all code units.
    let symbols: [ClosedRange<UInt16>]
    var accepting: [Bool]
    /// State after state, one target a class.
    var targets: [Int32]
    var start = 0

    var count: Int { self.accepting.count }

    func target(_ state: Int, _ symbol: Int) -> Int { Int(self.targets[state * self.symbols.count + symbol]) }

    /// The states from which an accepting one can be reached.
    func liveStates() -> [Bool] {
        var sources = [[Int32]](repeating: [], count: self.count)
        for state in 0..<self.count {
            for symbol in 0..<self.symbols.count { sources[self.target(state, symbol)].append(Int32(state)) }
        }
        var live = self.accepting
        var queue = (0..<self.count).filter { live[$0] }
        while let state = queue.popLast() {
            for source in sources[state] where !live[Int(source)] {
                live[Int(source)] = true
                queue.append(Int(source))
            }
        }
        return live
    }

    /// The smallest automaton of the same language, by Hopcroft's algorithm.
    func minimized() -> DeterministicMachine {
        var partition = Partition(self)
        partition.refine()
        var result = DeterministicMachine(symbols: self.symbols, accepting: [], targets: [])
        result.start = Int(partition.blockOf[self.start])
        for block in 0..<partition.blocks.count {
            let member = Int(partition.elements[partition.blocks[block].lowerBound])
            result.accepting.append(self.accepting[member])
            for symbol in 0..<self.symbols.count {
                result.targets.append(partition.blockOf[self.target(member, symbol)])
            }
        }
        return result
    }
}

/// States sorted into blocks that no text tells apart.
private struct Partition {
    let machine: DeterministicMachine
    /// All states; those of a block stand together.
    var elements: [Int32]
    var places: [Int32]
    var blocks: [Range<Int>] = []
    var blockOf: [Int32]
    /// For each class, the sources of each state's incoming edges: `sources[symbol][offsets[symbol][s]..<…[s + 1]]`.
    private var sources: [[Int32]] = []
    private var offsets: [[Int32]] = []

    init(_ machine: DeterministicMachine) {
        self.machine = machine
        let count = machine.count
        let accepting = (0..<count).filter { machine.accepting[$0] }
        let others = (0..<count).filter { !machine.accepting[$0] }
        self.elements = (accepting + others).map(Int32.init)
        self.places = Array(repeating: 0, count: count)
        self.blockOf = Array(repeating: 0, count: count)
        for (place, state) in self.elements.enumerated() { self.places[Int(state)] = Int32(place) }
        for range in [0..<accepting.count, accepting.count..<count] where !range.isEmpty {
            for place in range { self.blockOf[Int(self.elements[place])] = Int32(self.blocks.count) }
            self.blocks.append(range)
        }
        for symbol in 0..<machine.symbols.count { self.addSources(symbol) }
    }

    private mutating func addSources(_ symbol: Int) {
        let count = self.machine.count
        var offsets = [Int32](repeating: 0, count: count + 1)
        for state in 0..<count { offsets[self.machine.target(state, symbol) + 1] += 1 }
        for state in 0..<count { offsets[state + 1] += offsets[state] }
        var next = offsets
        var sources = [Int32](repeating: 0, count: count)
        for state in 0..<count {
            let target = self.machine.target(state, symbol)
            sources[Int(next[target])] = Int32(state)
            next[target] += 1
        }
        self.sources.append(sources)
        self.offsets.append(offsets)
    }

    mutating func refine() {
        let symbols = self.machine.symbols.count
        var work: [(block: Int, symbol: Int)] = []
        var waits = Set<Int>()
        func key(_ block: Int, _ symbol: Int) -> Int { block * symbols + symbol }
        for block in self.blocks.indices {
            for symbol in 0..<symbols {
                work.append((block, symbol))
                waits.insert(key(block, symbol))
            }
        }
        while let (splitter, symbol) = work.popLast() {
            waits.remove(key(splitter, symbol))
            for block in self.split(by: splitter, symbol) {  // the new block took a part of `block.old`
                for symbol in 0..<symbols {
                    let smaller = self.blocks[block.old].count <= self.blocks[block.new].count ? block.old : block.new
                    let chosen = waits.contains(key(block.old, symbol)) ? block.new : smaller
                    if waits.insert(key(chosen, symbol)).inserted { work.append((chosen, symbol)) }
                }
            }
        }
    }

    /// Splits every block of which a part, but not all, leads into `splitter` on `symbol`.
    private mutating func split(by splitter: Int, _ symbol: Int) -> [(old: Int, new: Int)] {
        var sources: [Int32] = []
        for place in self.blocks[splitter] {
            let state = Int(self.elements[place])
            sources += self.sources[symbol][Int(self.offsets[symbol][state])..<Int(self.offsets[symbol][state + 1])]
        }
        var marked: [Int32: Int] = [:]
        for state in sources {  // move the marked ones to the front of their block
            let block = self.blockOf[Int(state)]
            let front = self.blocks[Int(block)].lowerBound + marked[block, default: 0]
            self.swap(Int(self.places[Int(state)]), front)
            marked[block, default: 0] += 1
        }
        var result: [(old: Int, new: Int)] = []
        for (block, count) in marked.sorted(by: { $0.key < $1.key }) where count < self.blocks[Int(block)].count {
            let range = self.blocks[Int(block)]
            let new = range.lowerBound..<range.lowerBound + count
            self.blocks[Int(block)] = new.upperBound..<range.upperBound
            for place in new { self.blockOf[Int(self.elements[place])] = Int32(self.blocks.count) }
            result.append((Int(block), self.blocks.count))
            self.blocks.append(new)
        }
        return result
    }

    private mutating func swap(_ first: Int, _ second: Int) {
        self.elements.swapAt(first, second)
        self.places[Int(self.elements[first])] = Int32(first)
        self.places[Int(self.elements[second])] = Int32(second)
    }
}
