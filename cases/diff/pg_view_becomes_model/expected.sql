-- CreateTable
CREATE TABLE "V" (
    "id" INTEGER NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "V_id_key" ON "V"("id");
