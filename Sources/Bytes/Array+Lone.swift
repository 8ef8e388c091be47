/// What a batch of a thousand does once and a lone record does as well: the standard library's ways are made for many
/// elements and take ninety instructions for one.
extension Array {
    /// `removeAll(keepingCapacity: true)`.
    @inlinable
    public mutating func clear() {
        if self.count == 1 { self.removeLast() } else if !self.isEmpty { self.removeAll(keepingCapacity: true) }
    }

    /// `append(contentsOf: repeatElement(element, count: count))`.
    @inlinable
    public mutating func append(_ element: Element, times count: Int) {
        if count == 1 { self.append(element) } else { self.append(contentsOf: repeatElement(element, count: count)) }
    }
}
