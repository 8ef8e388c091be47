import ConnectAPI

/// What keys were called in the original's releases before 0.8, which many an example on the web still shows.
enum HTTPFormerNames {
    private static let names = [
        "http.request.offset.initial": HTTPKeys.initialOffset.name,
        "http.poll.interval.millis": HTTPKeys.interval.name,
        "http.source.poll.interval.millis": HTTPKeys.interval.name,
        "http.throttle.interval.millis": HTTPKeys.interval.name,
        "http.throttle.catchup.interval.millis": HTTPKeys.catchup.name,
        "http.throttler": HTTPKeys.timer.name,
        "http.poll.interceptor": HTTPKeys.timer.name,
        "http.source.query-params": HTTPKeys.params.name,
        "http.source.template.factory": HTTPKeys.templateFactory.name,
        "http.source.record.mapper": HTTPKeys.mapper.name,
        "http.record.mapper": HTTPKeys.mapper.name,
        "http.response.filter.factory": HTTPKeys.filterFactory.name,
        "http.client.keep-alive.duration.millis": HTTPKeys.idleTime.name,
    ]

    /// Parts of records, which were called items once; behind whatever stood in front of them.
    private static let parts = [
        "items.pointer": HTTPKeys.listPointer.name,
        "records.pointer": HTTPKeys.listPointer.name,
        "item.value.pointer": HTTPKeys.recordPointer.name,
        "record.value.pointer": HTTPKeys.recordPointer.name,
        "item.key.pointer": HTTPKeys.keyPointer.name,
        "item.timestamp.pointer": HTTPKeys.timestampPointer.name,
        "item.offset.pointer": HTTPKeys.offsetPointer.name,
        "item.offset.value.pointer": HTTPKeys.offsetPointer.name,
        "item.offset.key": HTTPKeys.offsetPointer.name,
        "item.timestamp.parser": HTTPKeys.timestampParser.name,
        "item.timestamp.parser.class": HTTPKeys.timestampParser.name,
        "item.timestamp.parser.pattern": HTTPKeys.timestampPattern.name,
        "item.timestamp.parser.zone": HTTPKeys.timestampZone.name,
    ]

    /// What a key is called now; nil if it never was one.
    static func current(_ name: String) -> String? {
        if let current = self.names[name] { return current }
        for prefix in ["http.response.", "http.response.json.", "http.source.response.json."]
        where name.hasPrefix(prefix) {
            if let current = self.parts[String(name.dropFirst(prefix.count))] { return current }
        }
        let source = "http.source."
        guard name.hasPrefix(source) else { return nil }
        let current = "http.request." + name.dropFirst(source.count)
        return HTTPKeys.original.contains { $0.definition.name == current } ? current : nil
    }
}
