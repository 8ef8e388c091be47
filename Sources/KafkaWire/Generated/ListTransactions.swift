// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks for the transactions that a broker coordinates (KIP-664). Sent to any broker.
package struct ListTransactionsRequest: KafkaRequest {
    package typealias Response = ListTransactionsResponse
    package static let apiKey = APIKey.listTransactions
    package static let versions: ClosedRange<Int16> = 0...2

    /// Only transactions in these states; empty: all.
    package var stateFilters: [String] = []
    /// Only transactions of these producers; empty: all.
    package var producerIDFilters: [Int64] = []
    /// Only transactions that run longer, in milliseconds; -1: all.
    package var durationFilter: Int64 = -1
    /// Only transactional ids that match; nil: all.
    package var transactionalIDPattern: String? = nil

    package init() {}

    package init(
        stateFilters: [String] = [],
        producerIDFilters: [Int64] = [],
        durationFilter: Int64 = -1,
        transactionalIDPattern: String? = nil
    ) {
        self.stateFilters = stateFilters
        self.producerIDFilters = producerIDFilters
        self.durationFilter = durationFilter
        self.transactionalIDPattern = transactionalIDPattern
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.stateFilters = try reader.readArray(version: version, flexible: true)
        self.producerIDFilters = try reader.readArray(version: version, flexible: true)
        if version >= 1 { self.durationFilter = try reader.read() }
        if version >= 2 { self.transactionalIDPattern = try reader.readNullableString(compact: true) }
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        try writer.append(array: self.stateFilters, version: version, flexible: true)
        try writer.append(array: self.producerIDFilters, version: version, flexible: true)
        if version >= 1 {
            writer.append(bigEndian: self.durationFilter)
        } else if self.durationFilter != -1 {
            throw WireError(.notInVersion, at: writer.count, field: "durationFilter")
        }
        if version >= 2 {
            try writer.append(nullableString: self.transactionalIDPattern, compact: true)
        } else if self.transactionalIDPattern != nil {
            throw WireError(.notInVersion, at: writer.count, field: "transactionalIDPattern")
        }
        writer.append(0)
    }
}

/// The answer to ``ListTransactionsRequest``.
package struct ListTransactionsResponse: KafkaResponse {
    package typealias Request = ListTransactionsRequest
    package static let apiKey = APIKey.listTransactions
    package static let versions: ClosedRange<Int16> = 0...2

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// Why there is nothing to tell.
    package var errorCode: ErrorCode = ErrorCode.none
    /// States asked for that the broker doesn't know.
    package var unknownStateFilters: [String] = []
    /// The transactions.
    package var transactionStates: [Transaction] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        errorCode: ErrorCode = ErrorCode.none,
        unknownStateFilters: [String] = [],
        transactionStates: [Transaction] = []
    ) {
        self.throttleTime = throttleTime
        self.errorCode = errorCode
        self.unknownStateFilters = unknownStateFilters
        self.transactionStates = transactionStates
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.throttleTime = try reader.readMilliseconds()
        self.errorCode = ErrorCode(rawValue: try reader.read())
        self.unknownStateFilters = try reader.readArray(version: version, flexible: true)
        self.transactionStates = try reader.readArray(version: version, flexible: true)
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        writer.append(milliseconds: self.throttleTime)
        writer.append(bigEndian: self.errorCode.rawValue)
        try writer.append(array: self.unknownStateFilters, version: version, flexible: true)
        try writer.append(array: self.transactionStates, version: version, flexible: true)
        writer.append(0)
    }

    /// An element of `transactionStates`.
    package struct Transaction: WireElement {
        package static var minimumSize: Int { 11 }

        /// The transactional id.
        package var transactionalID: String = ""
        /// The producer's id.
        package var producerID: Int64 = 0
        /// Its state.
        package var transactionState: String = ""

        package init() {}

        package init(
            transactionalID: String = "",
            producerID: Int64 = 0,
            transactionState: String = ""
        ) {
            self.transactionalID = transactionalID
            self.producerID = producerID
            self.transactionState = transactionState
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.transactionalID = try reader.readString(compact: true)
            self.producerID = try reader.read()
            self.transactionState = try reader.readString(compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.transactionalID, compact: true)
            writer.append(bigEndian: self.producerID)
            try writer.append(string: self.transactionState, compact: true)
            writer.append(0)
        }
    }
}
