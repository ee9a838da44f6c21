-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_N" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mId" INTEGER NOT NULL,
    "oId" INTEGER,
    CONSTRAINT "N_mId_fkey" FOREIGN KEY ("mId") REFERENCES "M" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "N_oId_fkey" FOREIGN KEY ("oId") REFERENCES "M" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_N" ("id", "mId") SELECT "id", "mId" FROM "N";
DROP TABLE "N";
ALTER TABLE "new_N" RENAME TO "N";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
