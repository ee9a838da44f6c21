-- AlterEnum
ALTER TYPE "K" ADD VALUE 'Z';
