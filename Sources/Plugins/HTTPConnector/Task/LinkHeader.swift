/// `Link` headers (RFC 8288).
struct LinkHeader {
    private let bytes: [UInt8]
    private var position = 0

    private init(_ value: String) { self.bytes = Array(value.utf8) }

    /// The target of the first link whose relation is `next`; of links about something else than the answer none counts.
    static func next(_ values: [String]) -> String? {
        for value in values {
            var reader = Self(value)
            while let link = reader.link() {
                let isNext = link.relations?.split(separator: " ").contains { $0.lowercased() == "next" } ?? false
                if isNext, !link.hasAnchor { return link.target }
            }
        }
        return nil
    }

    private var current: UInt8? { self.position < self.bytes.count ? self.bytes[self.position] : nil }

    private mutating func skipBlanks() {
        while let byte = self.current, byte == 0x20 || byte == 9 { self.position += 1 }
    }

    private mutating func text(until ends: StaticString) -> String {
        let start = self.position
        let ends = UnsafeBufferPointer(start: ends.utf8Start, count: ends.utf8CodeUnitCount)
        while let byte = self.current, !ends.contains(byte) { self.position += 1 }
        return PairText.trimmed(String(decoding: self.bytes[start..<self.position], as: UTF8.self))
    }

    private mutating func link() -> (target: String, relations: String?, hasAnchor: Bool)? {
        _ = self.text(until: "<")
        guard self.current != nil else { return nil }
        self.position += 1
        let target = self.text(until: ">")
        guard self.current != nil else { return nil }
        self.position += 1
        var relations: String?
        var hasAnchor = false
        while true {
            _ = self.text(until: ";,")
            guard self.current == UInt8(ascii: ";") else { break }
            self.position += 1
            let name = self.text(until: "=;,").lowercased()
            guard self.current == UInt8(ascii: "=") else { continue }
            self.position += 1
            let value = self.value()
            // Of several the first counts.
            if name == "rel", relations == nil { relations = value }
            if name == "anchor" { hasAnchor = true }
        }
        return (target, relations, hasAnchor)
    }

    private mutating func value() -> String {
        self.skipBlanks()
        guard self.current == UInt8(ascii: "\"") else { return self.text(until: ";,") }
        self.position += 1
        var text: [UInt8] = []
        while let byte = self.current, byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\"), self.position + 1 < self.bytes.count { self.position += 1 }
            text.append(self.bytes[self.position])
            self.position += 1
        }
        if self.current != nil { self.position += 1 }
        return String(decoding: text, as: UTF8.self)
    }
}
