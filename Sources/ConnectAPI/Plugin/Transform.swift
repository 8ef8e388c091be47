/// Changes records between source and converter, or between converter and sink.
public protocol Transform: Plugin, AnyObject {
    init()

    func configure(_ configuration: ConfigValues) throws(ConnectError)
    /// The changed record, nil to drop it.
    func apply(_ record: ConnectRecord) throws(ConnectError) -> ConnectRecord?
}

/// Decides which records a transform is applied to.
public protocol Predicate: Plugin, AnyObject {
    init()

    func configure(_ configuration: ConfigValues) throws(ConnectError)
    func test(_ record: ConnectRecord) throws(ConnectError) -> Bool
}
