INSERT INTO "M" ("id", "c") VALUES (4, 'abcd'), (17, 'abc'), (99, 'ab   ');
