import Bytes
import Glibc
import KafkaWire

/// Feeds mutated frames and record batches to `KafkaWire`.
///
///     swift run -c release wirefuzz [inputs [seed]]      1,000,000 inputs from seed 1 if nothing else is said
///
/// Every input must be refused or read; a trap, a run-away allocation (the address space is limited) or a message that
/// changes when it is written and read again ends the run. The same seed gives the same inputs.
@main
struct Main {
    static func main() {
        let numbers = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
        let count = numbers.first ?? 1_000_000
        var mutator = Mutator(seed: numbers.dropFirst().first ?? 1)
        guard let corpus = Corpus(folder: "Tests/Golden") else {
            print("wirefuzz: no corpus in Tests/Golden; run it at the top of the repository")
            exit(2)
        }
        var space = rlimit(rlim_cur: 1 << 30, rlim_max: 1 << 30)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &space)

        var subject = Subject()
        for index in 0..<count {
            let entry = corpus.entries[mutator.below(corpus.entries.count)]
            var bytes = entry.bytes
            mutator.mutate(&bytes, other: corpus.entries[mutator.below(corpus.entries.count)].bytes)
            if let problem = subject.check(Bytes(bytes), as: entry.kind) {
                print("wirefuzz: input \(index): \(problem)")
                print(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
                exit(1)
            }
        }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        print(
            "\(count) inputs from \(corpus.entries.count) entries: \(subject.accepted) read, the others refused;",
            "at most \(usage.ru_maxrss / 1024) MiB resident")
    }
}
