public import ConnectAPI

/// The converters that come with Kafka Connect.
public enum ConvertersPlugins {
    public static var list: PluginList {
        var list = PluginList()
        list.converters = [
            JsonConverter.self, StringConverter.self, ByteArrayConverter.self, BooleanConverter.self,
            DoubleConverter.self, FloatConverter.self, IntegerConverter.self, LongConverter.self, ShortConverter.self,
        ]
        list.headerConverters = [
            SimpleHeaderConverter.self, JsonConverter.self, StringConverter.self, ByteArrayConverter.self,
            BooleanConverter.self,
            DoubleConverter.self, FloatConverter.self, IntegerConverter.self, LongConverter.self, ShortConverter.self,
        ]
        return list
    }
}
