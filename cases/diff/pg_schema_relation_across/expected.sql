-- AlterTable
ALTER TABLE "b"."B" ADD COLUMN     "aId" INTEGER NOT NULL;

-- CreateIndex
CREATE INDEX "B_aId_idx" ON "b"."B"("aId");

-- AddForeignKey
ALTER TABLE "b"."B" ADD CONSTRAINT "B_aId_fkey" FOREIGN KEY ("aId") REFERENCES "a"."A"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
