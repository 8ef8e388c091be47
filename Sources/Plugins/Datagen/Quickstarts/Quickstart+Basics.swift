extension Quickstart {
    static let users = Quickstart(
        "users", file: "users_schema.avro", keyField: "userid",
        schema: #"""
            {
              "type": "record", "name": "users", "namespace": "ksql",
              "fields": [
                {
                  "name": "registertime",
                  "type": {"type": "long", "arg.properties": {"range": {"min": 1487715775521, "max": 1519273364600}}}
                },
                {"name": "userid", "type": {"type": "string", "arg.properties": {"regex": "User_[1-9]"}}},
                {"name": "regionid", "type": {"type": "string", "arg.properties": {"regex": "Region_[1-9]"}}},
                {
                  "name": "gender",
                  "type": {"type": "string", "arg.properties": {"options": ["MALE", "FEMALE", "OTHER"]}}
                }
              ]
            }
            """#)

    static let usersWithInterests = Quickstart(
        "users_", file: "users_array_map_schema.avro", keyField: "userid",
        schema: #"""
            {
              "type": "record", "name": "users", "namespace": "ksql",
              "fields": [
                {
                  "name": "registertime",
                  "type": {"type": "long", "arg.properties": {"range": {"min": 1487715775521, "max": 1519273364600}}}
                },
                {"name": "userid", "type": {"type": "string", "arg.properties": {"regex": "User_[1-9]"}}},
                {"name": "regionid", "type": {"type": "string", "arg.properties": {"regex": "Region_[1-9]"}}},
                {
                  "name": "gender",
                  "type": {"type": "string", "arg.properties": {"options": ["MALE", "FEMALE", "OTHER"]}}
                },
                {
                  "name": "interests",
                  "type": {
                    "type": "array", "items": "string",
                    "arg.properties": {"options": [["Game", "News"], ["Game", "Sport"], ["News", "Movies"], ["News", \#
            "Travel"]]}
                  }
                },
                {
                  "name": "contactinfo",
                  "type": {
                    "type": "map", "values": "string",
                    "arg.properties": {
                      "options": [
                        {"phone": "6503349999", "city": "San Mateo", "state": "CA", "zipcode": "94403"},
                        {"phone": "9492229999", "city": "Irvine", "state": "CA", "zipcode": "92617"},
                        {"phone": "6503889999", "city": "Palo Alto", "state": "CA", "zipcode": "94301"},
                        {"phone": "4083366881", "city": "San Jose", "state": "CA", "zipcode": "95112"},
                        {"phone": "6502215368", "city": "San Carlos", "state": "CA", "zipcode": "94070"}
                      ]
                    }
                  }
                }
              ]
            }
            """#)

    static let pageviews = Quickstart(
        "pageviews", file: "pageviews_schema.avro", keyField: "viewtime",
        schema: #"""
            {
              "type": "record", "name": "pageviews", "namespace": "ksql",
              "fields": [
                {
                  "name": "viewtime",
                  "type": {
                    "type": "long", "arg.properties": {"iteration": {"start": 1, "step": 10}},
                    "format_as_time": "unix_long"
                  }
                },
                {"name": "userid", "type": {"type": "string", "arg.properties": {"regex": "User_[1-9]"}}},
                {"name": "pageid", "type": {"type": "string", "arg.properties": {"regex": "Page_[1-9][0-9]"}}}
              ]
            }
            """#)

    static let orders = Quickstart(
        "orders", file: "orders_schema.avro", keyField: "orderid",
        schema: #"""
            {
              "type": "record", "name": "orders", "namespace": "ksql",
              "fields": [
                {
                  "name": "ordertime",
                  "type": {"type": "long", "arg.properties": {"range": {"min": 1487715775521, "max": 1519273364600}}}
                },
                {"name": "orderid", "type": {"type": "int", "arg.properties": {"iteration": {"start": 0}}}},
                {"name": "itemid", "type": {"type": "string", "arg.properties": {"regex": "Item_[1-9][0-9]{0,2}"}}},
                {
                  "name": "orderunits",
                  "type": {"type": "double", "arg.properties": {"range": {"min": 0.1, "max": 10.0}}}
                },
                {
                  "name": "address",
                  "type": {
                    "type": "record", "name": "address",
                    "fields": [
                      {"name": "city", "type": {"type": "string", "arg.properties": {"regex": "City_[1-9]{0,2}"}}},
                      {"name": "state", "type": {"type": "string", "arg.properties": {"regex": "State_[1-9]{0,2}"}}},
                      {
                        "name": "zipcode",
                        "type": {"type": "long", "arg.properties": {"range": {"min": 10000, "max": 99999}}}
                      }
                    ]
                  }
                }
              ]
            }
            """#)

    static let ratings = Quickstart(
        "ratings", file: "ratings_schema.avro", keyField: "rating_id",
        schema: #"""
            {
              "type": "record", "name": "ratings", "namespace": "ksql",
              "fields": [
                {"name": "rating_id", "type": {"type": "long", "arg.properties": {"iteration": {"start": 1}}}},
                {"name": "user_id", "type": {"type": "int", "arg.properties": {"range": {"min": -1, "max": 20}}}},
                {"name": "stars", "type": {"type": "int", "arg.properties": {"range": {"min": 1, "max": 5}}}},
                {"name": "route_id", "type": {"type": "int", "arg.properties": {"range": {"min": 1, "max": 9999}}}},
                {
                  "name": "rating_time",
                  "type": {
                    "type": "long", "arg.properties": {"iteration": {"start": 1, "step": 12}},
                    "format_as_time": "unix_long"
                  }
                },
                {
                  "name": "channel",
                  "type": {"type": "string", "arg.properties": {"options": ["web", "iOS", "ios", "iOS-test", \#
            "android"]}}
                },
                {
                  "name": "message",
                  "type": {
                    "type": "string",
                    "arg.properties": {
                      "options": [
                        "worst. flight. ever. #neveragain",
                        "Surprisingly good, maybe you are getting your mojo back at long last!",
                        "Exceeded all my expectations. Thank you !", "meh", "(expletive deleted)",
                        "is this as good as it gets? really ?",
                        "airport refurb looks great, will fly outta here more!",
                        "why is it so difficult to keep the bathrooms clean ?",
                        "thank you for the most friendly, helpful experience today at your new lounge",
                        "more peanuts please", "your team here rocks!"
                      ]
                    }
                  }
                }
              ]
            }
            """#)

    static let stockTrades = Quickstart(
        "stock_trades", file: "stock_trades_schema.avro", keyField: "symbol",
        schema: #"""
            {
              "type": "record", "name": "StockTrade", "namespace": "ksql",
              "doc": "Defines a hypothetical stock trade using some known test stock symbols.",
              "fields": [
                {
                  "name": "side", "type": {"type": "string", "arg.properties": {"options": ["BUY", "SELL"]}},
                  "doc": "A simulated trade side (buy or sell or short)"
                },
                {
                  "name": "quantity", "type": {"type": "int", "arg.properties": {"range": {"min": 1, "max": 5000}}},
                  "doc": "A simulated random quantity of the trade"
                },
                {
                  "name": "symbol",
                  "type": {
                    "type": "string",
                    "arg.properties": {"options": ["ZBZX", "ZJZZT", "ZTEST", "ZVV", "ZVZZT", "ZWZZT", "ZXZZT"]}
                  },
                  "doc": "Simulated stock symbols"
                },
                {
                  "name": "price", "type": {"type": "int", "arg.properties": {"range": {"min": 5, "max": 1000}}},
                  "doc": "A simulated random trade price in pennies"
                },
                {
                  "name": "account",
                  "type": {"type": "string", "arg.properties": {"options": ["ABC123", "LMN456", "XYZ789"]}},
                  "doc": "Simulated accounts assigned to the trade"
                },
                {
                  "name": "userid", "type": {"type": "string", "arg.properties": {"regex": "User_[1-9]"}},
                  "doc": "The simulated user who executed the trade"
                }
              ]
            }
            """#)

    static let inventory = Quickstart(
        "inventory", file: "inventory.avro", keyField: "id",
        schema: #"""
            {
              "type": "record", "name": "inventory", "namespace": "ksql",
              "fields": [
                {"name": "id", "type": {"type": "long", "arg.properties": {"iteration": {"start": 0}}}},
                {"name": "quantity", "type": {"type": "long", "arg.properties": {"iteration": {"start": 0}}}},
                {"name": "productid", "type": {"type": "long", "arg.properties": {"iteration": {"start": 0}}}}
              ]
            }
            """#)

    static let product = Quickstart(
        "product", file: "product.avro", keyField: "id",
        schema: #"""
            {
              "type": "record", "name": "product", "namespace": "ksql",
              "fields": [
                {"name": "id", "type": {"type": "long", "arg.properties": {"iteration": {"start": 0}}}},
                {"name": "name", "type": {"type": "string", "arg.properties": {"iteration": {"start": 0}}}},
                {"name": "description", "type": {"type": "string", "arg.properties": {"iteration": {"start": 0}}}},
                {"name": "price", "type": {"type": "double", "arg.properties": {"iteration": {"start": 0}}}}
              ]
            }
            """#)
}
