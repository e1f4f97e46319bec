// The month end in Kotlin: what is open and how old it is, what moved since the last month-end, and whether it ties out to the
// journal. Run it on the sample data with `mvn -q compile exec:java`.

package monthend

import io.github.openitem.AgingPolicy
import io.github.openitem.AsOf
import io.github.openitem.CreditTreatment
import io.github.openitem.GroupBy
import io.github.openitem.MovementLines
import io.github.openitem.MovementRequest
import io.github.openitem.Tally
import io.github.openitem.agingAge
import io.github.openitem.bookChanges
import io.github.openitem.bookReplay
import io.github.openitem.entryRead
import io.github.openitem.journalControlBalances
import io.github.openitem.journalJournal
import io.github.openitem.movementBetween
import io.github.openitem.readMasterData
import io.github.openitem.valueMinorUnits
import java.io.File
import java.math.BigDecimal
import java.time.LocalDate
import java.time.ZoneOffset
import java.util.Locale

fun main(arguments: Array<String>) = print(monthEnd(File(arguments.firstOrNull() ?: "../data"), LocalDate.of(2026, 6, 30)))

/** The report of a month-end. */
fun monthEnd(data: File, date: LocalDate): String = buildString {
    val entries = entryRead(data.resolve("sample_entries.jsonl").readText()).entries
    val master = readMasterData(data.resolve("sample_master.json").readText())

    // What the entries add up to on that date.
    val asOf = AsOf(date)
    val items = bookReplay(entries, asOf).book.items

    // Credits stand in the bucket of their own date, so that a row adds up across.
    val policy = AgingPolicy(credits = CreditTreatment.OWN_DATE, groupBy = listOf(GroupBy.Customer))
    val aging = agingAge(items, master, date, policy)
    appendLine("AGING $date")
    for (row in aging.byCurrency.totals) {
        val buckets = row.buckets.map { "${it.label} ${figure(it.amount, row.currency)}" }
        appendLine("${row.currency}  ${buckets.joinToString("  ")}  in buckets ${figure(row.buckets.sumOf { it.amount }, row.currency)}")
    }

    // The last month-end as it was known at the end of that day, and what happened since.
    val first = date.withDayOfMonth(1)
    val last = AsOf(first.minusDays(1), known = first.atStartOfDay().toInstant(ZoneOffset.UTC).minusNanos(1000))
    val request = MovementRequest(bookChanges(entries, asOf), opening = last, closing = asOf, earlier = bookChanges(entries, last))
    appendLine("\nMOVEMENT, net of money")
    for (row in movementBetween(request).byCurrency.totals) {
        val moved = LINES.filter { (_, of) -> of(row.net).amount.signum() != 0 }
        appendLine("${row.currency}  " + moved.joinToString("  ") { (name, of) -> "$name ${figure(of(row.net).amount, row.currency)}" })
    }

    // The control accounts of the journal of the same entries: what the aging shows is what the general ledger has.
    val control = journalControlBalances(journalJournal(entries, asOf, master)).groupBy { it.entity to it.currency }
    appendLine("\nTIE-OUT")
    for (line in aging.byCurrency.tieOut) {
        val account = control[line.entity to line.currency].orEmpty().sumOf { it.amount }
        val shown = line.buckets + line.apart + line.leftOut
        val figures = listOf(line.buckets, line.apart, line.leftOut, account, shown - account).map { figure(it, line.currency) }
        val (buckets, beside, leftOut, controlAccount, difference) = figures
        append("${line.entity} ${line.currency}  in buckets $buckets  beside $beside  left out $leftOut  ")
        appendLine("control account $controlAccount  difference $difference")
    }
}

private val LINES: List<Pair<String, (MovementLines) -> Tally>> = listOf(
    "opening" to { it.openingReported },
    "back-dated" to { it.backDated },
    "billed" to { it.billed },
    "charged" to { it.charged },
    "returned" to { it.returned },
    "refunded" to { it.refunded },
    "credited" to { it.credited },
    "received" to { it.received },
    "taken" to { it.taken },
    "written off" to { it.writtenOff },
    "closing" to { it.closing },
)

/** An amount with the digits of its currency. */
private fun figure(amount: BigDecimal, currency: String): String = "%,.${valueMinorUnits(currency)}f".format(Locale.ROOT, amount)
