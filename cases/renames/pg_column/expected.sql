/*
  Warnings:

  - The column `age` of the table `User` is dropped. The values in it are lost.
  - The column `name` of the table `User` changes from `TEXT` to `VARCHAR(200)`. Values that don't fit make the step fail or lose precision.
  - The required column `views` is added to the table `User` without a default, which is impossible if the table has rows.

*/
-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "name" TO "full name";

-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "teamId" TO "groupId";

-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "nr" TO "number";

-- RenameSequence
ALTER SEQUENCE "User_nr_seq" RENAME TO "User_number_seq";

-- AlterTable
ALTER TABLE "User" DROP COLUMN "age",
ADD COLUMN     "views" INTEGER NOT NULL,
ALTER COLUMN "full name" DROP NOT NULL,
ALTER COLUMN "full name" SET DATA TYPE VARCHAR(200);

-- RenameForeignKey
ALTER TABLE "User" RENAME CONSTRAINT "User_teamId_fkey" TO "User_groupId_fkey";

-- RenameIndex
ALTER INDEX "User_name_key" RENAME TO "User_full name_key";

-- RenameIndex
ALTER INDEX "User_teamId_name_idx" RENAME TO "User_groupId_full name_idx";
