-- AlterTable
ALTER TABLE "M" DROP COLUMN "a",
ADD COLUMN     "a" BOOLEAN NOT NULL;

-- CreateIndex
CREATE INDEX "other" ON "M"("a");
