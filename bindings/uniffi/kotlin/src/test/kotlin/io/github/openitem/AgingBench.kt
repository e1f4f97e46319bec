package io.github.openitem

import java.math.BigDecimal
import java.time.LocalDate
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test

/** 50,000 items through the row API beside the same call in Rust (bindings/uniffi/bench.sh); no test of a time. */
@Tag("bench")
class AgingBench {
    @Test
    fun fiftyThousandItems() {
        val items = List(50_000) { at ->
            val open = BigDecimal("%d.%02d".format(at % 9_000 + 1, at % 100))
            item("I$at", open, LocalDate.of(2026, at % 6 + 1, at % 28 + 1)).copy(customer = "C${at % 500}")
        }
        val kotlin = List(8) { timed { agingAge(items, asOf = day("2026-06-30")) } }.min()
        val rust = System.getProperty("rust.milliseconds").toDouble()
        println("aging.age of 50,000 items: Kotlin %.0f ms, Rust %.1f ms: %.0f times".format(kotlin, rust, kotlin / rust))
    }

    private fun timed(call: () -> Any?): Double {
        val start = System.nanoTime()
        call()
        return (System.nanoTime() - start) / 1e6
    }
}
