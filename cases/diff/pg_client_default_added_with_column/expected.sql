-- AlterTable
ALTER TABLE "M" ADD COLUMN     "a" TEXT NOT NULL,
ADD COLUMN     "b" TEXT,
ADD COLUMN     "c" TEXT NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "M_c_key" ON "M"("c");
