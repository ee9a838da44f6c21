INSERT INTO "M" ("id") VALUES (1), (2), (3), (4), (5), (6), (7);
