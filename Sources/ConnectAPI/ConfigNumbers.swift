/// A double as Java's `Double.toString` writes it: decimal from 10^-3 up to 10^7, otherwise with an exponent.
func javaText(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    let sign = value.sign == .minus ? "-" : ""
    guard value != 0 else { return sign + "0.0" }
    let (digits, exponent) = shortestDigits(value.magnitude)
    if (-3..<7).contains(exponent) {
        guard exponent >= 0 else {
            return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits
        }
        let whole = digits.prefix(exponent + 1)
        let fraction = digits.dropFirst(exponent + 1)
        return sign + whole + String(repeating: "0", count: exponent + 1 - whole.count) + "."
            + (fraction.isEmpty ? "0" : fraction)
    }
    let rest = digits.dropFirst()
    return sign + digits.prefix(1) + "." + (rest.isEmpty ? "0" : rest) + "E\(exponent)"
}

/// The shortest decimal digits that give `value` back, and the exponent of the first one. `value` is above zero.
private func shortestDigits(_ value: Double) -> (String, Int) {
    var digits = ""
    var exponent = 0
    var pointAt: Int?
    var text = Substring(value.description)
    if let mark = text.firstIndex(of: "e") {
        exponent = Int(text[text.index(after: mark)...]) ?? 0
        text = text[..<mark]
    }
    for character in text {
        if character == "." { pointAt = digits.count } else { digits.append(character) }
    }
    exponent += (pointAt ?? digits.count) - 1
    let leading = digits.prefix { $0 == "0" }.count
    digits = String(digits.dropFirst(leading))
    exponent -= leading
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    return (digits, exponent)
}

/// Parses what Java's `Double.parseDouble` takes: decimal or hexadecimal with an optional type letter, `NaN`,
/// `Infinity`.
func parseJavaDouble(_ text: Substring) -> Double? {
    var body = text
    var sign = 1.0
    if let first = body.first, first == "-" || first == "+" {
        sign = first == "-" ? -1 : 1
        body.removeFirst()
    }
    if body == "NaN" { return .nan }
    if body == "Infinity" { return sign * .infinity }
    let isHexadecimal = body.hasPrefix("0x") || body.hasPrefix("0X")
    if isHexadecimal {  // Java asks for the exponent, so a letter after it can't be a digit
        guard body.contains(where: { $0 == "p" || $0 == "P" }) else { return nil }
    }
    if let last = body.last, "dDfF".contains(last) { body.removeLast() }
    let allowed = isHexadecimal ? "0123456789abcdefABCDEFxX.pP+-" : "0123456789.eE+-"
    guard let first = body.first, "0123456789.".contains(first), body.allSatisfy({ allowed.contains($0) }) else {
        return nil
    }
    guard let value = Double(body) else { return nil }
    return sign * value
}
