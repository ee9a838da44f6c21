-- RenameTable
ALTER TABLE "User" RENAME TO "Person";

-- RenameSequence
ALTER SEQUENCE "User_id_seq" RENAME TO "Person_id_seq";

-- AlterTable
ALTER TABLE "Person" RENAME CONSTRAINT "User_pkey" TO "Person_pkey";

-- RenameIndex
ALTER INDEX "User_email_key" RENAME TO "Person_email_key";

-- RenameIndex
ALTER INDEX "User_name_email_idx" RENAME TO "Person_name_email_idx";
