/// Elements of which there is mostly one, which then needs no memory of its own.
struct Few<Element>: RandomAccessCollection {
    private var head: Element?
    private var others: [Element] = []

    init() {}

    init(_ only: Element) { self.head = only }

    init(_ elements: some Sequence<Element>) {
        for element in elements { self.append(element) }
    }

    var startIndex: Int { 0 }
    var endIndex: Int { self.head == nil ? 0 : self.others.count + 1 }

    subscript(index: Int) -> Element {
        if index == 0, let head = self.head { return head }
        return self.others[index - 1]
    }

    mutating func append(_ element: Element) {
        if self.head == nil { self.head = element } else { self.others.append(element) }
    }
}

extension Few: Sendable where Element: Sendable {}
