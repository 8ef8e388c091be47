extension APIKey {
    package func isFlexible(_ version: Int16) -> Bool { false }
}
