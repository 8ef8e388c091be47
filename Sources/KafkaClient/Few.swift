/// Elements of which there is mostly one, which then needs no memory of its own.
enum Few<Element>: RandomAccessCollection, MutableCollection {
    case empty
    case one(Element)
    case several([Element])

    init() { self = .empty }

    init(_ only: Element) { self = .one(only) }

    init(from elements: some Sequence<Element>) {
        self = .empty
        for element in elements { self.append(element) }
    }

    var startIndex: Int { 0 }

    var endIndex: Int {
        switch self {
        case .empty: 0
        case .one: 1
        case .several(let elements): elements.count
        }
    }

    subscript(index: Int) -> Element {
        get {
            switch self {
            case .one(let element) where index == 0: return element
            case .several(let elements): return elements[index]
            case .empty, .one: preconditionFailure("index out of range")
            }
        }
        set {
            switch self {
            case .one where index == 0: self = .one(newValue)
            case .several(var elements):
                self = .empty  // or the array would be copied
                elements[index] = newValue
                self = .several(elements)
            case .empty, .one: preconditionFailure("index out of range")
            }
        }
    }

    mutating func append(_ element: Element) {
        switch self {
        case .empty: self = .one(element)
        case .one(let first): self = .several([first, element])
        case .several(var elements):
            self = .empty
            elements.append(element)
            self = .several(elements)
        }
    }

    @discardableResult
    mutating func remove(at index: Int) -> Element {
        switch self {
        case .one(let element) where index == 0:
            self = .empty
            return element
        case .several(var elements):
            self = .empty
            let element = elements.remove(at: index)
            if !elements.isEmpty { self = .several(elements) }
            return element
        case .empty, .one: preconditionFailure("index out of range")
        }
    }

    @discardableResult
    mutating func removeFirst() -> Element { self.remove(at: 0) }

    mutating func removeAll(where isGone: (Element) -> Bool) {
        switch self {
        case .empty: break
        case .one(let element): if isGone(element) { self = .empty }
        case .several(var elements):
            self = .empty
            elements.removeAll(where: isGone)
            if !elements.isEmpty { self = .several(elements) }
        }
    }
}

extension Few: Sendable where Element: Sendable {}
