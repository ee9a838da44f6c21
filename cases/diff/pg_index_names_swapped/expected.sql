-- RenameIndex
ALTER INDEX "x" RENAME TO "y";

-- RenameIndex
ALTER INDEX "y" RENAME TO "x";
