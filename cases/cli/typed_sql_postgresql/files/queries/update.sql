UPDATE "User" SET age = $1 WHERE id = $2
