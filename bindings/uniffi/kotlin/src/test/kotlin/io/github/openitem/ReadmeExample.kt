package io.github.openitem

import java.math.BigDecimal
import java.time.LocalDate

/** The examples of bindings/uniffi/README.md, word for word. */
internal object ReadmeExample {
    fun tenLines(println: (String) -> Unit) {
        val invoice = OpenItem(
            id = "INV-1", entity = "DE01", kind = ItemKind.INVOICE, side = Side.DEBIT, currency = "EUR", customer = "ACME",
            original = BigDecimal("119.00"), open = BigDecimal("119.00"),
            documentDate = LocalDate.of(2026, 5, 1), effective = LocalDate.of(2026, 5, 1), due = LocalDate.of(2026, 5, 31),
        )
        val policy = Policies.agingSap().copy(groupBy = listOf(GroupBy.Customer))
        val aging = agingAge(listOf(invoice), asOf = LocalDate.of(2026, 6, 30), policy = policy)
        for (row in aging.byCurrency.rows) {
            println(row.buckets.filter { it.count > 0 }.joinToString { "${row.currency} ${it.label}: ${it.amount}" })
        }
    }

    fun errors(println: (String) -> Unit) {
        try {
            valueMinorUnits("QQQ")
        } catch (error: OpenItemException.UnknownCurrency) {
            println("${error.code} (${error.kind}): ${error.message}; the data: ${error.currency}")
        }
    }
}
