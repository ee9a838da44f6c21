-- @description The users of an age,
-- @param {Int} $1:least who are so old
-- @param {String} $2:name? or have this "name"
SELECT *
  FROM User -- all of "them"
 WHERE age > ? AND name = coalesce(?, name)
 ORDER BY age
