INSERT INTO "M" ("id", "c", "d", "e") VALUES (4, NULL, NULL, 1), (17, 7, 1, 1), (99, 5, NULL, 2);
