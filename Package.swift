// swift-tools-version: 6.2
import PackageDescription

// No package dependency: a clone builds with the toolchain and Debian's C libraries alone (docs/decisions).
// One target a room; docs/architecture.md says what lives where and who may import whom.

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
]
/// For rooms that read bytes from outside: every unsafe step is spelled out.
let parsing = settings + [.strictMemorySafety()]

func room(_ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = settings) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func plugin(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Plugins/\(name)", swiftSettings: settings)
}

func library(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func tests(_ room: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: "\(room)Tests", dependencies: [.init(stringLiteral: room)] + dependencies,
        swiftSettings: settings)
}

let commit = (Context.gitInformation?.currentCommit).map { String($0.prefix(16)) } ?? "unknown"

let package = Package(
    name: "sluice",
    products: [
        .executable(name: "sluice", targets: ["sluice"]),
        .library(name: "ConnectAPI", targets: ["ConnectAPI"]),
    ],
    targets: [
        library("CLibevent", pkgConfig: "libevent_core", apt: "libevent-dev"),
        library("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
        library("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        library("CLZ4", pkgConfig: "liblz4", apt: "liblz4-dev"),
        library("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
        library("CSnappy", pkgConfig: "snappy", apt: "libsnappy-dev"),
        library("CPCRE2", pkgConfig: "libpcre2-8", apt: "libpcre2-dev"),
        .target(name: "CCurl"),  // loads libcurl when it is first needed
        .target(name: "CShims", dependencies: ["CLibevent", "COpenSSL", "CZlib"]),

        .target(name: "CBuildInfo", cSettings: [.define("SLUICE_COMMIT", to: "\"\(commit)\"")]),

        room("Bytes", [], settings: parsing),
        room("Log", []),
        room("Transport", ["Bytes", "Log", "CLibevent", "COpenSSL", "CShims"]),
        room("HTTPServer", ["Bytes", "Log", "Transport"]),
        room("HTTPClient", ["Bytes", "Log", "Transport", "CCurl", "CZlib", "CZstd"]),
        room("Metrics", ["Bytes", "Transport", "CShims"]),
        room("JSON", ["Bytes"]),
        room("KafkaWire", ["Bytes", "CShims", "CZlib", "CLZ4", "CZstd", "CSnappy"], settings: parsing),
        room("KafkaClient", ["Bytes", "Log", "Transport", "HTTPClient", "JSON", "Metrics", "KafkaWire"]),
        room("KafkaDevBroker", ["Bytes", "Log", "Transport", "KafkaWire"]),
        room("ConnectAPI", ["Bytes"]),
        room("JavaLang", ["Bytes", "JSON", "ConnectAPI", "CPCRE2"]),
        room(
            "ConnectRuntime",
            [
                "Bytes", "Log", "JSON", "Transport", "Metrics", "KafkaWire", "KafkaClient", "ConnectAPI", "JavaLang",
                "CShims",
            ]),
        room(
            "ConnectREST",
            ["Bytes", "Log", "JSON", "HTTPServer", "ConnectAPI", "JavaLang", "ConnectRuntime", "Transport"]),
        plugin("Converters", ["Bytes", "JSON", "ConnectAPI", "JavaLang"]),
        plugin("Transforms", ["Bytes", "JSON", "ConnectAPI", "JavaLang"]),
        plugin(
            "HTTPConnector", ["Bytes", "CShims", "Log", "JSON", "Transport", "HTTPClient", "ConnectAPI", "JavaLang"]),
        plugin("Datagen", ["Bytes", "Log", "JSON", "ConnectAPI"]),
        plugin("FileConnector", ["Bytes", "ConnectAPI"]),
        plugin("Mirror", ["Bytes", "ConnectAPI"]),
        .executableTarget(
            name: "sluice",
            dependencies: [
                "CBuildInfo", "CShims",
                "Bytes", "Log", "Transport", "Metrics", "JSON", "KafkaWire", "KafkaClient", "KafkaDevBroker",
                "HTTPServer", "ConnectAPI",
                "ConnectRuntime", "ConnectREST", "Converters", "Transforms", "Datagen", "FileConnector",
                "HTTPConnector",
                "Mirror",
            ], swiftSettings: settings),
        .executableTarget(
            name: "devbroker", dependencies: ["KafkaDevBroker", "Log", "Transport"], swiftSettings: settings),
        .executableTarget(name: "wiregen", dependencies: [], swiftSettings: settings),
        .executableTarget(name: "wirefuzz", dependencies: ["Bytes", "KafkaWire"], swiftSettings: settings),

        .executableTarget(
            name: "bench",
            dependencies: [
                "Bytes", "Transport", "Metrics", "KafkaWire", "KafkaClient", "JSON", "ConnectAPI", "ConnectRuntime",
                "Converters", "Transforms", "Datagen",
            ],
            path: "Benchmarks/bench", swiftSettings: settings),

        tests("Bytes", []),
        tests("Log", []),
        tests("Transport", ["Bytes", "Log"]),
        tests("HTTPServer", ["Bytes", "Transport"]),
        .target(
            name: "HTTPTestServer", dependencies: ["Bytes", "Transport"], path: "Tests/HTTPTestServer",
            swiftSettings: settings),
        tests("HTTPClient", ["Bytes", "Log", "Transport", "HTTPTestServer"]),
        tests("Metrics", ["Bytes"]),
        tests("JSON", ["Bytes"]),
        tests("KafkaWire", ["Bytes", "CShims"]),
        tests(
            "KafkaClient",
            [
                "Bytes", "Log", "Transport", "JSON", "Metrics", "HTTPClient", "HTTPTestServer", "KafkaWire",
                "KafkaDevBroker",
            ]),
        tests("KafkaDevBroker", ["Bytes", "Transport", "KafkaWire", "KafkaClient"]),
        tests("ConnectAPI", ["Bytes"]),
        .target(
            name: "GoldenData", dependencies: ["Bytes", "JSON", "ConnectAPI"], path: "Tests/GoldenData",
            swiftSettings: settings),
        tests("JavaLang", ["Bytes", "ConnectAPI"]),
        tests("Converters", ["Bytes", "JSON", "ConnectAPI", "GoldenData"]),
        tests("Transforms", ["Bytes", "JSON", "ConnectAPI", "GoldenData"]),
        tests("Datagen", ["Bytes", "JSON", "ConnectAPI", "Converters"]),
        tests("FileConnector", ["ConnectAPI"]),
        tests("sluice", ["Bytes", "JSON", "Datagen", "GoldenData"]),
        tests("HTTPConnector", ["Bytes", "ConnectAPI", "HTTPClient", "HTTPTestServer"]),
        tests("Mirror", ["Bytes", "ConnectAPI"]),
        tests(
            "ConnectRuntime",
            [
                "Bytes", "JSON", "Log", "Transport", "Metrics", "KafkaWire", "KafkaClient", "KafkaDevBroker",
                "ConnectAPI", "JavaLang", "GoldenData", "Converters", "Transforms", "Datagen", "FileConnector",
                "Mirror",
            ]),
        tests(
            "ConnectREST",
            [
                "Bytes", "JSON", "Log", "Transport", "HTTPServer", "KafkaClient", "KafkaDevBroker", "ConnectAPI",
                "ConnectRuntime",
                "Converters", "Datagen", "FileConnector",
            ]),
    ]
)
