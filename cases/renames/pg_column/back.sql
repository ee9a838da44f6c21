-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "full name" TO "name";

-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "groupId" TO "teamId";

-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "number" TO "nr";

-- RenameSequence
ALTER SEQUENCE "User_number_seq" RENAME TO "User_nr_seq";

-- AlterTable
ALTER TABLE "User" DROP COLUMN "views",
ADD COLUMN     "age" INTEGER NOT NULL,
ALTER COLUMN "name" SET NOT NULL,
ALTER COLUMN "name" SET DATA TYPE TEXT;

-- RenameForeignKey
ALTER TABLE "User" RENAME CONSTRAINT "User_groupId_fkey" TO "User_teamId_fkey";

-- RenameIndex
ALTER INDEX "User_full name_key" RENAME TO "User_name_key";

-- RenameIndex
ALTER INDEX "User_groupId_full name_idx" RENAME TO "User_teamId_name_idx";
