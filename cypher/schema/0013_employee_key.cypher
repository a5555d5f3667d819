// One Employee node for each employee_id.
// access schema
CREATE CONSTRAINT employee_key IF NOT EXISTS
FOR (node:Employee) REQUIRE node.employee_id IS UNIQUE
