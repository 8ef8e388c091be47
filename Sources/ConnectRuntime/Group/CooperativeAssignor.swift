/// Hands out work in small steps, so that what need not move goes on: Kafka Connect's incremental cooperative
/// assignment (KIP-415, KIP-793). The leader keeps one from round to round; it dies with its leadership.
///
/// No I/O and no clock: a round's facts go in, and what each member is told comes out.
package struct CooperativeAssignor: Sendable {
    /// `scheduled.rebalance.max.delay.ms`: how long work of a member that left is kept for it.
    package let maxDelay: Int32
    /// When everybody joins again, in milliseconds; 0: no such time.
    package private(set) var scheduledRebalance: Int64 = 0
    /// Members without work while lost work waits: the worker that left may be among them.
    package private(set) var candidates: [String] = []
    package private(set) var revokedInPrevious = false
    package private(set) var successiveRevocations = 0
    package private(set) var previousAssignment = Workload.empty
    package private(set) var previousRevocation = Workload.empty
    private var previousGeneration: Int32 = -1
    private var previousMembers: [String] = []
    private var delay: Int32 = 0

    /// The facts of one round.
    package struct Round: Sendable {
        /// All connectors and tasks that should run.
        package var configured: Workload
        /// What the members say they run.
        package var members: [(id: String, work: Workload)]
        package var generation: Int32
        /// The last generation that this worker saw through; -1: none.
        package var lastCompletedGeneration: Int32
        /// Milliseconds.
        package var now: Int64

        package init(
            configured: Workload, members: [(id: String, work: Workload)], generation: Int32,
            lastCompletedGeneration: Int32, now: Int64
        ) {
            self.configured = configured.sorted()
            self.members = members
            self.generation = generation
            self.lastCompletedGeneration = lastCompletedGeneration
            self.now = now
        }
    }

    /// What a round came to.
    package struct Outcome: Sendable {
        /// What each member is to start.
        package var assigned: [String: Workload] = [:]
        /// What each member is to stop.
        package var revoked: [String: Workload] = [:]
        /// All that each member will run after that.
        package var total: [String: Workload] = [:]
        package var delay: Int32 = 0
    }

    package init(maxDelay: Int32) { self.maxDelay = maxDelay }

    package mutating func assign(_ round: Round) -> Outcome {
        if self.previousGeneration != round.lastCompletedGeneration { self.previousAssignment = .empty }
        let active = round.members.reduce(Workload.empty) { $0.union($1.work) }
        if self.previousRevocation.intersects(active) { self.previousAssignment = active }
        self.previousRevocation = .empty

        let deleted = self.previousAssignment.subtracting(round.configured)
        let duplicated = Self.duplicates(round.members)
        let lost = self.previousAssignment.subtracting(active, deleted).sorted()
        let created = round.configured.subtracting(self.previousAssignment, active)
        let toStop = deleted.union(duplicated)
        var revoked = Dictionary(
            round.members.map { ($0.id, $0.work.intersection(toStop)) }, uniquingKeysWith: { one, _ in one })
        var loads = round.members.map { Load(member: $0.id, work: $0.work.subtracting(toStop)) }
        let regained = self.handleLost(lost, loads: &loads, now: round.now)
        for (member, work) in self.balance(round.configured, loads: &loads, now: round.now) {
            revoked[member] = revoked[member, default: .empty].union(work)
        }
        Self.assign(created.union(regained), to: &loads)
        return self.outcome(round, deleted: deleted, lost: lost, loads: loads, revoked: revoked)
    }

    private mutating func outcome(
        _ round: Round, deleted: Workload, lost: Workload, loads: [Load], revoked: [String: Workload]
    ) -> Outcome {
        let current = Dictionary(
            round.members.map { ($0.id, $0.work.subtracting(deleted)) }, uniquingKeysWith: { one, _ in one })
        var outcome = Outcome(delay: self.delay)
        for load in loads {
            outcome.total[load.member] = load.work
            outcome.assigned[load.member] = load.work.subtracting(current[load.member] ?? .empty)
            outcome.revoked[load.member] = revoked[load.member] ?? .empty
        }
        self.previousRevocation = revoked.values.reduce(Workload.empty) { $0.union($1) }
        self.previousAssignment = loads.reduce(Workload.empty) { $0.union($1.work) }
            .subtracting(self.previousRevocation).union(lost)
        self.previousGeneration = round.generation
        self.previousMembers = round.members.map(\.id)
        return outcome
    }

    /// What more than one member says it runs.
    private static func duplicates(_ members: [(id: String, work: Workload)]) -> Workload {
        var seen = Workload.empty
        var duplicates = Workload.empty
        for (_, work) in members {
            duplicates = duplicates.union(work.intersection(seen))
            seen = seen.union(work)
        }
        return duplicates
    }
}

