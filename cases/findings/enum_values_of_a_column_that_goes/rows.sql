INSERT INTO "M" ("id", "c") VALUES (4, 'A');
