/// What an actor waits for between two looks at its own state.
///
/// Every `await` may let others have a turn first: also one that calls a method of the same actor, and also a
/// continuation's, before it calls its closure. What comes between a look and the wait that follows from it is kept here,
/// and the wait is over before it begins.
struct News {
    private var hasCome = false
    private var waiter: Promise<Void>?

    /// The state is about to be looked at: what came before is in it.
    mutating func look() { self.hasCome = false }

    /// The state has changed.
    mutating func tell() {
        self.hasCome = true
        self.waiter.take()?.fulfil(.success(()))
    }

    /// What is fulfilled when the state changes; nil if it has changed since the last look. One waits at a time.
    mutating func next(_ operation: String) -> Promise<Void>? {
        guard !self.hasCome else { return nil }
        let promise = Promise<Void>(operation)
        self.waiter = promise
        return promise
    }
}
