-- RenameTable
ALTER TABLE "Person" RENAME TO "User";

-- RenameSequence
ALTER SEQUENCE "Person_id_seq" RENAME TO "User_id_seq";

-- AlterTable
ALTER TABLE "User" RENAME CONSTRAINT "Person_pkey" TO "User_pkey";

-- RenameIndex
ALTER INDEX "Person_email_key" RENAME TO "User_email_key";

-- RenameIndex
ALTER INDEX "Person_name_email_idx" RENAME TO "User_name_email_idx";
