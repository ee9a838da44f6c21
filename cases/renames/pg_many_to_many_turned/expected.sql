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
DROP INDEX "_PostToTag_B_index";

-- AlterTable
ALTER TABLE "Zebra" RENAME CONSTRAINT "Post_pkey" TO "Zebra_pkey";

-- AlterTable
ALTER TABLE "_TagToZebra" DROP CONSTRAINT "_PostToTag_AB_pkey",
ADD CONSTRAINT "_TagToZebra_AB_pkey" PRIMARY KEY ("A", "B");

-- AlterTable
ALTER TABLE "_CatToZebra" RENAME CONSTRAINT "_CatToPost_AB_pkey" TO "_CatToZebra_AB_pkey";

-- CreateIndex
CREATE INDEX "_TagToZebra_B_index" ON "_TagToZebra"("B");

-- RenameForeignKey
ALTER TABLE "_TagToZebra" RENAME CONSTRAINT "_PostToTag_A_fkey" TO "_TagToZebra_B_fkey";

-- RenameForeignKey
ALTER TABLE "_TagToZebra" RENAME CONSTRAINT "_PostToTag_B_fkey" TO "_TagToZebra_A_fkey";

-- RenameForeignKey
ALTER TABLE "_CatToZebra" RENAME CONSTRAINT "_CatToPost_A_fkey" TO "_CatToZebra_A_fkey";

-- RenameForeignKey
ALTER TABLE "_CatToZebra" RENAME CONSTRAINT "_CatToPost_B_fkey" TO "_CatToZebra_B_fkey";

-- RenameIndex
ALTER INDEX "_CatToPost_B_index" RENAME TO "_CatToZebra_B_index";
