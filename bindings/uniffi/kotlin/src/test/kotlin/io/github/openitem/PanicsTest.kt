package io.github.openitem

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A defect inside the library is an error of its own, and ends nothing. */
class PanicsTest {
    @Test
    fun aPanicIsTheErrorInternalAndTheNextCallRuns() {
        val error = assertThrows(OpenItemException.Internal::class.java) { panicForTest("no way out") }
        assertEquals(Pair("internal", ErrorKind.INTERNAL), Pair(error.code, error.kind))
        assertTrue(error.problem.startsWith("no way out (") && "uniffi.rs" in error.problem, error.problem)
        assertEquals(2, valueMinorUnits("EUR"))
    }
}
