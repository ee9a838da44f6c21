-- RedefineIndex
DROP INDEX "M_a_key";
CREATE UNIQUE INDEX "one" ON "M"("a");

-- RedefineIndex
DROP INDEX "M_b_idx";
CREATE INDEX "two" ON "M"("b");
