/// Writes numbers by a pattern of Java's `DecimalFormat`, such as `#,##0.00`, in English.
struct NumberPattern {
    private var prefix = ""
    private var suffix = ""
    private var negative: (prefix: String, suffix: String)?
    private var integerDigits = 0
    private var fraction = (minimum: 0, maximum: 0)
    private var group = 0
    private var factor: Int128 = 1

    /// Nil if it is no such pattern, or one with an exponent, which we don't write.
    init?(_ pattern: String) {
        let halves = pattern.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = halves.first, let parts = Self.cut(first) else { return nil }
        (self.prefix, self.suffix) = (parts.prefix, parts.suffix)
        guard self.readBody(parts.body) else { return nil }
        let affixes = self.prefix + self.suffix
        if affixes.contains("%") { self.factor = 100 } else if affixes.contains("\u{2030}") { self.factor = 1000 }
        if halves.count == 2, let parts = Self.cut(halves[1]) { self.negative = (parts.prefix, parts.suffix) }
    }

    private static func cut(_ text: Substring) -> (prefix: String, body: Substring, suffix: String)? {
        let body = Set("#0,.E")
        var prefix = ""
        var rest = text
        func plain(_ rest: inout Substring, _ into: inout String) -> Bool {
            guard let first = rest.first, !body.contains(first) else { return false }
            rest = rest.dropFirst()
            guard first == "'" else {
                into.append(first)
                return true
            }
            let quoted = rest.prefix { $0 != "'" }
            into += quoted.isEmpty ? "'" : quoted
            rest = rest.dropFirst(quoted.count + 1)
            return true
        }
        while plain(&rest, &prefix) {}
        let digits = rest.prefix { body.contains($0) }
        rest = rest.dropFirst(digits.count)
        var suffix = ""
        while !rest.isEmpty {
            if !plain(&rest, &suffix) { return nil }
        }
        return (prefix, digits, suffix)
    }

    private mutating func readBody(_ body: Substring) -> Bool {
        guard !body.contains("E") else { return false }
        let parts = body.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count < 2 || !parts[1].contains(where: { $0 == "." || $0 == "," }) else {
            return false
        }
        if let comma = whole.lastIndex(of: ",") { self.group = whole.distance(from: comma, to: whole.endIndex) - 1 }
        self.integerDigits = whole.count { $0 == "0" }
        if parts.count == 2 { self.fraction = (parts[1].count { $0 == "0" }, parts[1].count) }
        return !body.isEmpty
    }

    func text(_ number: TemplateNumber) -> String {
        let scaled = TemplateNumber.calculate(number, "*", TemplateNumber(self.factor)) ?? number
        var text = scaled.text(minimum: self.fraction.minimum, maximum: self.fraction.maximum)
        let isNegative = text.hasPrefix("-")
        if isNegative { text.removeFirst() }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        var whole = String(parts[0])
        if self.integerDigits == 0, whole == "0", parts.count > 1 { whole = "" }
        while whole.count < self.integerDigits { whole = "0" + whole }
        if self.group > 0 { whole = Self.grouped(whole, self.group) }
        let body = whole + (parts.count > 1 ? "." + parts[1] : "")
        if isNegative, let negative { return negative.prefix + body + negative.suffix }
        return (isNegative ? "-" : "") + self.prefix + body + self.suffix
    }

    private static func grouped(_ digits: String, _ size: Int) -> String {
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % size == 0 { result.append(",") }
            result.append(digit)
        }
        return result
    }
}
