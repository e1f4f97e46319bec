package io.github.openitem

import java.math.BigDecimal
import java.time.Instant
import java.time.LocalDate

internal fun day(text: String): LocalDate = LocalDate.parse(text)

internal fun amount(text: String): BigDecimal = BigDecimal(text)

/** An invoice that is open in whole. */
internal fun item(id: String, open: BigDecimal = amount("100.00"), due: LocalDate? = day("2026-05-31")) = OpenItem(
    id = id,
    entity = "DE01",
    kind = ItemKind.INVOICE,
    side = Side.DEBIT,
    currency = "EUR",
    original = open,
    open = open,
    documentDate = day("2026-05-01"),
    effective = day("2026-05-01"),
    customer = "C1",
    due = due,
)

internal fun invoice(id: String, value: String, date: String = "2026-03-01") = entry(
    "E-$id", date, EntryKind.Invoice(Document(id = id, currency = "EUR", amount = amount(value), due = day("2026-03-31"))),
)

internal fun receipt(id: String, value: String, date: String = "2026-03-10") =
    entry("E-$id", date, EntryKind.Receipt(Receipt(id = id, currency = "EUR", amount = amount(value))))

internal fun application(id: String, receipt: String, item: String, value: String, date: String = "2026-03-10") =
    entry(id, date, EntryKind.Application(Application(paidFrom = receipt, lines = listOf(ApplicationLine(item, amount(value))))))

internal fun entry(id: String, date: String, kind: EntryKind) =
    Entry(id = id, entity = "DE01", effective = day(date), recorded = Instant.parse("${date}T08:00:00Z"), kind = kind, customer = "C1")
