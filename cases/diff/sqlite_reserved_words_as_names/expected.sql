-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "order" INTEGER,
    "group" TEXT NOT NULL,
    "select" BOOLEAN NOT NULL DEFAULT true
);
INSERT INTO "new_User" ("group", "id", "order") SELECT "group", "id", "order" FROM "User";
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
CREATE INDEX "User_order_group_idx" ON "User"("order", "group");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