/// Work that no member has any more although somebody was given it.
extension CooperativeAssignor {
    /// Decides what becomes of lost work, and sets the delay.
    ///
    /// - Returns: What is to be handed out in this round like new work.
    private mutating func handleLost(_ lost: Workload, loads: inout [Load], now: Int64) -> Workload {
        if lost.isEmpty, !self.revokedInPrevious {
            self.resetDelay()
            return .empty
        }
        // Nobody left: members missed their assignment. Or nobody wants to wait.
        let members = Set(loads.map(\.member))
        if self.scheduledRebalance <= 0 && members.isSuperset(of: self.previousMembers) || self.maxDelay == 0 {
            return lost
        }
        if self.scheduledRebalance > 0, now >= self.scheduledRebalance {
            let places = self.candidates.compactMap { id in loads.firstIndex { $0.member == id } }
            if !places.isEmpty { Self.deal(lost, to: &loads, places: places) }
            self.resetDelay()
            self.revokedInPrevious = false
            return places.isEmpty ? lost : .empty
        }
        for load in loads where load.work.isEmpty && !self.candidates.contains(load.member) {
            self.candidates.append(load.member)
        }
        self.delay =
            now < self.scheduledRebalance
            ? Int32(clamping: min(self.scheduledRebalance - now, Int64(self.maxDelay))) : self.maxDelay
        self.scheduledRebalance = now + Int64(self.delay)
        return .empty
    }

    private mutating func resetDelay() {
        self.candidates = []
        self.scheduledRebalance = 0
        self.delay = 0
    }

    private static func deal(_ work: Workload, to loads: inout [Load], places: [Int]) {
        for (index, connector) in work.connectors.enumerated() {
            loads[places[index % places.count]].work.connectors.append(connector)
        }
        for (index, task) in work.tasks.enumerated() {
            loads[places[index % places.count]].work.tasks.append(task)
        }
    }
}

/// Taking work from members that have too much of it.
extension CooperativeAssignor {
    /// Takes surplus out of `loads` and returns it, unless a delay is on or has to come first.
    private mutating func balance(
        _ configured: Workload, loads: inout [Load], now: Int64
    ) -> [(member: String, work: Workload)] {
        guard self.delay == 0 else {
            self.revokedInPrevious = false
            return []
        }
        let surplus = Self.surplus(configured, loads)
        guard surplus.contains(where: { !$0.isEmpty }) else {
            if self.revokedInPrevious { (self.revokedInPrevious, self.successiveRevocations) = (false, 0) }
            return []
        }
        if self.revokedInPrevious {
            self.successiveRevocations += 1
            self.delay = Self.backoff(self.successiveRevocations, max: self.maxDelay)
            if self.delay != 0 {
                self.scheduledRebalance = now + Int64(self.delay)
                return []
            }
        } else {
            self.revokedInPrevious = true
        }
        for index in loads.indices { loads[index].work = loads[index].work.subtracting(surplus[index]) }
        return zip(loads, surplus).map { ($0.member, $1) }
    }

    private static func surplus(_ configured: Workload, _ loads: [Load]) -> [Workload] {
        guard !configured.isEmpty, loads.contains(where: { !$0.work.isEmpty }) else { return loads.map { _ in .empty } }
        let connectors = self.surplus(total: configured.connectors.count, loads.map(\.work.connectors.count))
        let tasks = self.surplus(total: configured.tasks.count, loads.map(\.work.tasks.count))
        return loads.enumerated().map { index, load in
            Workload(
                connectors: Array(load.work.connectors.prefix(connectors[index])),
                tasks: Array(load.work.tasks.prefix(tasks[index])))
        }
    }

    /// How many of its items each member must give up.
    private static func surplus(total: Int, _ counts: [Int]) -> [Int] {
        let (least, extras) = total.quotientAndRemainder(dividingBy: counts.count)
        let withExtra = counts.count { $0 == least + 1 }
        if withExtra == extras, withExtra + counts.count(where: { $0 == least }) == counts.count {
            return counts.map { _ in 0 }
        }
        var given = 0
        return counts.map { count in
            guard count > least else { return 0 }
            guard given < extras else { return count - least }
            given += 1
            return count - least - 1
        }
    }

    /// How long to wait before members have to give up work again, in milliseconds, after having had to do so in the
    /// last `attempt + 1` rounds.
    static func backoff(_ attempt: Int, max: Int32) -> Int32 {
        var delay: Int64 = 1
        for _ in 0..<attempt where delay < Int64(max) { delay *= 40 }
        return Int32(clamping: min(delay, Int64(max)))
    }
}

/// Handing out work.
extension CooperativeAssignor {
    private struct Load {
        let member: String
        var work: Workload
    }

    private static func assign(_ work: Workload, to loads: inout [Load]) {
        self.assign(work.connectors, to: &loads, \.connectors)
        self.assign(work.tasks, to: &loads, \.tasks)
    }

    /// One item each for those that have fewest, again and again.
    private static func assign<Item>(
        _ items: [Item], to loads: inout [Load], _ list: WritableKeyPath<Workload, [Item]>
    ) {
        guard !items.isEmpty, !loads.isEmpty else { return }
        let order = loads.indices.sorted { left, right in
            let (leftCount, rightCount) = (
                loads[left].work[keyPath: list].count, loads[right].work[keyPath: list].count
            )
            return leftCount == rightCount
                ? JavaOrder.precedes(loads[left].member, loads[right].member) : leftCount < rightCount
        }
        var rest = items[...]
        while !rest.isEmpty {
            let least = loads[order[order.startIndex]].work[keyPath: list].count
            let upTo = order.firstIndex { loads[$0].work[keyPath: list].count > least } ?? order.endIndex
            for place in order[..<upTo] {
                guard let item = rest.popFirst() else { break }
                loads[place].work[keyPath: list].append(item)
            }
        }
    }
}
