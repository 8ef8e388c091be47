/// What a member of a group is configured with.
package struct GroupConfiguration: Sendable {
    package var groupID: String
    /// "connect", "consumer", …: all members of a group have the same.
    package var protocolType: String
    /// Static member id (KIP-345); nil for a dynamic member.
    package var groupInstanceID: String?
    /// Without a heartbeat for this long the coordinator drops the member.
    package var sessionTimeout: Duration
    /// How long the coordinator waits for the member to join again.
    package var rebalanceTimeout: Duration
    package var heartbeatInterval: Duration

    package init(
        groupID: String, protocolType: String, groupInstanceID: String? = nil, sessionTimeout: Duration,
        rebalanceTimeout: Duration, heartbeatInterval: Duration
    ) {
        self.groupID = groupID
        self.protocolType = protocolType
        self.groupInstanceID = groupInstanceID
        self.sessionTimeout = sessionTimeout
        self.rebalanceTimeout = rebalanceTimeout
        self.heartbeatInterval = heartbeatInterval
    }
}
