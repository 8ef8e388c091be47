import Testing

@testable import KafkaClient

@Suite struct FewTests {
    @Test(arguments: 0...4)
    func `few elements come in the order in which they were appended`(count: Int) {
        var few = Few<Int>()
        for number in 0..<count { few.append(number) }
        #expect(Array(few) == Array(0..<count) && few.count == count && few.isEmpty == (count == 0))
        #expect(few.indices.map { few[$0] } == Array(0..<count))
        #expect(few.last == (count > 0 ? count - 1 : nil))
        #expect(Array(Few(from: 0..<count)) == Array(few))
    }

    @Test(arguments: 1...5)
    func `removing and changing elements leaves the others in their order`(count: Int) {
        for place in 0..<count {
            var (few, array) = (Few(from: 0..<count), Array(0..<count))
            #expect(few.remove(at: place) == array.remove(at: place))
            #expect(Array(few) == array)
            few.append(9)
            few[0] += 100
            array.append(9)
            array[0] += 100
            #expect(Array(few) == array)
            #expect(few.removeFirst() == array.removeFirst())
            #expect(Array(few) == array)
        }
        for gone in [[], [0], [0, 1], [1, 3], Array(0..<count)] {
            var few = Few(from: 0..<count)
            few.removeAll { gone.contains($0) }
            #expect(Array(few) == (0..<count).filter { !gone.contains($0) })
        }
    }

    @Test func `brokers without requests count as 0`() {
        var counts = NodeCounts()
        #expect(counts[3] == 0)
        for node: Int32 in [3, 1, 3] { counts[node] += 1 }
        counts[1] -= 1
        #expect(counts[3] == 2 && counts[1] == 0 && counts[2] == 0)
    }
}
