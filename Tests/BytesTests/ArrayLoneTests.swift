import Bytes
import Testing

@Suite struct ArrayLoneTests {
    @Test(arguments: 0...3)
    func `a cleared array has no elements, keeps its memory and lets go of what it held`(count: Int) {
        final class Held {}
        weak var last: Held?
        var array: [Held] = []
        array.reserveCapacity(8)
        for _ in 0..<count {
            let held = Held()
            last = held
            array.append(held)
        }
        let capacity = array.capacity
        array.clear()
        #expect(array.isEmpty && array.capacity == capacity && last == nil)
    }

    @Test(arguments: 0...3)
    func `clearing an array leaves its copies alone`(count: Int) {
        var array = Array(0..<count)
        let copy = array
        array.clear()
        #expect(array.isEmpty && copy == Array(0..<count))
    }

    @Test(arguments: 0...3)
    func `an element is appended as often as one says`(count: Int) {
        var array = [1]
        array.append(7, times: count)
        #expect(array == [1] + [Int](repeating: 7, count: count))
    }
}
