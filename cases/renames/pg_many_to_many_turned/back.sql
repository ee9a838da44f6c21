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
DROP INDEX "_TagToZebra_B_index";

-- AlterTable
ALTER TABLE "Post" RENAME CONSTRAINT "Zebra_pkey" TO "Post_pkey";

-- AlterTable
ALTER TABLE "_PostToTag" DROP CONSTRAINT "_TagToZebra_AB_pkey",
ADD CONSTRAINT "_PostToTag_AB_pkey" PRIMARY KEY ("A", "B");

-- AlterTable
ALTER TABLE "_CatToPost" RENAME CONSTRAINT "_CatToZebra_AB_pkey" TO "_CatToPost_AB_pkey";

-- CreateIndex
CREATE INDEX "_PostToTag_B_index" ON "_PostToTag"("B");

-- RenameForeignKey
ALTER TABLE "_PostToTag" RENAME CONSTRAINT "_TagToZebra_A_fkey" TO "_PostToTag_B_fkey";

-- RenameForeignKey
ALTER TABLE "_PostToTag" RENAME CONSTRAINT "_TagToZebra_B_fkey" TO "_PostToTag_A_fkey";

-- RenameForeignKey
ALTER TABLE "_CatToPost" RENAME CONSTRAINT "_CatToZebra_A_fkey" TO "_CatToPost_A_fkey";

-- RenameForeignKey
ALTER TABLE "_CatToPost" RENAME CONSTRAINT "_CatToZebra_B_fkey" TO "_CatToPost_B_fkey";

-- RenameIndex
ALTER INDEX "_CatToZebra_B_index" RENAME TO "_CatToPost_B_index";
