-- CreateIndex
CREATE INDEX "x" ON "M"("b");

-- RenameIndex
ALTER INDEX "x" RENAME TO "y";
