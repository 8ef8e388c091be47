/// The configuration keys of a plugin or of the worker, in order.
///
/// Everything that is said about a configuration comes from here: ``parse(_:classes:)`` gives typed values,
/// ``validate(_:classes:)`` answers the REST API's validate request, and ``markdown(title:)`` is the reference page.
public struct ConfigDefinition: Sendable {
    /// The keys in the order of their definition.
    public private(set) var keys: [ConfigKeyDefinition] = []
    /// The groups in the order of their first key.
    public private(set) var groups: [String] = []
    private var places: [String: Int] = [:]
    private var knownGroups: Set<String> = []

    public init(_ keys: any ConfigKeyProtocol...) {
        for key in keys { self.define(key) }
    }

    public init(_ keys: [any ConfigKeyProtocol]) {
        for key in keys { self.define(key) }
    }

    /// The key of that name.
    public subscript(name: String) -> ConfigKeyDefinition? {
        self.places[name].map { self.keys[$0] }
    }

    public var names: [String] { self.keys.map(\.name) }
    public var isEmpty: Bool { self.keys.isEmpty }

    /// Adds a key at the end. One of the same name is replaced and keeps its place.
    public mutating func define(_ key: any ConfigKeyProtocol) {
        let definition = key.definition
        if let place = self.places[definition.name] {
            self.keys[place] = definition
        } else {
            self.places[definition.name] = self.keys.count
            self.keys.append(definition)
        }
        if let group = definition.group, self.knownGroups.insert(group).inserted { self.groups.append(group) }
    }

    /// Changes the key of that name, if there is one.
    public mutating func change(_ name: String, _ change: (inout ConfigKeyDefinition) -> Void) {
        guard let place = self.places[name] else { return }
        change(&self.keys[place])
    }

    /// Adds the keys of `other` at the end.
    public mutating func define(allOf other: ConfigDefinition) {
        for key in other.keys { self.define(key) }
    }

    /// Adds the keys of `child` with `prefix` in front of their names, in the order of ``sorted``, numbered from
    /// `order` on, as Java embeds the definition of a transformation into that of a connector.
    ///
    /// - Parameter group: Their new group; a group of their own follows it after a colon.
    public mutating func embed(_ child: ConfigDefinition, prefix: String, group: String, order: Int) {
        for (place, key) in child.sorted.enumerated() {
            var embedded = key
            embedded.name = prefix + key.name
            embedded.group = key.group.map { "\(group): \($0)" } ?? group
            embedded.order = order + place
            embedded.dependents = key.dependents.map { prefix + $0 }
            embedded.validator = key.validator?.embedded(under: prefix)
            embedded.recommender = key.recommender?.embedded(under: prefix)
            self.define(embedded)
        }
    }

    /// The keys by group, order, required first, importance and name: the order in which Java documents them.
    public var sorted: [ConfigKeyDefinition] {
        let rank = Dictionary(uniqueKeysWithValues: self.groups.enumerated().map { ($1, $0) })
        func groupRank(_ key: ConfigKeyDefinition) -> Int { key.group.flatMap { rank[$0] } ?? -1 }
        return self.keys.sorted { left, right in
            let (leftGroup, rightGroup) = (groupRank(left), groupRank(right))
            if leftGroup != rightGroup { return leftGroup < rightGroup }
            if left.order != right.order { return left.order < right.order }
            if left.isRequired != right.isRequired { return left.isRequired }
            if left.importance != right.importance { return left.importance < right.importance }
            return left.name < right.name
        }
    }
}
