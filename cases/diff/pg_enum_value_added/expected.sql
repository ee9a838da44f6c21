-- AlterEnum
ALTER TYPE "E" ADD VALUE 'c';
