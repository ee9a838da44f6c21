-- CreateIndex
CREATE INDEX "M_a_b_idx" ON "M" USING BRIN ("a" int4_bloom_ops, "b" int8_minmax_ops);

-- CreateIndex
CREATE INDEX "M_c_idx" ON "M" USING BRIN ("c" date_minmax_multi_ops);

-- CreateIndex
CREATE INDEX "M_d_idx" ON "M" USING BRIN ("d" uuid_minmax_ops);
