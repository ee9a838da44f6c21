INSERT INTO "M" ("id", "c", "d") VALUES (4, 'A', '{}'), (17, 'B', '{B,C}'), (99, 'B', '{B}');
