-- DropIndex
DROP INDEX "i";

-- AlterTable
ALTER TABLE "M" DROP COLUMN "a",
ADD COLUMN     "a" BOOLEAN NOT NULL;

-- CreateIndex
CREATE INDEX "i" ON "M"("b") WHERE (a);
