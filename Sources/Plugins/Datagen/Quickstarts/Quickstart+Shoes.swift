extension Quickstart {
    static let shoes = Quickstart(
        "shoes", file: "shoes.avro", keyField: "id",
        schema: #"""
            {
              "type": "record", "name": "shoe_product", "namespace": "shoes",
              "fields": [
                {"name": "id", "type": "string"},
                {"name": "brand", "type": "string"},
                {"name": "name", "type": "string"},
                {"name": "sale_price", "type": "int"},
                {"name": "rating", "type": "double"}
              ],
              "arg.properties": {"options": \#(MadeUpRows.shoes)}
            }
            """#)

    static let shoeCustomers = Quickstart(
        "shoe_customers", file: "shoe_customers.avro", keyField: "id",
        schema: #"""
            {
              "type": "record", "name": "shoe_customers", "namespace": "shoes",
              "fields": [
                {"name": "id", "type": "string"},
                {"name": "first_name", "type": "string"},
                {"name": "last_name", "type": "string"},
                {"name": "email", "type": "string"},
                {"name": "phone", "type": "string"},
                {"name": "street_address", "type": "string"},
                {"name": "state", "type": "string"},
                {"name": "zip_code", "type": "string"},
                {"name": "country", "type": "string"},
                {"name": "country_code", "type": "string"}
              ],
              "arg.properties": {"options": \#(MadeUpRows.shoeCustomers)}
            }
            """#)

    static let shoeOrders = Quickstart(
        "shoe_orders", file: "shoe_orders.avro", keyField: "order_id",
        schema: #"""
            {
              "type": "record", "name": "shoe_orders", "namespace": "shoes",
              "fields": [
                {
                  "name": "order_id",
                  "type": {"type": "int", "arg.properties": {"iteration": {"start": 1000, "step": 1}}}
                },
                {
                  "name": "product_id",
                  "type": {"type": "string", "arg.properties": {"options": \#(ValuePools.json(ValuePools.shoeIDs))}}
                },
                {
                  "name": "customer_id",
                  "type": {"type": "string", "arg.properties": {"options": \#
            \#(ValuePools.json(ValuePools.shoeCustomerIDs))}}
                },
                {
                  "name": "ts",
                  "type": {
                    "type": "long", "logicalType": "timestamp-millis",
                    "arg.properties": {"iteration": {"start": 1609459200000, "step": 100000}}
                  }
                }
              ]
            }
            """#)

    static let shoeClickstream = Quickstart(
        "shoe_clickstream", file: "shoe_clickstream.avro", keyField: "product_id",
        schema: #"""
            {
              "type": "record", "name": "shoe_clickstream", "namespace": "shoes",
              "fields": [
                {
                  "name": "product_id",
                  "type": {"type": "string", "arg.properties": {"options": \#(ValuePools.json(ValuePools.shoeIDs))}}
                },
                {
                  "name": "user_id",
                  "type": {"type": "string", "arg.properties": {"options": \#
            \#(ValuePools.json(ValuePools.shoeCustomerIDs))}}
                },
                {"name": "view_time", "type": {"type": "int", "arg.properties": {"range": {"min": 10, "max": 120}}}},
                {
                  "name": "page_url",
                  "type": {"type": "string", "arg.properties": {"regex": "https://www[.]acme[.]com/product/[a-z]{5}"}}
                },
                {"name": "ip", "type": {"type": "string", "arg.properties": {"options": \#
            \#(ValuePools.json(ValuePools.addresses))}}},
                {
                  "name": "ts",
                  "type": {
                    "type": "long", "logicalType": "timestamp-millis",
                    "arg.properties": {"iteration": {"start": 1609457200000, "step": 10000}}
                  }
                }
              ]
            }
            """#)
}
