import ConnectAPI

/// Where in the source the records of a batch stand, in the order in which they were sent: asked only when one of them
/// can't be stored.
struct SourceTrail: @unchecked Sendable {  // the closure is the plugin's: called while nobody else calls the plugin
    struct Place {
        /// The batch's index of the source partition.
        var partition: Int32
        /// ``SourceBatch/Entry/offsetToken``.
        var token: Int64
    }

    /// Of the first record. With no ``places``, each further one's token is one more, in the same partition.
    private var first: Place
    private var places: [Place]
    private var offsets: [SourcePosition?]
    private var offsetOfToken: ((Int64) -> SourcePosition?)?

    /// - Parameter isSequence: Whether the entries are all in one source partition, with tokens one behind the other, and
    ///   were all sent. Else those that were not dropped were.
    init?(_ batch: SourceBatch, isSequence: Bool) {
        guard let entry = batch.entries.first else { return nil }
        self.first = Place(partition: entry.sourcePartition, token: entry.offsetToken)
        self.places = []
        if !isSequence {
            self.places.reserveCapacity(batch.entries.count)
            for entry in batch.entries where !entry.isDropped {
                self.places.append(Place(partition: entry.sourcePartition, token: entry.offsetToken))
            }
        }
        self.offsetOfToken = batch.offsetOfToken
        self.offsets = batch.offsetOfToken == nil ? batch.sourceOffsets : []
    }

    /// Where the record that was sent as number `index` stands.
    func place(of index: Int) -> Place {
        if !self.places.isEmpty { return self.places[index] }
        return Place(partition: self.first.partition, token: self.first.token + Int64(index))
    }

    /// The source offset of the record that was sent as number `index`.
    ///
    /// - Returns: nil if the plugin doesn't know it any more.
    func offset(of index: Int) -> SourcePosition?? {
        let token = self.place(of: index).token
        if let offsetOfToken { return offsetOfToken(token).map { .some($0) } }
        return self.offsets.indices.contains(Int(token)) ? .some(self.offsets[Int(token)]) : nil
    }
}
