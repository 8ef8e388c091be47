/// Elements of which there is mostly one, which then needs no memory of its own.
struct Few<Element>: RandomAccessCollection, MutableCollection {
    private var head: Element?
    private var others: [Element] = []

    init() {}

    init(_ only: Element) { self.head = only }

    init(from elements: some Sequence<Element>) {
        for element in elements { self.append(element) }
    }

    var startIndex: Int { 0 }
    var endIndex: Int { self.head == nil ? 0 : self.others.count + 1 }

    subscript(index: Int) -> Element {
        get {
            if index == 0, let head = self.head { return head }
            return self.others[index - 1]
        }
        set {
            if index == 0, self.head != nil { self.head = newValue } else { self.others[index - 1] = newValue }
        }
    }

    mutating func append(_ element: Element) {
        if self.head == nil { self.head = element } else { self.others.append(element) }
    }

    @discardableResult
    mutating func remove(at index: Int) -> Element {
        guard index == 0, let head = self.head else { return self.others.remove(at: index - 1) }
        self.head = self.others.isEmpty ? nil : self.others.removeFirst()
        return head
    }

    @discardableResult
    mutating func removeFirst() -> Element { self.remove(at: 0) }

    mutating func removeAll(where isGone: (Element) -> Bool) {
        if !self.others.isEmpty { self.others.removeAll(where: isGone) }
        if let head = self.head, isGone(head) { self.remove(at: 0) }
    }
}

extension Few: Sendable where Element: Sendable {}
