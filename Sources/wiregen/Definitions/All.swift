/// Every API that we speak, by key.
let allAPIs: [API] = {
    let families: [[API]] = [
        clusterAPIs, dataAPIs, groupAPIs, topicAPIs, transactionAPIs, offsetAPIs,
        configAPIs, groupAdminAPIs, securityAPIs, transactionAdminAPIs,
    ]
    return families.flatMap { $0 }.sorted { $0.key < $1.key }
}()
