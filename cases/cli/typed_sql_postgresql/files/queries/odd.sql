SELECT interval '1 day' AS gap, $1::interval AS given, ARRAY[1.5] AS numbers
