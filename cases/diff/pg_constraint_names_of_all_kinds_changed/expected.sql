-- AlterTable
ALTER TABLE "M" RENAME CONSTRAINT "k1" TO "k2";

-- AlterTable
ALTER TABLE "N" RENAME CONSTRAINT "nk1" TO "nk2";

-- RenameForeignKey
ALTER TABLE "N" RENAME CONSTRAINT "f1" TO "f2";

-- RenameIndex
ALTER INDEX "u1" RENAME TO "u2";

-- RenameIndex
ALTER INDEX "i1" RENAME TO "i2";
