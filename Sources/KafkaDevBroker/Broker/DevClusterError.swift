/// Why a cluster can't start or do what a test asks of it.
package struct DevClusterError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case invalidConfiguration, storage, listening, noSuchBroker, noSuchPartition
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
