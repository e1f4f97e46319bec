// What collections have to decide on at the end of a month, of the sample data: finance charges, promises, plans, write-offs, provision.
// It prints what examples/python/collect.txt holds, the figures of the block COLLECTIONS of `cargo run --example month_end`. Run it with
// `mvn -q compile exec:java -Dexec.mainClass=collect.CollectKt`.

package collect

import io.github.openitem.AgingPolicy
import io.github.openitem.AsOf
import io.github.openitem.CreditTreatment
import io.github.openitem.EvidenceRequest
import io.github.openitem.LossRate
import io.github.openitem.PlanAssessRequest
import io.github.openitem.PlanStatus
import io.github.openitem.Policies
import io.github.openitem.PromiseStatus
import io.github.openitem.ProvisionPolicy
import io.github.openitem.ProvisionRequest
import io.github.openitem.WriteOffRequest
import io.github.openitem.bookReplay
import io.github.openitem.entryRead
import io.github.openitem.interestAccrue
import io.github.openitem.interestHistory
import io.github.openitem.interestSuspensions
import io.github.openitem.planAssess
import io.github.openitem.planHistories
import io.github.openitem.promiseAssess
import io.github.openitem.provisionAssess
import io.github.openitem.readMasterData
import io.github.openitem.valueMinorUnits
import io.github.openitem.writeOffAssess
import io.github.openitem.writeOffEvidence
import java.io.File
import java.math.BigDecimal
import java.time.LocalDate
import java.util.Locale
import java.util.SortedMap

/** The loss rates of IFRS 9, illustrative example 12. */
private val LOSS_RATES = mapOf("current" to "0.3", "1-30" to "1.6", "31-60" to "3.6", "61-90" to "6.6", "90+" to "10.6")

fun main(arguments: Array<String>) = print(collect(File(arguments.firstOrNull() ?: "../data"), LocalDate.of(2026, 6, 30)))

/** The figures as text, a line each. */
fun collect(data: File, date: LocalDate): String {
    val entries = entryRead(data.resolve("sample_entries.jsonl").readText()).entries
    val master = readMasterData(data.resolve("sample_master.json").readText())
    val asOf = AsOf(date)
    val book = bookReplay(entries, asOf).book
    val figures = LinkedHashMap<String, SortedMap<String, BigDecimal>>()
    fun add(name: String, currency: String, amount: BigDecimal) {
        figures.getOrPut(name) { sortedMapOf() }.merge(currency, amount, BigDecimal::add)
    }

    // Interest needs how each item fell, day by day. What a kept plan frees bears none.
    val history = interestHistory(entries, asOf)
    val plans = planHistories(entries, asOf)
    val judged = planAssess(PlanAssessRequest(plans, history.applied, book.items), date)
    val suspensions = interestSuspensions(plans, judged)
    // By which law or contract each company charges interest.
    for ((entity, policy) in listOf("DE01" to Policies.interestGermany(), "US01" to Policies.interestUsContract())) {
        val items = history.items.filter { it.entity == entity }
        val closed = history.closed.filter { it.entity == entity }
        val own = history.copy(items = items, closed = closed, suspensions = suspensions)
        interestAccrue(own, date, policy).totals.forEach { add("charges", it.currency, it.charges) }
    }

    for (one in promiseAssess(book.promises, history.applied, date).promises) {
        when (one.status) {
            PromiseStatus.OPEN -> add("promised", one.currency, one.promised)
            PromiseStatus.BROKEN, PromiseStatus.PARTLY_KEPT -> add("broken", one.currency, one.promised - one.paid)
            else -> {}
        }
    }
    val atRisk = judged.plans.filter { it.status == PlanStatus.LATE || it.status == PlanStatus.DEFAULTED }
    atRisk.forEach { add("at risk", it.currency, it.arrears) }

    // What was done to collect an item speaks for writing it off; the batch of each candidate is posted once it is approved.
    val done = EvidenceRequest(book.items, book.contacts, book.notices, book.placements, book.holds)
    val asked = WriteOffRequest(book.items, writeOffEvidence(done, date), history.applied)
    writeOffAssess(asked, date, Policies.writeOffOurs()).candidates.forEach { add("to write off", it.currency, it.amount) }

    val rates = LOSS_RATES.map { (bucket, percent) -> LossRate(bucket, BigDecimal(percent)) }
    val policy = ProvisionPolicy(rates, aging = AgingPolicy(credits = CreditTreatment.OWN_DATE))
    provisionAssess(ProvisionRequest(book.items, master), date, policy).totals.forEach { add("provision", it.currency, it.required) }

    return figures.entries.joinToString("") { (name, sums) ->
        val told = sums.filterValues { it.signum() != 0 }.map { (currency, sum) -> "$currency ${figure(sum, currency)}" }
        "${name.padEnd(12)} ${told.joinToString("  ")}\n"
    }
}

/** An amount with the digits of its currency. */
private fun figure(amount: BigDecimal, currency: String): String = "%,.${valueMinorUnits(currency)}f".format(Locale.ROOT, amount)
