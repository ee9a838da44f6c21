SELECT role, count(*) AS n, max(age) AS oldest, sum(id) AS ids FROM "User" GROUP BY role
