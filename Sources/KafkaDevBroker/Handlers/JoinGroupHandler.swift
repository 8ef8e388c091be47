import Bytes
import KafkaWire

/// The answer that a group's member waits for.
enum GroupWaiter {
    case join(Reply<JoinGroupResponse>)
    case sync(Reply<SyncGroupResponse>)

    func finish(join outcome: JoinOutcome) {
        guard case .join(let reply) = self else { return }
        var response = JoinGroupResponse()
        response.errorCode = outcome.error
        response.generationID = outcome.generation
        response.protocolType = outcome.protocolType
        response.protocolName = outcome.protocolName ?? (reply.version >= 7 ? nil : "")
        response.leader = outcome.leader
        response.skipAssignment = outcome.skipAssignment && reply.version >= 9
        response.memberID = outcome.memberID
        response.members = outcome.members.map {
            .init(memberID: $0.memberID, groupInstanceID: $0.instanceID, metadata: $0.metadata)
        }
        reply.send(response)
    }

    func finish(sync outcome: SyncOutcome) {
        guard case .sync(let reply) = self else { return }
        reply.send(
            SyncGroupResponse(
                errorCode: outcome.error, protocolType: outcome.protocolType, protocolName: outcome.protocolName,
                assignment: outcome.assignment))
    }
}

extension APIHandler {
    static let joinGroup = APIHandler(JoinGroupRequest.self) { core, request, reply in
        if let problem = core.coordinatorProblem(request.groupID, at: reply.info.broker) {
            return GroupWaiter.join(reply).finish(join: JoinOutcome(error: problem, memberID: request.memberID))
        }
        let prefix = (request.groupInstanceID ?? reply.info.clientID ?? "").shortened
        let session = request.sessionTimeout.milliseconds
        let rebalance = request.rebalanceTimeout.milliseconds
        let join = GroupJoin(
            identity: (
                request.memberID, request.groupInstanceID, reply.info.clientID ?? "", reply.info.clientHost
            ),
            sessionTimeout: session, rebalanceTimeout: rebalance >= 0 ? rebalance : session,
            protocolType: request.protocolType,
            // Copies: a few bytes that live as long as the member must not keep its request alive.
            protocols: request.protocols.map { ($0.name, Bytes(copying: $0.metadata.span)) },
            requiresKnownMemberID: reply.version >= 4, supportsSkippingAssignment: reply.version >= 9,
            freshMemberID: "\(prefix)-\(MemberID.random())")
        core.withGroups { $0.join(request.groupID, join, waiter: .join(reply), now: core.now) }
    }
}

enum MemberID {
    /// A random UUID in its usual text form.
    static func random() -> String {
        let id = TopicID.random()
        func hex(_ value: UInt64, _ digits: Int) -> String {
            let text = String(value, radix: 16)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        return [
            hex(id.high >> 32, 8), hex(id.high >> 16 & 0xffff, 4), hex(id.high & 0xffff, 4), hex(id.low >> 48, 4),
            hex(id.low & 0xffff_ffff_ffff, 12),
        ].joined(separator: "-")
    }
}
