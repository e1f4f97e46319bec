// Three receipts of a day's bank file: what is certain is posted, the rest is listed with its reason and its next act. It prints
// what examples/python/cash.txt holds. Run it with `mvn -q compile exec:java -Dexec.mainClass=cash.CashKt`.

package cash

import io.github.openitem.AsOf
import io.github.openitem.Batch
import io.github.openitem.CashAccounts
import io.github.openitem.CashReading
import io.github.openitem.CashReceipt
import io.github.openitem.CashRequest
import io.github.openitem.CashStatus
import io.github.openitem.Customer
import io.github.openitem.Document
import io.github.openitem.Entry
import io.github.openitem.EntryKind
import io.github.openitem.Ledger
import io.github.openitem.Payer
import io.github.openitem.Receipt
import io.github.openitem.Side
import io.github.openitem.cashAccept
import io.github.openitem.cashApplyBatch
import io.github.openitem.cashUnapplied
import java.math.BigDecimal
import java.time.Instant
import java.time.LocalDate
import java.util.Locale

private val BILLED = LocalDate.of(2026, 1, 5)
private val DUE = LocalDate.of(2026, 2, 4)
private val TODAY = LocalDate.of(2026, 2, 10)
private val NOW = Instant.parse("2026-02-10T09:00:00Z")

private val CUSTOMERS = listOf(Customer("C-100", name = "Northwind Traders GmbH"), Customer("C-200", name = "Baker & Sons Ltd"))

private fun invoice(id: String, customer: String, amount: String): Entry {
    val document = Document(id, "EUR", BigDecimal(amount), due = DUE)
    return Entry("E-$id", "DE01", BILLED, NOW, EntryKind.Invoice(document), customer)
}

private fun bankLine(id: String, amount: String, payer: String, says: String, customer: String? = null): CashReceipt {
    val money = Receipt(id, "EUR", BigDecimal(amount), payer = Payer(name = payer), remittance = says)
    return CashReceipt("DE01", TODAY, money, customer)
}

private val INVOICES = listOf(
    invoice("2026-1001", "C-100", "119.00"),
    invoice("2026-1002", "C-100", "250.50"),
    invoice("2026-1003", "C-100", "80.00"),
    invoice("2026-2001", "C-200", "119.00"),
    invoice("2026-2002", "C-200", "250.50"),
)
private val RECEIPTS = listOf(
    bankLine("R-1", "199.00", "NORTHWIND TRADERS", "Invoices 2026-1001, 2026-1003"),
    bankLine("R-2", "235.50", "NORTHWIND TRADERS", "2026-1002"),
    // Whose it is was known when it was posted; what it pays is not clear.
    bankLine("R-3", "307.00", "BAKER AND SONS", "2026-2001, 2026-2002 LESS DAMAGED", "C-200"),
)

fun main() = Ledger().use { ledger ->
    val received = RECEIPTS.map { Entry("E-${it.receipt.id}", it.entity, it.effective, NOW, EntryKind.Receipt(it.receipt), it.customer) }
    ledger.post(Batch(INVOICES + received))
    val items = ledger.replay(AsOf(TODAY)).book.items
    val accounts = CashAccounts(items, customers = CUSTOMERS, basis = items.mapNotNull { ledger.basis(it.id) })

    // Nothing is posted by proposing. What leaves no doubt is accepted here, and the ledger takes it in.
    for (proposal in cashApplyBatch(CashRequest(RECEIPTS, accounts))) {
        println("${proposal.receipt} ${word(proposal.status)}: ${pays(proposal.reading)}")
        println("    why: ${proposal.reading.reasons.first().text}")
        if (proposal.status == CashStatus.AUTO) {
            val posted = ledger.post(cashAccept(proposal, NOW)).posted
            println("    posted: ${posted.size} entries")
        }
    }

    // What money is left, and what a person does next.
    val left = ledger.replay(AsOf(TODAY)).book.items
    for (unused in cashUnapplied(left, TODAY)) {
        println("${unused.item} unused ${figure(unused.open)}, next: ${word(unused.act)}")
        println("    why: ${unused.reasons.first().text}")
    }
    for (item in left.filter { it.side == Side.DEBIT }) {
        println("${item.id} open ${figure(item.open)}")
    }
}

/** What a reading pays: each item with its money, and what is taken beside it. */
private fun pays(reading: CashReading): String = reading.lines.joinToString { line ->
    val taken = line.taken.joinToString("") { " + ${word(it.kind)} ${figure(it.amount)}" }
    "${line.item} ${figure(line.amount)}$taken"
}

private fun word(of: Enum<*>): String = of.name.lowercase()

private fun figure(amount: BigDecimal): String = "%.2f".format(Locale.ROOT, amount)
