import JSON
import Testing

@testable import ConnectRuntime

/// Rounds of groups of Java workers, and what their leaders handed out.
@Suite struct AssignorTests {
    @Test("Work is handed out as a Java leader does it")
    func golden() throws {
        for history in try GoldenFile.lines("assignor.jsonl") {
            let mode = try #require(ConnectProtocol(rawValue: history["mode"]?.stringValue ?? ""))
            let delay = Int32(truncatingIfNeeded: history["max_delay"]?.int64Value ?? 0)
            var leaders: [String: GroupLeader] = [:]
            for (number, step) in (history["steps"]?.arrayValue ?? []).enumerated() {
                let note: Comment = "\(history["id"]?.stringValue ?? "") step \(number)"
                let name = step["leader"]?.stringValue ?? ""
                for done in step["do"]?.texts ?? [] where Self.isFresh(done, name) { leaders[name] = nil }
                var leader = leaders[name] ?? GroupLeader(maxDelay: delay)
                let outcome = leader.assign(Self.round(step, mode))
                leaders[name] = leader
                try Self.compare(outcome, step, mode, note)
                if mode != .eager, step["error"] == 0 { Self.compare(leader.assignor, step["state"], note) }
            }
        }
    }

    /// A worker that joins anew has an assignor without memory.
    private static func isFresh(_ done: String, _ name: String) -> Bool {
        done == "bounce \(name)" || done == "join \(name)" || done == "leave \(name)"
    }

    private static func workload(_ value: JSONValue?, revoked: Bool = false) -> Workload {
        let prefix = revoked ? "revoked_" : ""
        return Workload(
            connectors: value?["\(prefix)connectors"]?.texts ?? [],
            tasks: (value?["\(prefix)tasks"]?.texts ?? []).compactMap(TaskID.init(text:)))
    }

    private static func round(_ step: JSONValue, _ mode: ConnectProtocol) -> GroupLeader.Round {
        let inconsistent = Set(step["config"]?["inconsistent"]?.texts ?? [])
        let connectors = (step["config"]?["connectors"]?.members ?? []).map { name, count in
            let count = inconsistent.contains(name) ? 0 : Int32(count.int64Value ?? 0)
            return (name: name, tasks: (0..<count).map { TaskID(name, $0) })
        }
        let members = (step["order"]?.texts ?? []).map { id in
            let member = step["members"]?[id]
            let allocation = WorkAssignment(
                version: 2, leader: "", leaderURL: "", offset: 0, work: self.workload(member))
            let metadata = WorkerMetadata(
                url: "http://\(id):8083/", offset: member?["offset"]?.int64Value ?? -1, allocation: allocation)
            return (id: id, metadata: metadata)
        }
        let leader = step["leader"]?.stringValue ?? ""
        return GroupLeader.Round(
            mode: mode, leader: leader, leaderURL: "http://\(leader):8083/", members: members,
            offset: step["config"]?["offset"]?.int64Value ?? -1, connectors: connectors,
            generation: Int32(step["generation"]?.int64Value ?? -1),
            lastCompletedGeneration: Int32(step["last_completed"]?.int64Value ?? -1),
            now: step["now"]?.int64Value ?? 0)
    }

    private static func compare(
        _ outcome: GroupLeader.Outcome, _ step: JSONValue, _ mode: ConnectProtocol, _ note: Comment
    ) throws {
        let results = step["result"]?.members ?? []
        #expect(outcome.assignments.count == results.count, note)
        for (id, expected) in results {
            let told = try #require(outcome.assignments[id], note)
            #expect(told.version == mode.version, note)
            #expect(Int64(told.error) == step["error"]?.int64Value, note)
            #expect(told.offset == step["offset"]?.int64Value, note)
            #expect(Int64(told.delay) == step["delay"]?.int64Value, note)
            #expect(told.work.sorted() == self.workload(expected).sorted(), "\(note) \(id)")
            #expect(told.revoked.sorted() == self.workload(expected, revoked: true).sorted(), "\(note) \(id)")
        }
    }

    private static func compare(_ assignor: CooperativeAssignor, _ state: JSONValue?, _ note: Comment) {
        #expect(assignor.scheduledRebalance == state?["scheduled"]?.int64Value, note)
        #expect(Set(assignor.candidates) == Set(state?["candidates"]?.texts ?? []), note)
        #expect(assignor.revokedInPrevious == state?["revoked_in_previous"]?.boolValue, note)
        #expect(Int64(assignor.successiveRevocations) == state?["successive"]?.int64Value, note)
        let sizes = [
            assignor.previousAssignment.connectors.count, assignor.previousAssignment.tasks.count,
            assignor.previousRevocation.connectors.count, assignor.previousRevocation.tasks.count,
        ]
        #expect(sizes == state?["previous"]?.arrayValue?.compactMap { $0.int64Value.map(Int.init) }, note)
    }
}

extension TaskID {
    /// The number is what follows the last hyphen.
    init?(text: String) {
        guard let hyphen = text.lastIndex(of: "-"), let task = Int32(text[text.index(after: hyphen)...]) else {
            return nil
        }
        self.init(String(text[..<hyphen]), task)
    }
}
