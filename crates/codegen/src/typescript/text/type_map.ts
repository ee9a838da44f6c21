  other: {
    payload: any
    operations: {
      $executeRaw: { args: [query: TemplateStringsArray | Sql, ...values: any[]]; result: any }
      $executeRawUnsafe: { args: [query: string, ...values: any[]]; result: any }
      $queryRaw: { args: [query: TemplateStringsArray | Sql, ...values: any[]]; result: any }
      $queryRawUnsafe: { args: [query: string, ...values: any[]]; result: any }
