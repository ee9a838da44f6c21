-- RenameTable
ALTER TABLE "Post" RENAME TO "Zebra";

-- RenameTable
ALTER TABLE "_PostToTag" RENAME TO "_TagToZebra";

-- RenameTable
ALTER TABLE "_CatToPost" RENAME TO "_CatToZebra";

-- RenameColumn
ALTER TABLE "_TagToZebra" RENAME COLUMN "A" TO "_A";
ALTER TABLE "_TagToZebra" RENAME COLUMN "B" TO "A";
ALTER TABLE "_TagToZebra" RENAME COLUMN "_A" TO "B";

-- DropIndex
DROP INDEX "_PostToTag_AB_unique";

-- DropIndex
DROP INDEX "_PostToTag_B_index";

-- CreateIndex
CREATE UNIQUE INDEX "_TagToZebra_AB_unique" ON "_TagToZebra"("A", "B");

-- CreateIndex
CREATE INDEX "_TagToZebra_B_index" ON "_TagToZebra"("B");

-- RedefineIndex
DROP INDEX "_CatToPost_AB_unique";
CREATE UNIQUE INDEX "_CatToZebra_AB_unique" ON "_CatToZebra"("A", "B");

-- RedefineIndex
DROP INDEX "_CatToPost_B_index";
CREATE INDEX "_CatToZebra_B_index" ON "_CatToZebra"("B");
