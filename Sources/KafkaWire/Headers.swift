package import Bytes

/// What stands in front of each request. Version 2 (with tagged fields) belongs to the flexible versions of an API.
package struct RequestHeader: Equatable, Sendable {
    package var apiKey: APIKey
    package var apiVersion: Int16
    package var correlationID: Int32
    package var clientID: String?

    package init(apiKey: APIKey, apiVersion: Int16, correlationID: Int32, clientID: String? = nil) {
        self.apiKey = apiKey
        self.apiVersion = apiVersion
        self.correlationID = correlationID
        self.clientID = clientID
    }

    /// Reads the header of any request. Of an API that we don't know its length can't be told: then the reader stands
    /// behind the client's id, and the answer can be an error only.
    package init(from reader: inout WireReader) throws(WireError) {
        self.apiKey = APIKey(rawValue: try reader.read())
        self.apiVersion = try reader.read()
        self.correlationID = try reader.read()
        self.clientID = try reader.readNullableString(compact: false)  // never compact, for old brokers' sake
        if self.apiKey.isFlexible(self.apiVersion) { try reader.skipTaggedFields() }
    }

    package func encode(into writer: inout BytesWriter) throws(WireError) {
        writer.append(bigEndian: self.apiKey.rawValue)
        writer.append(bigEndian: self.apiVersion)
        writer.append(bigEndian: self.correlationID)
        try writer.append(nullableString: self.clientID, compact: false)
        if self.apiKey.isFlexible(self.apiVersion) { writer.append(0) }
    }
}

/// What stands in front of each response: the number of the request. Version 1 adds tagged fields in the flexible
/// versions of an API, except for ApiVersions, whose answer a client reads before it knows which versions are there.
package struct ResponseHeader: Equatable, Sendable {
    package var correlationID: Int32

    package init(correlationID: Int32) { self.correlationID = correlationID }

    package init(from reader: inout WireReader, for api: APIKey, version: Int16) throws(WireError) {
        self.correlationID = try reader.read()
        if Self.hasTags(api, version) { try reader.skipTaggedFields() }
    }

    package func encode(into writer: inout BytesWriter, for api: APIKey, version: Int16) {
        writer.append(bigEndian: self.correlationID)
        if Self.hasTags(api, version) { writer.append(0) }
    }

    private static func hasTags(_ api: APIKey, _ version: Int16) -> Bool {
        api != .apiVersions && api.isFlexible(version)
    }
}
