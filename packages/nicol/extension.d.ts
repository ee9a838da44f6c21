export * from './scripts/extension'
