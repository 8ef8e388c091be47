extension Quickstart {
    static let purchases = Quickstart(
        "purchases", file: "purchase.avro", keyField: "id",
        schema: #"""
            {
              "type": "record", "name": "purchase", "namespace": "datagen.example",
              "fields": [
                {"name": "id", "type": {"type": "long", "arg.properties": {"iteration": {"start": 0}}}},
                {
                  "name": "item_type",
                  "type": {
                    "type": "string",
                    "arg.properties": {
                      "options": [
                        "boots", "shirt", "knife", "saucepan", "table", "chair", "clock", "frame", "guitar",
                        "thermometer", "scarf", "doormat", "vase", "clippers", "game", "towels"
                      ]
                    }
                  }
                },
                {"name": "quantity", "type": {"type": "long", "arg.properties": {"range": {"min": 1, "max": 10}}}},
                {
                  "name": "price_per_unit",
                  "type": {
                    "type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2,
                    "arg.properties": {"range": {"min": 10.0, "max": 50.0}}
                  }
                }
              ]
            }
            """#)

    static let transactions = Quickstart(
        "transactions", file: "transactions.avro", keyField: "transaction_id",
        schema: #"""
            {
              "type": "record", "name": "transactions", "namespace": "datagen.example",
              "fields": [
                {"name": "transaction_id", "type": {"type": "long", "arg.properties": {"iteration": {"start": 1}}}},
                {"name": "card_id", "type": {"type": "long", "arg.properties": {"range": {"min": 1, "max": 24}}}},
                {"name": "user_id", "type": {"type": "string", "arg.properties": {"regex": "User_[1-9]{0,1}"}}},
                {"name": "purchase_id", "type": {"type": "long", "arg.properties": {"iteration": {"start": 0}}}},
                {"name": "store_id", "type": {"type": "int", "arg.properties": {"range": {"min": 1, "max": 7}}}}
              ]
            }
            """#)

    static let stores = Quickstart(
        "stores", file: "stores.avro", keyField: "store_id",
        schema: #"""
            {
              "type": "record", "name": "stores", "namespace": "datagen.example",
              "fields": [
                {"name": "store_id", "type": "int"},
                {"name": "city", "type": "string"},
                {"name": "state", "type": "string"}
              ],
              "arg.properties": {
                "options": [
                  {"store_id": 1, "city": "Raleigh", "state": "NC"},
                  {"store_id": 2, "city": "Chicago", "state": "IL"},
                  {"store_id": 3, "city": "Sacramento", "state": "CA"},
                  {"store_id": 4, "city": "Austin", "state": "TX"},
                  {"store_id": 5, "city": "Boston", "state": "MA"},
                  {"store_id": 6, "city": "Atlanta", "state": "GA"},
                  {"store_id": 7, "city": "Lexington", "state": "SC"}
                ]
              }
            }
            """#)

    static let creditCards = Quickstart(
        "credit_cards", file: "credit_cards.avro", keyField: "card_id",
        schema: #"""
            {
              "type": "record", "name": "users", "namespace": "datagen.example",
              "fields": [
                {"name": "card_id", "type": "int"},
                {"name": "card_number", "type": "long"},
                {"name": "cvv", "type": "int"},
                {"name": "expiration_date", "type": "string"}
              ],
              "arg.properties": {
                "options": [
                  {"card_id": 1, "card_number": 6011601160116611, "cvv": 832, "expiration_date": "12/27"},
                  {"card_id": 2, "card_number": 6011111111111117, "cvv": 833, "expiration_date": "12/26"},
                  {"card_id": 3, "card_number": 6011000990139424, "cvv": 348, "expiration_date": "12/27"},
                  {"card_id": 4, "card_number": 3530111333300000, "cvv": 288, "expiration_date": "11/27"},
                  {"card_id": 5, "card_number": 3566002020360505, "cvv": 558, "expiration_date": "11/27"},
                  {"card_id": 6, "card_number": 5431111111111111, "cvv": 383, "expiration_date": "11/26"},
                  {"card_id": 7, "card_number": 5555555555554444, "cvv": 273, "expiration_date": "10/27"},
                  {"card_id": 8, "card_number": 5105105105105100, "cvv": 663, "expiration_date": "10/27"},
                  {"card_id": 9, "card_number": 4111111111111111, "cvv": 822, "expiration_date": "10/26"},
                  {"card_id": 10, "card_number": 4242424242424242, "cvv": 190, "expiration_date": "09/27"},
                  {"card_id": 11, "card_number": 4000056655665556, "cvv": 729, "expiration_date": "09/26"},
                  {"card_id": 12, "card_number": 5555555555554444, "cvv": 289, "expiration_date": "08/27"},
                  {"card_id": 13, "card_number": 2223003122003222, "cvv": 115, "expiration_date": "08/26"},
                  {"card_id": 14, "card_number": 5200828282828210, "cvv": 927, "expiration_date": "08/27"},
                  {"card_id": 15, "card_number": 5105105105105100, "cvv": 329, "expiration_date": "07/27"},
                  {"card_id": 16, "card_number": 6200000000000005, "cvv": 727, "expiration_date": "06/27"},
                  {"card_id": 17, "card_number": 3056930009020004, "cvv": 563, "expiration_date": "05/27"},
                  {"card_id": 18, "card_number": 4000000760000002, "cvv": 922, "expiration_date": "04/27"},
                  {"card_id": 19, "card_number": 4000001240000000, "cvv": 293, "expiration_date": "03/27"},
                  {"card_id": 20, "card_number": 4000004840008001, "cvv": 779, "expiration_date": "02/27"},
                  {"card_id": 21, "card_number": 4000002500003155, "cvv": 443, "expiration_date": "02/26"},
                  {"card_id": 22, "card_number": 4000002760003184, "cvv": 487, "expiration_date": "06/27"},
                  {"card_id": 23, "card_number": 4000008260003178, "cvv": 663, "expiration_date": "01/26"},
                  {"card_id": 24, "card_number": 4000008260003179, "cvv": 723, "expiration_date": "01/26"}
                ]
              }
            }
            """#)

    static let campaignFinance = Quickstart(
        "campaign_finance", file: "campaign_finance.avro", keyField: "candidate_id",
        schema: #"""
            {
              "type": "record", "name": "campaign_finance", "namespace": "datagen",
              "fields": [
                {
                  "name": "time",
                  "type": {"type": "long", "arg.properties": {"range": {"min": 1587715775521, "max": 1619273364600}}}
                },
                {"name": "candidate_id", "type": {"type": "string", "arg.properties": {"regex": "[A-Z][1-9]{8,8}"}}},
                {
                  "name": "party_affiliation",
                  "type": {"type": "string", "arg.properties": {"options": ["REP", "DEM", "IND"]}}
                },
                {
                  "name": "contribution",
                  "type": {"type": "int", "arg.properties": {"range": {"min": 20, "max": 3500}}}
                }
              ]
            }
            """#)
}
