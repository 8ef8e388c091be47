extension Quickstart {
    static let insuranceOffers = Quickstart(
        "insurance_offers", file: "insurance_offers.avro", keyField: "offer_id",
        schema: #"""
            {
              "type": "record", "name": "insurance_offers", "namespace": "insurance",
              "fields": [
                {"name": "offer_id", "type": "int"},
                {"name": "offer_name", "type": "string"},
                {"name": "offer_url", "type": "string"}
              ],
              "arg.properties": {
                "options": [
                  {
                    "offer_id": 1, "offer_name": "new_home_policy",
                    "offer_url": "http://privacy.gov.au/in/faucibus/orci/luctus.js"
                  },
                  {"offer_id": 2, "offer_name": "new_auto_policy", "offer_url": "https://reddit.com/id.html"},
                  {
                    "offer_id": 3, "offer_name": "discount_existing",
                    "offer_url": "https://cbc.ca/dui/proin/leo/odio/porttitor/id.aspx"
                  },
                  {
                    "offer_id": 4, "offer_name": "safe_driver_program",
                    "offer_url": "http://seattletimes.com/ante/vel/ipsum/praesent.json"
                  },
                  {"offer_id": 5, "offer_name": "no_offer", "offer_url": "https://sciencedaily.com/ante.aspx"}
                ]
              }
            }
            """#)

    static let insuranceCustomers = Quickstart(
        "insurance_customers", file: "insurance_customers.avro", keyField: "customer_id",
        schema: #"""
            {
              "type": "record", "name": "insurance_customers", "namespace": "insurance",
              "fields": [
                {"name": "customer_id", "type": "int"},
                {"name": "first_name", "type": "string"},
                {"name": "last_name", "type": "string"},
                {"name": "email", "type": "string"},
                {"name": "gender", "type": "string"},
                {"name": "income", "type": "int"},
                {"name": "fico", "type": "int"},
                {"name": "years_active", "type": "int"}
              ],
              "arg.properties": {"options": \#(MadeUpRows.insuranceCustomers)}
            }
            """#)

    static let insuranceCustomerActivity = Quickstart(
        "insurance_customer_activity", file: "insurance_customer_activity.avro", keyField: "activity_id",
        schema: #"""
            {
              "type": "record", "name": "insurance_customer_activity", "namespace": "insurance",
              "fields": [
                {
                  "name": "activity_id",
                  "type": {"type": "int", "arg.properties": {"iteration": {"start": 1, "step": 1}}}
                },
                {
                  "name": "customer_id",
                  "type": {"type": "int", "arg.properties": {"options": \#(ValuePools.numbers(ValuePools.customerIDs))}}
                },
                {
                  "name": "activity_type",
                  "type": {"type": "string", "arg.properties": {"options": ["web_open", "mobile_open", "new_account"]}}
                },
                {
                  "name": "propensity_to_churn",
                  "type": {"type": "double", "arg.properties": {"range": {"min": 0.01, "max": 1.0}}}
                },
                {"name": "ip_address", "type": {"type": "string", "arg.properties": {"options": \#
            \#(ValuePools.json(ValuePools.customerAddresses))}}}
              ]
            }
            """#)
}
