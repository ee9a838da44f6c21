export default { datasource: { url: process.env.NOT_SET } }
