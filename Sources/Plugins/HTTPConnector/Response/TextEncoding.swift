import Bytes
import ConnectAPI

/// Turns texts into UTF-8, which all that reads them expects.
enum TextEncoding {
    /// The character set that a `Content-Type` names.
    static func name(inContentType type: String?) -> String? {
        for parameter in (type ?? "").split(separator: ";").dropFirst() {
            let parts = parameter.split(separator: "=", maxSplits: 1).map { PairText.trimmed($0) }
            if parts.count == 2, parts[0].lowercased() == "charset" { return parts[1].filter { $0 != "\"" } }
        }
        return nil
    }

    /// The one that an XML declaration names.
    static func name(inXML body: Bytes) -> String? {
        let head = String(decoding: body.prefix(200))
        guard head.contains("<?xml"), let end = head.firstRange(of: "?>"), let key = head.firstRange(of: "encoding"),
            key.upperBound <= end.lowerBound
        else { return nil }
        let rest = head[key.upperBound..<end.lowerBound].drop { $0 != "\"" && $0 != "'" }
        guard let quote = rest.first else { return nil }
        return String(rest.dropFirst().prefix { $0 != quote })
    }

    /// - Parameter name: As the answer says it. A byte order mark knows better.
    static func utf8(_ body: Bytes, named name: String?) throws(ConnectError) -> Bytes {
        if self.begins(body, [0xEF, 0xBB, 0xBF]) { return try self.checked(body.dropFirst(3)) }
        if self.begins(body, [0xFF, 0xFE]) { return try self.utf16(body.dropFirst(2), isLittle: true) }
        if self.begins(body, [0xFE, 0xFF]) { return try self.utf16(body.dropFirst(2), isLittle: false) }
        switch name?.lowercased() {
        case nil, "utf-8", "utf8", "us-ascii", "ascii": return try self.checked(body)
        case "iso-8859-1", "latin1", "iso8859-1", "iso_8859-1": return self.mapped(body) { UInt16($0) }
        case "windows-1252", "cp1252":
            return self.mapped(body) { (0x80..<0xA0).contains($0) ? self.windows[Int($0) - 0x80] : UInt16($0) }
        case "utf-16le": return try self.utf16(body, isLittle: true)
        case "utf-16be", "utf-16": return try self.utf16(body, isLittle: false)
        case let other?:
            throw ConnectError(
                .data, "The answer is in \(other.prefix(60)); UTF-8, UTF-16, ISO-8859-1 and windows-1252 can be read")
        }
    }

    static func begins(_ body: Bytes, _ mark: [UInt8]) -> Bool { body.prefix(mark.count).array == mark }

    private static func checked(_ body: Bytes) throws(ConnectError) -> Bytes {
        guard String(validating: body.array, as: UTF8.self) == nil else { return body }
        throw ConnectError(.data, "The answer isn't UTF-8, and its Content-Type names no other character set")
    }

    private static func mapped(_ body: Bytes, _ unit: (UInt8) -> UInt16) -> Bytes {
        Bytes(utf8: String(decoding: body.array.map(unit), as: UTF16.self))
    }

    private static func utf16(_ body: Bytes, isLittle: Bool) throws(ConnectError) -> Bytes {
        let bytes = body.array
        let units = stride(from: 0, to: bytes.count - bytes.count % 2, by: 2).map { place in
            let (low, high) = isLittle ? (place, place + 1) : (place + 1, place)
            return UInt16(bytes[high]) << 8 | UInt16(bytes[low])
        }
        guard bytes.count % 2 == 0, let text = String(validating: units, as: UTF16.self) else {
            throw ConnectError(.data, "The answer isn't UTF-16, although it says so")
        }
        return Bytes(utf8: text)
    }

    /// What windows-1252 has from 0x80 to 0x9F.
    private static let windows: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]
}
