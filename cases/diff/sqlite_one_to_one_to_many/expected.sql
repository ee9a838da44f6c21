-- DropIndex
DROP INDEX "N_mId_key";
