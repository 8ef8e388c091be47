import Glibc

/// What instances of a plugin compile of their configuration or of a schema, by what it is made of: those that make it of
/// the same share it. A thousand tasks of one connector then need its memory once, and find it in the processor's cache.
///
/// A value is kept as long as somebody holds a ``Share`` of it, so nothing stays of connectors that are gone. Values are
/// used by many threads at a time: they must not change.
package final class SharedValues<Key: Hashable & Sendable, Value: Sendable>: @unchecked Sendable {
    // `entries` is only used under the mutex.
    private var entries: [Key: (value: Value, holders: Int)] = [:]
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>  // no `Mutex`: the thread sanitizer can't see it

    package init() {
        self.mutex = .allocate(capacity: 1)
        self.mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(self.mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(self.mutex)
        self.mutex.deallocate()
    }

    /// One holder's part in a value.
    package final class Share: Sendable {
        package let value: Value
        private let key: Key
        private let owner: SharedValues

        fileprivate init(_ value: Value, _ key: Key, _ owner: SharedValues) {
            (self.value, self.key, self.owner) = (value, key, owner)
        }

        deinit { self.owner.leave(self.key) }
    }

    /// The value that was made for `key`, if somebody holds it.
    package func share(of key: Key) -> Share? {
        self.withEntries { entries in
            guard let value = entries[key]?.value else { return nil }
            entries[key]?.holders += 1
            return Share(value, key, self)
        }
    }

    /// The value that was made for `key`: `value`, unless somebody was quicker.
    package func share(of key: Key, madeAs value: Value) -> Share {
        self.withEntries { entries in
            let entry = entries[key] ?? (value, 0)
            entries[key] = (entry.value, entry.holders + 1)
            return Share(entry.value, key, self)
        }
    }

    /// How many values there are, for tests.
    package var count: Int { self.withEntries { $0.count } }

    private func leave(_ key: Key) {
        // What is freed with the last holder is freed outside of the lock: it may hold shares itself.
        _ = self.withEntries { entries -> Value? in
            guard let entry = entries[key] else { return nil }
            entries[key] = entry.holders > 1 ? (entry.value, entry.holders - 1) : nil
            return entry.value
        }
    }

    private func withEntries<Result>(_ body: (inout [Key: (value: Value, holders: Int)]) -> Result) -> Result {
        pthread_mutex_lock(self.mutex)
        defer { pthread_mutex_unlock(self.mutex) }
        return body(&self.entries)
    }
}
