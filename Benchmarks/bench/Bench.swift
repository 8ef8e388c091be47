import Glibc

/// `bench NAME ARGUMENTS…` runs one benchmark and prints what it measured.
@main
enum Bench {
    static func main() async {
        let arguments = Arguments(CommandLine.arguments.dropFirst())
        switch arguments.name {
        case "producer": await ProducerBench.run(arguments)
        case "messages": MessageBench.run(arguments)
        case "metrics": MetricsBench.run(arguments)
        case "converters": ConverterBench.run(arguments)
        case "transforms": TransformBench.run(arguments)
        case "generator": await DatagenBench.run(arguments)
        case "framing": WireBench.framing(arguments)
        case "reading": WireBench.reading(arguments)
        case "crc": WireBench.crc(arguments)
        case "compression": WireBench.compression(arguments)
        default:
            print(
                """
                bench producer HOST:PORT TOPIC [count=N] [size=BYTES] [call=RECORDS] [keys=yes] [KEY=VALUE of a producer]…
                bench generator [QUICKSTART…] [count=N]
                bench transforms [WORD of a name…] [count=N]
                bench messages | metrics | converters | framing | reading | crc | compression [count=N]
                """)
            exit(2)
        }
    }
}

/// The command line: a name, plain values, and `key=value`.
struct Arguments {
    let name: String
    var plain: [String] = []
    var named: [String: String] = [:]

    init(_ arguments: some Sequence<String>) {
        var rest = Array(arguments)
        self.name = rest.isEmpty ? "" : rest.removeFirst()
        for argument in rest {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { self.named[String(parts[0])] = String(parts[1]) } else { self.plain.append(argument) }
        }
    }

    mutating func take(_ key: String, default standard: Int) -> Int {
        self.named.removeValue(forKey: key).flatMap { Int($0) } ?? standard
    }
}

/// Time and processor time since it was made.
struct Stopwatch {
    private let start = Self.clock(CLOCK_MONOTONIC)
    private let startCPU = Self.clock(CLOCK_PROCESS_CPUTIME_ID)

    var seconds: Double { Self.clock(CLOCK_MONOTONIC) - self.start }
    var cpuSeconds: Double { Self.clock(CLOCK_PROCESS_CPUTIME_ID) - self.startCPU }

    private static func clock(_ id: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(id, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// A number with three digits behind the point.
func shown(_ value: Double) -> String {
    let thousandths = Int64(value * 1000 + 0.5)
    let fraction = String(thousandths % 1000)
    return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
}
