export * from './index-browser.js'
