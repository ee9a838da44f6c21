-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "_AToB";
PRAGMA foreign_keys=on;

-- CreateTable
CREATE TABLE "_links" (
    "A" INTEGER NOT NULL,
    "B" TEXT NOT NULL,
    CONSTRAINT "_links_A_fkey" FOREIGN KEY ("A") REFERENCES "A" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "_links_B_fkey" FOREIGN KEY ("B") REFERENCES "B" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "_links_AB_unique" ON "_links"("A", "B");

-- CreateIndex
CREATE INDEX "_links_B_index" ON "_links"("B");
