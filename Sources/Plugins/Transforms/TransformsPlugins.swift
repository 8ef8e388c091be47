public import ConnectAPI

/// The transforms and predicates that come with Kafka Connect.
public enum TransformsPlugins {
    public static var list: PluginList {
        var list = PluginList()
        list.transforms = [
            PartTransform<CastLogic, KeyChoice>.self, PartTransform<CastLogic, ValueChoice>.self, DropHeaders.self,
            PartTransform<ExtractFieldLogic, KeyChoice>.self, PartTransform<ExtractFieldLogic, ValueChoice>.self,
            Filter.self,
            PartTransform<FlattenLogic, KeyChoice>.self, PartTransform<FlattenLogic, ValueChoice>.self,
            PartTransform<HeaderFromLogic, KeyChoice>.self, PartTransform<HeaderFromLogic, ValueChoice>.self,
            PartTransform<HoistFieldLogic, KeyChoice>.self, PartTransform<HoistFieldLogic, ValueChoice>.self,
            PartTransform<InsertFieldLogic, KeyChoice>.self, PartTransform<InsertFieldLogic, ValueChoice>.self,
            InsertHeader.self,
            PartTransform<MaskFieldLogic, KeyChoice>.self, PartTransform<MaskFieldLogic, ValueChoice>.self,
            RegexRouter.self,
            PartTransform<ReplaceFieldLogic, KeyChoice>.self, PartTransform<ReplaceFieldLogic, ValueChoice>.self,
            PartTransform<SetSchemaMetadataLogic, KeyChoice>.self,
            PartTransform<SetSchemaMetadataLogic, ValueChoice>.self,
            PartTransform<TimestampConverterLogic, KeyChoice>.self,
            PartTransform<TimestampConverterLogic, ValueChoice>.self,
            TimestampRouter.self, ValueToKey.self,
        ]
        list.predicates = [HasHeaderKey.self, RecordIsTombstone.self, TopicNameMatches.self]
        return list
    }
}
