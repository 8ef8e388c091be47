/// Idempotent and transactional producers.
let transactionAPIs = [initProducerID]

private let initProducerID = API(
    22, "InitProducerId", versions: 0...6, flexibleFrom: 2, sentTo: .transactionCoordinator,
    "Asks for a producer's id and epoch; with a transactional id it fences that id's other producers.",
    request: [
        .nullableString(
            "transactionalID", "Transactional id; nil for an idempotent producer, then any broker will do."),
        .milliseconds("transactionTimeout", "After this long the coordinator aborts an open transaction."),
        .int64("producerID", since: 3, default: -1, "The id that the producer has, to raise its epoch; -1: none."),
        .int16("producerEpoch", since: 3, default: -1, "The epoch that the producer has; -1: none."),
        .bool("enableTwoPhaseCommit", since: 6, "Whether others decide on its transactions (KIP-939)."),
        .bool("keepPreparedTransaction", since: 6, "Whether a prepared transaction stays (KIP-939)."),
    ],
    response: [
        .throttleTime(),
        .errorCode("Why there is no id."),
        .int64("producerID", default: -1, "The producer's id."),
        .int16("producerEpoch", "The producer's epoch."),
        .int64(
            "ongoingTransactionProducerID", since: 6, default: -1, ignorable: true,
            "Of a transaction that was kept; -1: none."),
        .int16(
            "ongoingTransactionProducerEpoch", since: 6, default: -1, ignorable: true,
            "Of a transaction that was kept; -1: none."),
    ])
