-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "_AToB";
PRAGMA foreign_keys=on;

-- CreateTable
CREATE TABLE "AB" (
    "aId" INTEGER NOT NULL,
    "bId" TEXT NOT NULL,

    PRIMARY KEY ("aId", "bId"),
    CONSTRAINT "AB_aId_fkey" FOREIGN KEY ("aId") REFERENCES "A" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "AB_bId_fkey" FOREIGN KEY ("bId") REFERENCES "B" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
