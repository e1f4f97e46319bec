package io.github.openitem

import collect.collect
import monthend.monthEnd
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** examples/kotlin gives the figures that `cargo run --example month_end` prints. */
class MonthEndTest {
    @Test
    fun theMonthEndOfTheSampleHasTheFiguresOfTheExampleInRust() {
        assertEquals(FIGURES, monthEnd(Repository.file("examples/data"), day("2026-06-30")))
    }

    @Test
    fun whatCollectionsDecideOnIsWhatTheOtherLanguagesPrint() {
        val expected = Repository.file("examples/python/collect.txt").readText()
        assertEquals(expected, collect(Repository.file("examples/data"), day("2026-06-30")))
    }
}

private const val FIGURES = """AGING 2026-06-30
EUR  current 193,547.54  1-30 115,154.19  31-60 54,751.79  61-90 12,812.22  90+ 72,900.59  in buckets 449,166.33
GBP  current 25,884.46  1-30 22,571.96  31-60 4,558.35  61-90 2,724.78  90+ 1,147.60  in buckets 56,887.15
JPY  current 15,852,501  1-30 13,585,084  31-60 3,251,677  61-90 4,103,879  90+ 684,233  in buckets 37,477,374
USD  current 366,771.16  1-30 140,747.93  31-60 29,571.78  61-90 30,585.09  90+ 14,087.94  in buckets 581,763.90

MOVEMENT, net of money
EUR  opening 352,962.88  billed 105,018.08  charged 7.50  returned 13,208.22  credited -364.00  received -249,749.72  closing 221,082.96
GBP  opening 29,187.48  billed 9,731.41  charged 7.50  returned 1,419.61  credited -1,952.51  received -13,829.86  closing 24,563.63
JPY  opening 41,111,438  billed 5,993,892  received -13,101,166  closing 34,004,164
USD  opening 298,281.85  billed 299,606.77  charged 7.50  returned 2,697.19  credited -2,171.73  received -124,878.14  taken -224.34  closing 473,319.10

TIE-OUT
DE01 EUR  in buckets 449,166.33  beside -228,083.37  left out 0.00  control account 221,082.96  difference 0.00
DE01 GBP  in buckets 56,887.15  beside -32,323.52  left out 0.00  control account 24,563.63  difference 0.00
DE01 JPY  in buckets 37,477,374  beside -3,473,210  left out 0  control account 34,004,164  difference 0
DE01 USD  in buckets 270,055.51  beside -49,130.71  left out 0.00  control account 220,924.80  difference 0.00
US01 USD  in buckets 311,708.39  beside -59,314.09  left out 0.00  control account 252,394.30  difference 0.00
"""
