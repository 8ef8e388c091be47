/// What every plugin tells about itself.
///
/// A plugin is found by its Java class name, by the last part of it, and by that part without its ending
/// (`DatagenConnector`, `Datagen`), so that a configuration written for the Java plugin runs unchanged.
public protocol Plugin: Sendable {
    /// The Java plugin's full class name, such as `org.apache.kafka.connect.json.JsonConverter`.
    static var className: String { get }
    /// The version that REST answers show.
    static var version: String { get }
    /// The plugin's keys, from which parsing, validation and the reference page come.
    static var configuration: ConfigDefinition { get }
}

/// Configuration as a plugin gets it: text by key; nil where JSON had a null.
public typealias ConfigValues = [String: String?]

/// The plugins that a worker offers: one list, handed to the runtime when it is made.
public struct PluginList: Sendable {
    public var sourceConnectors: [any SourceConnector.Type] = []
    public var sinkConnectors: [any SinkConnector.Type] = []
    public var converters: [any Converter.Type] = []
    public var headerConverters: [any HeaderConverter.Type] = []
    public var transforms: [any Transform.Type] = []
    public var predicates: [any Predicate.Type] = []

    public init() {}

    /// Both lists, one after the other.
    public static func + (left: PluginList, right: PluginList) -> PluginList {
        var sum = left
        sum.sourceConnectors += right.sourceConnectors
        sum.sinkConnectors += right.sinkConnectors
        sum.converters += right.converters
        sum.headerConverters += right.headerConverters
        sum.transforms += right.transforms
        sum.predicates += right.predicates
        return sum
    }
}
