-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "full name" TO "name";

-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "groupId" TO "teamId";

-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "number" TO "nr";

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "teamId" INTEGER,
    "nr" INTEGER NOT NULL,
    "age" INTEGER NOT NULL,
    CONSTRAINT "User_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_User" ("id", "name", "nr", "teamId") SELECT "id", "name", "nr", "teamId" FROM "User";
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
CREATE UNIQUE INDEX "User_name_key" ON "User"("name");
CREATE INDEX "User_teamId_name_idx" ON "User"("teamId", "name");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
