/// What is to be done at which time, earliest first; a heap. Knows no clock: the time is an argument.
struct DeadlineQueue {
    private struct Entry {
        var time: Int64
        var order: Int
        var action: () -> Void
    }

    private var heap: [Entry] = []
    private var made = 0

    /// The earliest time for which something is planned.
    var next: Int64? { self.heap.first?.time }

    mutating func add(at time: Int64, _ action: @escaping () -> Void) {
        self.heap.append(Entry(time: time, order: self.made, action: action))
        self.made += 1
        var child = self.heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard self.isEarlier(child, parent) else { return }
            self.heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the earliest action if its time has come.
    mutating func take(dueAt now: Int64) -> (() -> Void)? {
        guard let first = self.heap.first, first.time <= now else { return nil }
        let last = self.heap.removeLast()
        guard !self.heap.isEmpty else { return first.action }
        self.heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < self.heap.count && self.isEarlier(child, least)
            {
                least = child
            }
            guard least != parent else { return first.action }
            self.heap.swapAt(least, parent)
            parent = least
        }
    }

    private func isEarlier(_ left: Int, _ right: Int) -> Bool {
        (self.heap[left].time, self.heap[left].order) < (self.heap[right].time, self.heap[right].order)
    }
}
