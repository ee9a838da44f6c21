-- RedefineIndex
DROP INDEX "u1";
CREATE UNIQUE INDEX "u2" ON "M"("a");

-- RedefineIndex
DROP INDEX "i1";
CREATE INDEX "M_b_idx" ON "M"("b");
