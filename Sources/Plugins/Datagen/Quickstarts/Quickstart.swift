/// A ready-made schema with its key field.
///
/// The schemas are those of the Java connector's quickstarts, so that demonstrations written for it find the same
/// fields with the same values.
struct Quickstart: Sendable {
    let name: String
    /// Name of its schema file, under which `schema.filename` finds it too.
    let file: String
    let keyField: String
    private let makeSchema: @Sendable () -> String

    init(_ name: String, file: String, keyField: String, schema: @autoclosure @escaping @Sendable () -> String) {
        self.name = name
        self.file = file
        self.keyField = keyField
        self.makeSchema = schema
    }

    /// The Avro schema's JSON text; made when it is asked for, since some are long.
    var schema: String { self.makeSchema() }

    /// All quickstarts, in the order in which messages list them.
    static let all: [Quickstart] = [
        .clickstreamCodes, .clickstream, .clickstreamUsers, .orders, .ratings, .users, .usersWithInterests,
        .pageviews, .stockTrades, .inventory, .product, .purchases, .transactions, .stores, .creditCards,
        .campaignFinance, .fleetMgmtDescription, .fleetMgmtLocation, .fleetMgmtSensors, .pizzaOrders,
        .pizzaOrdersCompleted, .pizzaOrdersCancelled, .insuranceOffers, .insuranceCustomers,
        .insuranceCustomerActivity, .gamingGames, .gamingPlayers, .gamingPlayerActivity, .payrollEmployee,
        .payrollEmployeeLocation, .payrollBonus, .syslogLogs, .deviceInformation, .siemLogs, .shoes, .shoeCustomers,
        .shoeOrders, .shoeClickstream,
    ]

    /// The quickstart of that name, in any case of its letters.
    static func named(_ name: String) -> Quickstart? {
        let name = name.lowercased()
        return self.all.first { $0.name == name }
    }

    static func withFile(_ file: String) -> Quickstart? { self.all.first { $0.file == file } }

    static var unknownName: String {
        "quickstart must be one out of " + self.all.map(\.name).joined(separator: ",")
    }
}
