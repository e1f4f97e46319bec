package io.github.openitem

import java.util.concurrent.Callable
import java.util.concurrent.Executors
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** Functions and the ledger are used by several threads at once. */
class ThreadsTest {
    private fun <T> onThreads(count: Int, call: (Int) -> T): List<T> {
        val pool = Executors.newFixedThreadPool(8)
        try {
            return pool.invokeAll(List(count) { at -> Callable { call(at) } }).map { it.get() }
        } finally {
            pool.shutdown()
        }
    }

    @Test
    fun everyThreadGetsTheSameAnswer() {
        val items = List(200) { item("I$it") }
        val alone = agingAge(items, asOf = day("2026-06-30"))
        assertEquals(setOf(alone), onThreads(64) { agingAge(items, asOf = day("2026-06-30")) }.toSet())
    }

    @Test
    fun aLedgerTakesOneBatchAtATimeFromManyThreads() = Ledger().use { ledger ->
        onThreads(200) { at -> ledger.post(Batch(listOf(invoice("I$at", "1.00")))) }
        assertEquals(200, ledger.count())
        assertEquals(200, ledger.replay(AsOf(day("2026-03-31"))).book.items.size)
    }
}
