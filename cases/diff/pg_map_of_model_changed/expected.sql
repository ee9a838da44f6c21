-- DropTable
DROP TABLE "old";

-- CreateTable
CREATE TABLE "new" (
    "id" SERIAL NOT NULL,
    "a" INTEGER NOT NULL,

    CONSTRAINT "new_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "new_a_key" ON "new"("a");

-- CreateIndex
CREATE INDEX "new_a_idx" ON "new"("a");
