-- RenameIndex
ALTER INDEX "M_a_key" RENAME TO "one";

-- RenameIndex
ALTER INDEX "M_b_idx" RENAME TO "two";
