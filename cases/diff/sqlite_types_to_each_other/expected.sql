-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_M" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" TEXT NOT NULL,
    "b" INTEGER NOT NULL,
    "c" INTEGER NOT NULL,
    "d" INTEGER NOT NULL,
    "e" TEXT NOT NULL,
    "f" INTEGER NOT NULL,
    "g" REAL NOT NULL,
    "h" TEXT NOT NULL,
    "i" TEXT NOT NULL
);
INSERT INTO "new_M" ("a", "b", "c", "d", "e", "f", "g", "h", "i", "id") SELECT "a", "b", "c", "d", "e", "f", "g", "h", "i", "id" FROM "M";
DROP TABLE "M";
ALTER TABLE "new_M" RENAME TO "M";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
