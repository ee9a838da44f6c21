-- AlterTable
ALTER TABLE "b"."M" DROP COLUMN "y",
ADD COLUMN     "z" INTEGER;

-- RenameIndex
ALTER INDEX "b"."M_x_idx" RENAME TO "other";
