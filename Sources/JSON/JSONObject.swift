/// The members of a JSON object, in order.
///
/// Works like Jackson's object node: a name stands once; setting it again keeps its place and takes the new value.
package struct JSONObject: Sendable {
    package typealias Member = (name: String, value: JSONValue)

    package private(set) var members: [Member] = []
    /// Place by name; made when there are too many members to look through one by one.
    private var index: [String: Int]?

    package init() {}

    package init(_ members: some Sequence<(String, JSONValue)>) {
        self.members.reserveCapacity(members.underestimatedCount)
        for (name, value) in members { self.set(name, value) }
    }

    package var count: Int { self.members.count }
    package var isEmpty: Bool { self.members.isEmpty }
    package var names: [String] { self.members.map(\.name) }

    /// Setting nil removes the member; JSON's null is a value.
    package subscript(name: String) -> JSONValue? {
        get { self.place(of: name).map { self.members[$0].value } }
        set {
            if let newValue { self.set(name, newValue) } else { self.remove(name) }
        }
    }

    package mutating func reserveCapacity(_ count: Int) { self.members.reserveCapacity(count) }

    package mutating func set(_ name: String, _ value: JSONValue) {
        if let place = self.place(of: name) {
            self.members[place].value = value
            return
        }
        self.members.append((name, value))
        if self.index != nil {
            self.index?[name] = self.members.count - 1
        } else if self.members.count > 16 {
            self.reindex()
        }
    }

    @discardableResult
    package mutating func remove(_ name: String) -> JSONValue? {
        guard let place = self.place(of: name) else { return nil }
        let value = self.members.remove(at: place).value
        if self.index != nil { self.reindex() }
        return value
    }

    private mutating func reindex() {
        var index = [String: Int](minimumCapacity: self.members.count * 2)
        for (place, member) in self.members.enumerated() { index[member.name] = place }
        self.index = index
    }

    private func place(of name: String) -> Int? {
        if let index = self.index { return index[name] }
        return self.members.firstIndex { $0.name == name }
    }
}

extension JSONObject: Hashable {
    /// The same members, in whatever order.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in self.members {
            var hasher = Hasher()
            hasher.combine(member.name)
            hasher.combine(member.value)
            sum &+= hasher.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}

extension JSONObject: Sequence {
    package func makeIterator() -> IndexingIterator<[Member]> { self.members.makeIterator() }
    package var underestimatedCount: Int { self.members.count }
}
