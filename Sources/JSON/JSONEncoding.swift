import Bytes

/// Which Unicode encoding a document is in, found out as Jackson does: a byte order mark, else where zeros stand.
enum JSONEncoding {
    private enum Form { case utf8, utf16(bigEndian: Bool), utf32(bigEndian: Bool) }

    /// The document in UTF-8, without its byte order mark; shares the storage if it is UTF-8 already.
    static func utf8(_ bytes: Bytes, _ options: JSONOptions) throws(JSONError) -> Bytes {
        let limit = min(options.maximumBytes, Int(Int32.max))
        guard bytes.count <= limit else {
            let message = "Document length (\(bytes.count)) exceeds the maximum allowed (\(limit))"
            throw JSONError(.limit, message, line: 1, column: 1)
        }
        guard bytes.count >= 2, !options.isKnownUTF8 else { return bytes }
        let first = bytes[0]
        let second = bytes[1]
        if first != 0, second != 0, first < 0xEF { return bytes }
        let (form, mark) = Self.detect(bytes)
        let rest = bytes.dropFirst(mark)
        switch form {
        case .utf8: return rest
        case .utf16(let bigEndian): return Self.fromUTF16(rest, bigEndian)
        case .utf32(let bigEndian): return Self.fromUTF32(rest, bigEndian)
        }
    }

    private static func detect(_ bytes: Bytes) -> (form: Form, mark: Int) {
        let pair = UInt32(bytes[0]) << 8 | UInt32(bytes[1])
        if bytes.count >= 4 {  // in less, Jackson looks for no mark
            let quad = pair << 16 | UInt32(bytes[2]) << 8 | UInt32(bytes[3])
            if quad >> 8 == 0xEFBBBF { return (.utf8, 3) }
            if quad == 0x0000_FEFF { return (.utf32(bigEndian: true), 4) }
            if quad == 0xFFFE_0000 { return (.utf32(bigEndian: false), 4) }
            if pair != 0xFEFF, pair != 0xFFFE {
                if quad >> 8 == 0 { return (.utf32(bigEndian: true), 0) }
                if quad & 0x00FF_FFFF == 0 { return (.utf32(bigEndian: false), 0) }
            }
            if pair == 0xFEFF { return (.utf16(bigEndian: true), 2) }
            if pair == 0xFFFE { return (.utf16(bigEndian: false), 2) }
        }
        if pair & 0xFF00 == 0 { return (.utf16(bigEndian: true), 0) }
        if pair & 0x00FF == 0 { return (.utf16(bigEndian: false), 0) }
        return (.utf8, 0)
    }

    private static func fromUTF16(_ bytes: Bytes, _ bigEndian: Bool) -> Bytes {
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map { place in
            let unit = UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1])
            return bigEndian ? unit : unit.byteSwapped
        }
        return Bytes(utf8: String(decoding: units, as: UTF16.self))
    }

    private static func fromUTF32(_ bytes: Bytes, _ bigEndian: Bool) -> Bytes {
        var text = ""
        for place in stride(from: 0, to: bytes.count - 3, by: 4) {
            let unit =
                UInt32(bytes[place]) << 24 | UInt32(bytes[place + 1]) << 16 | UInt32(bytes[place + 2]) << 8
                | UInt32(bytes[place + 3])
            text.unicodeScalars.append(Unicode.Scalar(bigEndian ? unit : unit.byteSwapped) ?? "\u{FFFD}")
        }
        return Bytes(utf8: text)
    }
}
