-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "M";
PRAGMA foreign_keys=on;

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "N";
PRAGMA foreign_keys=on;
