import JSON

/// The rows of quickstarts that draw a record as a whole: JSON arrays of objects. All are made up, and the same in
/// every run.
enum MadeUpRows {
    private static func json(_ rows: [JSONObject]) -> String { JSONValue.array(rows.map(JSONValue.object)).text }

    private static func nameParts(_ index: Int) -> (first: String, last: String) {
        let first = ValuePools.people[index % ValuePools.people.count]
        // The second hundred of people have the first names of the one and the last names of another.
        let other = ValuePools.people[(index + index / ValuePools.people.count * 37) % ValuePools.people.count]
        let (given, family) = (first.split(separator: " ", maxSplits: 1), other.split(separator: " ", maxSplits: 1))
        return (String(given[0]), String(family[family.count - 1]))
    }

    private static func letters(_ text: String) -> String { text.lowercased().filter { $0.isLetter && $0.isASCII } }

    static var pizzaLines: String {
        self.json(
            ValuePools.pizzaLines.map { line in
                let parts = line.split(separator: " ")
                let (quantity, price) = (Int(parts[2]) ?? 1, Double(parts[3]) ?? 0)
                let cents = Int((price * 100).rounded())
                return [
                    "product_id": .int(Int(parts[0]) ?? 0), "category": .string(String(parts[1])),
                    "quantity": .int(quantity), "unit_price": .double(price),
                    "net_price": .double(Double(cents * quantity) / 100),
                ]
            })
    }

    static var players: String {
        self.json(
            ValuePools.people.indices.map { index in
                [
                    "player_id": .int(1001 + index), "player_name": .string(ValuePools.people[index]),
                    "ip": .string(ValuePools.playerAddresses[index]),
                ]
            })
    }

    static var insuranceCustomers: String {
        var random = JavaRandom(seed: 150)
        let domains = ["example.com", "example.org", "example.net", "mail.example", "post.example"]
        return self.json(
            ValuePools.customerIDs.enumerated().map { index, id in
                let (first, last) = self.nameParts(index)
                let mailbox = self.letters(String(first.prefix(1)) + last) + String(index, radix: 36)
                return [
                    "customer_id": .int(Int(id) ?? 0), "first_name": .string(first), "last_name": .string(last),
                    "email": .string("\(mailbox)@\(domains[index % domains.count])"),
                    "gender": .string(index * 87 % 150 < 87 ? "Female" : "Male"),
                    "income": .int(50_188 + random.nextInt(445_220)), "fico": .int(404 + random.nextInt(490)),
                    "years_active": .int(1 + random.nextInt(45)),
                ]
            })
    }

    static var employees: String {
        var random = JavaRandom(seed: 100)
        return self.json(
            (0..<100).map { index in
                let (first, last) = self.nameParts(index)
                let mailbox = String(
                    decoding: [index % 26, index / 26, 3, 17].map { UInt8(ascii: "a") + UInt8($0) }, as: UTF8.self)
                let number = 100_000_000 + random.nextInt(899_999_999)
                let digits = String(number)
                return [
                    "employee_id": .int(1000 + index), "first_name": .string(first), "last_name": .string(last),
                    "age": .int(30 + random.nextInt(20)),
                    "ssn": .string("\(digits.prefix(3))-\(digits.dropFirst(3).prefix(2))-\(digits.suffix(4))"),
                    "hourly_rate": .int(8 + random.nextInt(17)),
                    "gender": .string(index * 54 % 100 < 54 ? "female" : "male"),
                    "email": .string("\(mailbox)@mycompany.com"),
                ]
            })
    }
}

/// Shoes and who buys them.
extension MadeUpRows {
    static var shoes: String {
        var random = JavaRandom(seed: 1)
        let words = ["Impreza", "Sidekick", "Max", "Spectra5", "Perf", "TrailRunner", "Pro"]
        return self.json(
            ValuePools.shoeIDs.enumerated().map { index, id in
                let word = Int(random.nextInt(7))
                let other = words[(word + 1 + Int(random.nextInt(6))) % words.count]
                // Spread over the rows: 229 without a rating, 120 with the best one.
                let rank = index * 100 % 643
                let rating = rank < 229 ? 0 : rank < 349 ? 50 : 30 + Int(random.nextInt(20))
                return [
                    "id": .string(id), "brand": .string(ValuePools.brands[Int(random.nextInt(20))]),
                    "name": .string("\(words[word]) \(other) \(100 + random.nextInt(898))"),
                    "sale_price": .int(1595 + Int(random.nextInt(350)) * 100),
                    "rating": .double(Double(rating) / 10),
                ]
            })
    }

    private static let states = """
        California, Texas, Florida, New York, Ohio, California, Texas, Florida, California, Texas, New York, \
        California, Texas, Alabama, Alaska, Arizona, Arkansas, Colorado, Connecticut, Delaware, District of Columbia, \
        Georgia, Hawaii, Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maryland, Massachusetts, \
        Michigan, Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada, New Jersey, New Mexico, \
        North Carolina, North Dakota, Oklahoma, Oregon, Pennsylvania, South Carolina, Tennessee, Utah, Virginia, \
        Washington, West Virginia
        """.split(separator: ",").map { String($0.drop { $0 == " " }) }

    static var shoeCustomers: String {
        var random = JavaRandom(seed: 2)
        let streets = ["Oak", "Maple", "Lakeview", "Sunset", "Hill", "Mill", "Meadow", "Spring", "River", "Church"]
        let suffixes = ["Road", "Junction", "Center", "Point", "Street", "Avenue", "Lane", "Court"]
        return self.json(
            ValuePools.shoeCustomerIDs.enumerated().map { index, id in
                let (first, last) = self.nameParts(index)
                let phone = [200 + random.nextInt(800), 200 + random.nextInt(800)].map(String.init)
                let street = "\(streets[Int(random.nextInt(10))]) \(suffixes[Int(random.nextInt(8))])"
                return [
                    "id": .string(id), "first_name": .string(first), "last_name": .string(last),
                    "email": .string(self.letters(String(first.prefix(1)) + last) + "\(index)@example.com"),
                    "phone": .string("\(phone[0])-\(phone[1])-\(1000 + random.nextInt(9000))"),
                    "street_address": .string("\(1 + random.nextInt(9999)) \(street)"),
                    "state": .string(self.states[Int(random.nextInt(Int32(self.states.count)))]),
                    // As in spreadsheets: a leading zero gets lost.
                    "zip_code": .string(
                        String(index % 21 == 0 ? 1000 + random.nextInt(9000) : 10_000 + random.nextInt(90_000))),
                    "country": "United States", "country_code": "US",
                ]
            })
    }
}
