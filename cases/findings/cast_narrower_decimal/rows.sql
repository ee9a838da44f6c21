INSERT INTO "M" ("id", "c") VALUES (4, 99.994), (17, 99.999), (99, 1);
