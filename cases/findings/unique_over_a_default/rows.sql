INSERT INTO "M" ("id", "c") VALUES (4, 1), (17, 2), (99, 2);
