package io.github.openitem

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** Every vector through the JSON door. */
class VectorsTest {
    private val vectors = Repository.vectors()

    @Test
    fun everyVectorGivesTheSameBytesThroughTheJsonDoor() {
        val failures = vectors.mapNotNull { vector ->
            val outcome = runCatching { door(vector.call, vector.input) }
            disagreement(vector, outcome.map { canonical(it) }, typed = false)
        }
        assertEquals(emptyList<String>(), failures, "${failures.size} of ${vectors.size} vectors")
    }

    @Test
    fun everyOperationHasAVectorAndATypedFunction() {
        val names = operationNames() + io.github.openitem.formats.formatsOperationNames()
        assertEquals(names.sorted(), DISPATCHES.keys.sorted())
        assertEquals(names.toSet(), vectors.map { it.call }.toSet())
    }
}

/** What is wrong with an outcome, if anything. */
internal fun disagreement(vector: Vector, outcome: Result<String>, typed: Boolean): String? {
    val error = outcome.exceptionOrNull()
    val expected = vector.expect
    return when {
        error == null && expected == null -> "${vector.name}: ${vector.call} gave ${outcome.getOrNull()}, expected ${vector.code}"
        error == null -> {
            val bytes = canonical(expected.toString())
            if (outcome.getOrNull() == bytes) null else "${vector.name}: ${vector.call} gave\n${outcome.getOrNull()}\nexpected\n$bytes"
        }
        expected != null -> "${vector.name}: ${vector.call}: $error"
        // What Kotlin's own types cannot hold never reaches the call: the tests refuse it at the very place that the JSON door names.
        error is Refused -> {
            val isSame = vector.code == "malformed_json" && error.path == vector.data?.get("path")?.textValue()
            if (isSame) null else "${vector.name}: $error, expected ${vector.code} ${vector.data}"
        }
        // A text that Kotlin holds and openitem does not take has an error of its own, in the words that the JSON door puts a path to.
        typed && vector.code == "malformed_json" && error is OpenItemException.MalformedCurrency ->
            if (error.message == vector.data?.get("problem")?.textValue()) null else "${vector.name}: $error, expected ${vector.data}"
        error !is OpenItemException -> "${vector.name}: ${vector.call}: $error"
        error.code != vector.code -> "${vector.name}: ${vector.call}: ${error.code}, expected ${vector.code}"
        vector.data != null && canonical(vector.data.toString()) != canonical(parse(error.toJson())["data"].toString()) ->
            "${vector.name}: ${vector.call}: ${error.toJson()}, expected ${vector.data}"
        else -> null
    }
}
