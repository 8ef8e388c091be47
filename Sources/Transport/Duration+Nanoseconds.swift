extension Duration {
    /// Rounded towards zero; what doesn't fit becomes the longest or shortest that does.
    package var saturatingNanoseconds: Int64 {
        // nine seconds are enough for most, and no division of 128 bits
        if let attoseconds = Int64(exactly: self.attoseconds) { return attoseconds / 1_000_000_000 }
        let (seconds, attoseconds) = self.components
        let (whole, isTooMuch) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isAlsoTooMuch) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return isTooMuch || isAlsoTooMuch ? (seconds < 0 ? .min : .max) : sum
    }
}
