/// A value in memory of its own, made when it is first changed: where it is seldom needed, its place costs little.
struct Boxed<Value: Sendable>: Sendable {
    private final class Storage: @unchecked Sendable {  // changed only while there is one owner
        var value: Value

        init(_ value: Value) { self.value = value }
    }

    private let initial: @Sendable () -> Value
    private var storage: Storage?

    init(_ initial: @escaping @Sendable () -> Value) { self.initial = initial }

    var value: Value {
        get { self.storage?.value ?? self.initial() }
        _modify {
            let storage: Storage
            if isKnownUniquelyReferenced(&self.storage), let known = self.storage {
                storage = known
            } else {
                storage = Storage(self.value)
                self.storage = storage
            }
            yield &storage.value
        }
    }
}
