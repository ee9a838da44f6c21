-- CreateIndex
CREATE UNIQUE INDEX "M_a_key" ON "M"("a");

-- CreateIndex
CREATE UNIQUE INDEX "M_a_b_key" ON "M"("a", "b");
