extension Quickstart {
    static let pizzaOrders = Quickstart(
        "pizza_orders", file: "pizza_orders.avro", keyField: "store_id",
        schema: #"""
            {
              "type": "record", "name": "pizza_orders", "namespace": "pizza_orders",
              "fields": [
                {"name": "store_id", "type": {"type": "int", "arg.properties": {"range": {"min": 1, "max": 10}}}},
                {
                  "name": "store_order_id",
                  "type": {"type": "int", "arg.properties": {"iteration": {"start": 1000, "step": 1}}}
                },
                {
                  "name": "coupon_code",
                  "type": {"type": "int", "arg.properties": {"range": {"min": 1000, "max": 2000}}}
                },
                {
                  "name": "date",
                  "type": {"type": "int", "logicalType": "date", "arg.properties": {"range": {"min": 18000, "max": \#
            19000}}}
                },
                {"name": "status", "type": {"type": "string", "arg.properties": {"options": ["accepted"]}}},
                {
                  "name": "order_lines",
                  "type": {
                    "type": "array",
                    "items": {
                      "type": "record", "name": "order_line",
                      "fields": [
                        {"name": "product_id", "type": "int"},
                        {"name": "category", "type": "string"},
                        {"name": "quantity", "type": "int"},
                        {"name": "unit_price", "type": "double"},
                        {"name": "net_price", "type": "double"}
                      ],
                      "arg.properties": {"options": \#(MadeUpRows.pizzaLines)}
                    },
                    "arg.properties": {"length": {"min": 1, "max": 5}}
                  }
                }
              ]
            }
            """#)

    static let pizzaOrdersCompleted = Quickstart(
        "pizza_orders_completed", file: "pizza_orders_completed.avro", keyField: "store_id",
        schema: #"""
            {
              "type": "record", "name": "pizza_orders_completed", "namespace": "pizza_orders",
              "fields": [
                {"name": "store_id", "type": {"type": "int", "arg.properties": {"range": {"min": 1, "max": 10}}}},
                {
                  "name": "store_order_id",
                  "type": {"type": "int", "arg.properties": {"iteration": {"start": 1000, "step": 2}}}
                },
                {
                  "name": "date",
                  "type": {"type": "int", "logicalType": "date", "arg.properties": {"range": {"min": 18000, "max": \#
            19000}}}
                },
                {"name": "status", "type": {"type": "string", "arg.properties": {"options": ["completed"]}}},
                {
                  "name": "rack_time_secs",
                  "type": {"type": "int", "arg.properties": {"range": {"min": 130, "max": 230}}}
                },
                {
                  "name": "order_delivery_time_secs",
                  "type": {"type": "int", "arg.properties": {"range": {"min": 1100, "max": 2000}}}
                }
              ]
            }
            """#)

    static let pizzaOrdersCancelled = Quickstart(
        "pizza_orders_cancelled", file: "pizza_orders_cancelled.avro", keyField: "store_id",
        schema: #"""
            {
              "type": "record", "name": "pizza_orders_cancelled", "namespace": "pizza_orders",
              "fields": [
                {"name": "store_id", "type": {"type": "int", "arg.properties": {"range": {"min": 1, "max": 10}}}},
                {
                  "name": "store_order_id",
                  "type": {"type": "int", "arg.properties": {"iteration": {"start": 1001, "step": 2}}}
                },
                {
                  "name": "date",
                  "type": {"type": "int", "logicalType": "date", "arg.properties": {"range": {"min": 18000, "max": \#
            19000}}}
                },
                {"name": "status", "type": {"type": "string", "arg.properties": {"options": ["cancelled"]}}}
              ]
            }
            """#)
}
