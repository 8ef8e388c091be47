/// How the records of a batch are compressed. The numbers are those in the batch's attributes.
public enum Compression: UInt8, Sendable, Hashable, CaseIterable {
    case none = 0
    case gzip = 1
    case snappy = 2
    case lz4 = 3
    case zstd = 4

    /// The codec that `compression.type` names.
    public init?(name: String) {
        switch name {
        case "none": self = .none
        case "gzip": self = .gzip
        case "snappy": self = .snappy
        case "lz4": self = .lz4
        case "zstd": self = .zstd
        default: return nil
        }
    }

    public var name: String {
        switch self {
        case .none: "none"
        case .gzip: "gzip"
        case .snappy: "snappy"
        case .lz4: "lz4"
        case .zstd: "zstd"
        }
    }

    /// Kafka's own default, as `compression.gzip.level` and so on have it; 0 where there are no levels.
    public var defaultLevel: Int32 {
        switch self {
        case .none, .snappy: 0
        case .gzip: -1
        case .lz4: 9
        case .zstd: 3
        }
    }

    /// What `compression.gzip.level` and so on may be.
    public func accepts(level: Int32) -> Bool {
        switch self {
        case .none, .snappy: true
        case .gzip: level == -1 || (1...9).contains(level)
        case .lz4: (1...17).contains(level)
        case .zstd: (-131_072...22).contains(level)
        }
    }
}
