-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "Old";
PRAGMA foreign_keys=on;

-- CreateTable
CREATE TABLE "New" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_N" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "oId" INTEGER NOT NULL,
    CONSTRAINT "N_oId_fkey" FOREIGN KEY ("oId") REFERENCES "New" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_N" ("id", "oId") SELECT "id", "oId" FROM "N";
DROP TABLE "N";
ALTER TABLE "new_N" RENAME TO "N";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
