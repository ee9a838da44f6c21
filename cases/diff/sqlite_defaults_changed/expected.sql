-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_M" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" TEXT NOT NULL DEFAULT 'y',
    "b" INTEGER NOT NULL,
    "c" BOOLEAN NOT NULL DEFAULT true,
    "d" DATETIME NOT NULL,
    "e" REAL NOT NULL DEFAULT 1.50,
    "f" TEXT NOT NULL DEFAULT 'z'
);
INSERT INTO "new_M" ("a", "b", "c", "d", "e", "f", "id") SELECT "a", "b", "c", "d", "e", "f", "id" FROM "M";
DROP TABLE "M";
ALTER TABLE "new_M" RENAME TO "M";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
