// Finds the members of a team, whose lead sees their books.
// access schema
CREATE INDEX employee_team IF NOT EXISTS
FOR (employee:Employee) ON (employee.team)
