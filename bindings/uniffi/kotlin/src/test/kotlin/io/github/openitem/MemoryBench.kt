package io.github.openitem

import com.sun.jna.Function
import java.io.File
import java.math.BigDecimal
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test

/**
 * What a call takes at its peak beside Java's own objects, as a multiple of the text of its arguments and its result
 * (bindings/uniffi/bench.sh, on Linux). Java's heap is given in whole from the start, so that whatever the process grows by is native.
 */
@Tag("bench")
class MemoryBench {
    @Test
    fun theFactorOfTheReadme() {
        val factors = listOf(
            measured("aging.age of 100,000 items", List(100_000) { item("I$it", BigDecimal("%d.%02d".format(it % 9_000 + 1, it % 100))) },
                { items -> items.sumOf { size(writeOpenItem(it)) } }, { agingAge(it, asOf = day("2026-06-30")) }, { size(writeAging(it)) }),
            measured("book.replay of 100,000 entries", List(100_000) { invoice("I$it", "%d.%02d".format(it % 9_000 + 1, it % 100)) },
                { entries -> entries.sumOf { size(writeEntry(it)) } }, { bookReplay(it, AsOf(day("2026-06-30"))) }, { size(writeReplay(it)) }),
            measured("entry.write of 100,000 entries", List(100_000) { invoice("I$it", "%d.%02d".format(it % 9_000 + 1, it % 100)) },
                { entries -> entries.sumOf { size(writeEntry(it)) } }, { entryWrite(StoredEntries(it)) }, { it.length.toLong() }),
            measured("value.allocate over 1,000,000 weights of one digit", List(1_000_000) { BigDecimal.ONE },
                { 4L * it.size }, { valueAllocate(BigDecimal(it.size), it, 2) }, { 4L * it.size }),
        )
        // The last is what the work itself takes, 350 bytes a weight: no text is so short for what is done with it.
        assertTrue(factors.dropLast(1).all { it < 4 } && factors.last() < 50) { "the README states 4 and 350 bytes a weight: $factors" }
    }

    private fun <A, R> measured(name: String, given: List<A>, sizeOfGiven: (List<A>) -> Long, call: (List<A>) -> R, sizeOfResult: (R) -> Long): Double {
        // What Java itself needs to compile the call, and what an earlier call has freed, is none of this one's.
        call(given)
        System.gc()
        Function.getFunction("c", "malloc_trim").invokeInt(arrayOf(0L))
        val before = status("VmRSS")
        File("/proc/self/clear_refs").writeText("5")
        val result = call(given)
        val peak = status("VmHWM") - before
        val text = sizeOfGiven(given) + sizeOfResult(result)
        val factor = peak.toDouble() / text
        println("memory: $name: %.1f MB of text, native peak %.1f MB: %.1f times".format(text / 1e6, peak / 1e6, factor))
        return factor
    }

    private fun size(value: Any): Long = write(value).length.toLong()

    private fun status(name: String): Long =
        File("/proc/self/status").readLines().first { it.startsWith("$name:") }.filter { it.isDigit() }.toLong() * 1024
}
