SELECT value, key FROM json_each(?)
