SELECT * FROM "Kinds" WHERE bytes = $1 AND price = $2 AND data = $3 AND list = $4 AND bigs = $5 AND jsons = $6 AND ok = $7 AND uuid = $8 AND at = $9 AND id = $10 AND id > $11
