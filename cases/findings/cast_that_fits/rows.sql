INSERT INTO "M" ("id", "c") VALUES (4, 'a'), (17, 'b'), (99, 'c');
