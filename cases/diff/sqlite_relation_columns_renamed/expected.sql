-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_N" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mmId" INTEGER NOT NULL,
    CONSTRAINT "N_mmId_fkey" FOREIGN KEY ("mmId") REFERENCES "M" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_N" ("id") SELECT "id" FROM "N";
DROP TABLE "N";
ALTER TABLE "new_N" RENAME TO "N";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
