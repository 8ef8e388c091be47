import Testing

@testable import ConnectAPI

@Suite struct SharedValuesTests {
    final class Made: Sendable {}

    @Test("Equal keys share what the first one made, for as long as somebody has it")
    func shared() {
        let values = SharedValues<String, Made>()
        #expect(values.share(of: "a") == nil)
        let (first, second) = (Made(), Made())
        do {
            let one = values.share(of: "a", madeAs: first)
            let other = values.share(of: "a", madeAs: second)
            #expect(one.value === first && other.value === first)
            #expect(values.share(of: "a")?.value === first)
            #expect(values.share(of: "b", madeAs: second).value === second)
            withExtendedLifetime((one, other)) { #expect(values.count == 1) }
        }
        #expect(values.count == 0)
        withExtendedLifetime(values.share(of: "a", madeAs: second)) { #expect($0.value === second) }
    }

    @Test("What is freed may hold shares itself")
    func nested() {
        final class Holder: Sendable {
            let part: SharedValues<Int, Holder>.Share?
            init(_ part: SharedValues<Int, Holder>.Share?) { self.part = part }
        }
        let values = SharedValues<Int, Holder>()
        for _ in 0..<2 {
            var last: SharedValues<Int, Holder>.Share?
            for number in 0..<10 { last = values.share(of: number, madeAs: Holder(last)) }
            withExtendedLifetime(last) { #expect(values.count == 10) }
            last = nil
            #expect(values.count == 0)
        }
    }

    @Test("Holders come and go on many threads")
    func threads() async {
        let values = SharedValues<Int, Made>()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for number in 0..<1000 {
                        let share = values.share(of: number % 3) ?? values.share(of: number % 3, madeAs: Made())
                        withExtendedLifetime(share) { #expect(values.share(of: number % 3)?.value === share.value) }
                    }
                }
            }
        }
        #expect(values.count == 0)
    }
}
