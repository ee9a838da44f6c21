SELECT 1 + 1 AS two, 1.5 * 2 AS three, 'a' || name AS text, name || age AS maybe, x'00' AS blob, NULL AS "nothing",
  length(name) AS length, upper(name) AS upper, coalesce(age, 0) AS age0, CASE WHEN age > 1 THEN name ELSE 'x' END AS "either",
  CASE WHEN age > 1 THEN name END AS one, EXISTS (SELECT 1 FROM Post) AS has, CAST(age AS text) AS "cast", age > 3 AS older,
  age IS NULL AS ageless, name = 'x' AS same, date(at) AS day, (SELECT title FROM Post LIMIT 1) AS title, ? AS given
FROM User
