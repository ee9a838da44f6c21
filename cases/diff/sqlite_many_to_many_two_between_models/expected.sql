-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "_AToB";
PRAGMA foreign_keys=on;

-- CreateTable
CREATE TABLE "_one" (
    "A" INTEGER NOT NULL,
    "B" INTEGER NOT NULL,
    CONSTRAINT "_one_A_fkey" FOREIGN KEY ("A") REFERENCES "A" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "_one_B_fkey" FOREIGN KEY ("B") REFERENCES "B" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "_two" (
    "A" INTEGER NOT NULL,
    "B" INTEGER NOT NULL,
    CONSTRAINT "_two_A_fkey" FOREIGN KEY ("A") REFERENCES "A" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "_two_B_fkey" FOREIGN KEY ("B") REFERENCES "B" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "_one_AB_unique" ON "_one"("A", "B");

-- CreateIndex
CREATE INDEX "_one_B_index" ON "_one"("B");

-- CreateIndex
CREATE UNIQUE INDEX "_two_AB_unique" ON "_two"("A", "B");

-- CreateIndex
CREATE INDEX "_two_B_index" ON "_two"("B");
