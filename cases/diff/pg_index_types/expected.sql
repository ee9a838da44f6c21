-- CreateIndex
CREATE INDEX "M_a_idx" ON "M" USING BRIN ("a");

-- CreateIndex
CREATE INDEX "M_l_idx" ON "M" USING GIN ("l");

-- CreateIndex
CREATE INDEX "M_i_idx" ON "M" USING GIST ("i" inet_ops);

-- CreateIndex
CREATE INDEX "M_t_idx" ON "M" USING SPGIST ("t");

-- CreateIndex
CREATE INDEX "by_d" ON "M" USING BRIN ("d" timestamp_minmax_ops);

-- CreateIndex
CREATE INDEX "two" ON "M"("a", "t" DESC);

-- CreateIndex
CREATE INDEX "trgm" ON "M" USING GIN ("t" gin_trgm_ops);
