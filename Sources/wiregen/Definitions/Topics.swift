/// Topics and their configurations.
let topicAPIs = [createTopics, describeConfigs]

private let createTopics = API(
    19, "CreateTopics", versions: 2...7, flexibleFrom: 5, sentTo: .controller,
    "Creates topics.",
    request: [
        .array(
            "topics", of: "Topic", "Each topic once.",
            [
                .string("name", "The topic's name."),
                .int32(
                    "partitionCount", default: -1, "How many partitions; -1: the broker's default, or `assignments`."),
                .int16(
                    "replicationFactor", default: -1, "How many replicas; -1: the broker's default, or `assignments`."),
                .array(
                    "assignments", of: "Assignment", "Where each partition goes; empty: the broker decides.",
                    [
                        .int32("partitionIndex", "The partition's number."),
                        .int32s("brokerIDs", "The brokers to hold it, the preferred leader first."),
                    ]),
                .array(
                    "configs", of: "Config", "Configurations that differ from the broker's.",
                    [
                        .string("name", "For example cleanup.policy."),
                        .nullableString("value", "Its value."),
                    ]),
            ]),
        .milliseconds("timeout", default: 60000, "How long the broker may take."),
        .bool("validateOnly", since: 1, "Check, but don't create."),
    ],
    response: [
        .throttleTime(since: 2),
        .array(
            "topics", of: "Topic", "One answer for each topic.",
            [
                .string("name", "The topic's name."),
                .topicID(since: 7, ignorable: true, "The new topic's id."),
                .errorCode("Why it was not created."),
                .errorMessage(since: 1),
                .errorCode(
                    named: "topicConfigErrorCode", since: 5, tag: 0, ignorable: true,
                    "Why there are no configurations in the answer."),
                .int32("partitionCount", since: 5, default: -1, ignorable: true, "How many partitions it has."),
                .int16("replicationFactor", since: 5, default: -1, ignorable: true, "How many replicas it has."),
                .nullableArray(
                    "configs", of: "Config", since: 5, nullableFrom: 5, ignorable: true,
                    "Its configuration; nil if we may not see it.",
                    [
                        .string("name", since: 5, "For example cleanup.policy."),
                        .nullableString("value", since: 5, "Its value."),
                        .bool("isReadOnly", since: 5, "Whether it can't be changed."),
                        .int8(
                            "source", since: 5, default: -1, ignorable: true,
                            "Where the value comes from, see DescribeConfigs."),
                        .bool("isSensitive", since: 5, "Whether the value is a secret, and withheld."),
                    ]),
            ]),
    ])

private let describeConfigs = API(
    32, "DescribeConfigs", versions: 1...4, flexibleFrom: 4, sentTo: .anyBroker,
    "Asks for the configuration of topics, brokers or groups. A broker's own is asked of that broker.",
    request: [
        .array(
            "resources", of: "Resource", "What is asked about.",
            [
                .int8("resourceType", "2: topic, 4: broker, 8: broker's loggers, 16: client metrics, 32: group."),
                .string("resourceName", "The topic's name, the broker's id, the group's id."),
                .nullableStrings("keys", "The keys asked for; nil: all."),
            ]),
        .bool("includeSynonyms", since: 1, "Whether to tell which other settings the value is taken from."),
        .bool("includeDocumentation", since: 3, "Whether to tell what each setting does."),
    ],
    response: [
        .throttleTime(),
        .array(
            "results", of: "Result", "One answer for each resource.",
            [
                .errorCode("Why there is nothing to tell."),
                .errorMessage(),
                .int8("resourceType", "As in the request."),
                .string("resourceName", "As in the request."),
                .array("configs", of: "Config", "Its settings.", describedConfig),
            ]),
    ])

private let describedConfig: [Field] = [
    .string("name", "For example cleanup.policy."),
    .nullableString("value", "Its value; nil if it has none or is a secret."),
    .bool("isReadOnly", "Whether it can't be changed."),
    .int8(
        "source", since: 1, default: -1, ignorable: true,
        "1: the topic, 2: the broker dynamically, 3: all brokers dynamically, 4: the broker's file, 5: default, 6: loggers."
    ),
    .bool("isSensitive", "Whether the value is a secret, and withheld."),
    .array(
        "synonyms", of: "Synonym", since: 1, ignorable: true,
        "The settings that the value may come from, the first one wins.",
        [
            .string("name", since: 1, "The setting's name."),
            .nullableString("value", since: 1, "Its value."),
            .int8("source", since: 1, "Where it comes from."),
        ]),
    .int8(
        "configType", since: 3, ignorable: true,
        "1: boolean, 2: string, 3: int, 4: short, 5: long, 6: double, 7: list, 8: class, 9: password; 0: not known."),
    .nullableString("documentation", since: 3, ignorable: true, "What it does."),
]
