INSERT INTO "M" ("id", "c", "d") VALUES (99, 'B', '{B}');
