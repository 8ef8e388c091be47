/// Configurations of topics, brokers and groups.
let configAPIs = [describeConfigs, alterConfigs, incrementalAlterConfigs]

private let resourceTypes = "2: topic, 4: broker, 8: broker's loggers, 16: client metrics, 32: group."

private let describeConfigs = API(
    32, "DescribeConfigs", versions: 1...4, flexibleFrom: 4, sentTo: .anyBroker,
    "Asks for the configuration of topics, brokers or groups. A broker's own is asked of that broker.",
    request: [
        .array(
            "resources", of: "Resource", "What is asked about.",
            [
                .int8("resourceType", resourceTypes),
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

private let alteredResource: [Field] = [
    .errorCode("Why it was not changed."),
    .errorMessage(),
    .int8("resourceType", "As in the request."),
    .string("resourceName", "As in the request."),
]

private let alterConfigs = API(
    33, "AlterConfigs", versions: 0...2, flexibleFrom: 2, sentTo: .controller,
    "Replaces all settings of topics or brokers; IncrementalAlterConfigs is the one to use.",
    request: [
        .array(
            "resources", of: "Resource", "What to change.",
            [
                .int8("resourceType", resourceTypes),
                .string("resourceName", "The topic's name or the broker's id."),
                .array(
                    "configs", of: "Config", "Its settings from now on; what isn't here goes back to its default.",
                    [
                        .string("name", "For example cleanup.policy."),
                        .nullableString("value", "Its value."),
                    ]),
            ]),
        .bool("validateOnly", "Check, but don't change."),
    ],
    response: [
        .throttleTime(ignorable: false),
        .array("responses", of: "Resource", "One answer for each resource.", alteredResource),
    ])

private let incrementalAlterConfigs = API(
    44, "IncrementalAlterConfigs", versions: 0...1, flexibleFrom: 1, sentTo: .controller,
    "Changes single settings of topics, brokers or groups (KIP-339).",
    request: [
        .array(
            "resources", of: "Resource", "What to change.",
            [
                .int8("resourceType", resourceTypes),
                .string("resourceName", "The topic's name, the broker's id, the group's id."),
                .array(
                    "configs", of: "Config", "The settings to change.",
                    [
                        .string("name", "For example cleanup.policy."),
                        .int8(
                            "operation", "0: set, 1: back to the default, 2: append to a list, 3: remove from a list."),
                        .nullableString("value", "Its value; nil for the default."),
                    ]),
            ]),
        .bool("validateOnly", "Check, but don't change."),
    ],
    response: [
        .throttleTime(ignorable: false),
        .array("responses", of: "Resource", "One answer for each resource.", alteredResource),
    ])
