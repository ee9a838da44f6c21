-- @description The users of an age,
-- @param {Int} $1:least who are so old
-- @param $2:name? or have this name
-- @param {user-role} $3:role
SELECT *
  FROM "User"
 WHERE age > $1 AND (name = $2 OR role::text = $3)
 ORDER BY age
