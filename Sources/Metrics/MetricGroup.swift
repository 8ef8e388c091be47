/// What Prometheus is told about a family.
package enum MetricKind: String, Sendable {
    case unknown, gauge, counter, summary, info

    /// In text format 0.0.4, which knows neither `unknown` nor `info`.
    var textName: String {
        switch self {
        case .unknown: "untyped"
        case .info: "gauge"
        default: self.rawValue
        }
    }
}

/// One kind of number that every object of a ``MetricGroup`` has.
package struct MetricColumn: Sendable {
    /// What a family is called and of what kind it is, in one of the two formats.
    struct Heading: Sendable, Equatable {
        var family: String
        var kind: MetricKind
    }

    /// The sample's name.
    let name: String
    let text: Heading
    let openMetrics: Heading
    let help: String

    /// A family with one number for each object.
    package init(_ name: String, _ kind: MetricKind, _ help: String) {
        self.name = name
        self.text = Heading(family: name, kind: kind)
        self.help = help
        let ending =
            switch kind {
            case .counter: "_total"
            case .info: "_info"
            default: ""
            }
        let isLonger = !ending.isEmpty && name.hasSuffix(ending)
        self.openMetrics = Heading(family: isLonger ? String(name.dropLast(ending.utf8.count)) : name, kind: kind)
    }

    private init(_ name: String, text: Heading, openMetrics: Heading, _ help: String) {
        (self.name, self.text, self.openMetrics, self.help) = (name, text, openMetrics, help)
    }

    /// One of the two numbers of a summary without quantiles.
    package static func summary(_ family: String, _ ending: String, _ help: String) -> MetricColumn {
        let heading = Heading(family: family, kind: .summary)
        return MetricColumn(family + ending, text: heading, openMetrics: heading, help)
    }

    /// When the counter `name` (without `_total`) was made: part of its family in OpenMetrics, a gauge in the other.
    package static func created(_ name: String, _ help: String) -> MetricColumn {
        MetricColumn(
            name + "_created", text: Heading(family: name + "_created", kind: .gauge),
            openMetrics: Heading(family: name, kind: .counter), help)
    }

    func heading(_ format: MetricsFormat) -> Heading { format == .text ? self.text : self.openMetrics }
}

/// Families that always come together: each object of a kind (a task, a client) has one number for every column.
package final class MetricGroup: Sendable {
    package let columns: [MetricColumn]

    package init(_ columns: [MetricColumn]) { self.columns = columns }

    /// The attributes of a Kafka MBean as the JMX exporter names them.
    ///
    /// - Parameters:
    ///   - domain: `kafka.connect`, `kafka.producer`, `kafka.consumer`.
    ///   - type: The bean's type, such as `source-task-metrics`.
    ///   - attributes: Kafka's names, in the order of the values.
    package convenience init(
        kafka domain: String, type: String, kind: MetricKind = .unknown, _ attributes: [String]
    ) {
        let prefix = MetricName.clean("\(domain)_\(type)_")
        self.init(
            attributes.map { attribute in
                MetricColumn(
                    prefix + MetricName.clean(attribute), kind,
                    "\(MetricName.words(attribute)) \(domain):name=null,type=\(type),attribute=\(attribute)")
            })
    }
}

/// How Kafka's names become Prometheus' names.
package enum MetricName {
    /// Every run of characters that a name can't have becomes one underscore; lower case.
    package static func clean(_ text: String) -> String {
        var name: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"):
                name.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): name.append(byte | 0x20)
            default: if name.last != UInt8(ascii: "_") { name.append(UInt8(ascii: "_")) }
            }
        }
        return String(decoding: name, as: UTF8.self)
    }

    /// An attribute's name as words.
    static func words(_ attribute: String) -> String {
        let endings = [
            ("-rate-per-hour", " an hour, lately"), ("-rate", " a second, lately"), ("-total", " since the beginning"),
            ("-avg", ", average of the last time"), ("-max", ", the largest of the last time"),
            ("-min", ", the smallest of the last time"), ("-percentage", ", as a fraction, lately"),
        ]
        var text = attribute
        var ending = ""
        for (suffix, words) in endings where attribute.hasSuffix(suffix) {
            text = String(attribute.dropLast(suffix.utf8.count))
            ending = words
            break
        }
        return String(text.map { $0 == "-" ? " " : $0 }) + ending
    }
}
