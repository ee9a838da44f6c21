-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_M" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" INTEGER NOT NULL DEFAULT -1,
    "b" BIGINT NOT NULL DEFAULT 9223372036854775807,
    "c" REAL NOT NULL DEFAULT 0.1,
    "d" DECIMAL NOT NULL DEFAULT 0.000001
);
INSERT INTO "new_M" ("a", "b", "c", "d", "id") SELECT "a", "b", "c", "d", "id" FROM "M";
DROP TABLE "M";
ALTER TABLE "new_M" RENAME TO "M";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
