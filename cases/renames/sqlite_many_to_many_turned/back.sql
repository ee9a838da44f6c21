-- RenameTable
ALTER TABLE "Zebra" RENAME TO "Post";

-- RenameTable
ALTER TABLE "_TagToZebra" RENAME TO "_PostToTag";

-- RenameTable
ALTER TABLE "_CatToZebra" RENAME TO "_CatToPost";

-- RenameColumn
ALTER TABLE "_PostToTag" RENAME COLUMN "A" TO "_A";
ALTER TABLE "_PostToTag" RENAME COLUMN "B" TO "A";
ALTER TABLE "_PostToTag" RENAME COLUMN "_A" TO "B";

-- DropIndex
DROP INDEX "_TagToZebra_AB_unique";

-- DropIndex
DROP INDEX "_TagToZebra_B_index";

-- CreateIndex
CREATE UNIQUE INDEX "_PostToTag_AB_unique" ON "_PostToTag"("A", "B");

-- CreateIndex
CREATE INDEX "_PostToTag_B_index" ON "_PostToTag"("B");

-- RedefineIndex
DROP INDEX "_CatToZebra_AB_unique";
CREATE UNIQUE INDEX "_CatToPost_AB_unique" ON "_CatToPost"("A", "B");

-- RedefineIndex
DROP INDEX "_CatToZebra_B_index";
CREATE INDEX "_CatToPost_B_index" ON "_CatToPost"("B");
