package io.github.openitem

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What the README shows is what runs here. */
class ReadmeTest {
    private fun plain(text: String) = text.lines().joinToString("\n") { it.trim() }

    private fun printed(example: ((String) -> Unit) -> Unit) = mutableListOf<String>().also { lines -> example { lines += it } }

    @Test
    fun everyExampleOfTheReadmeStandsInTheseTests() {
        val readme = Repository.file("bindings/uniffi/README.md").readText()
        val tests = Repository.file("bindings/uniffi/kotlin/src/test")
        for ((language, source) in listOf("kotlin" to "kotlin/io/github/openitem/ReadmeExample.kt", "java" to "java/io/github/openitem/JavaTest.java")) {
            val blocks = Regex("```$language\n(.*?)```", RegexOption.DOT_MATCHES_ALL).findAll(readme).map { it.groupValues[1] }.toList()
            assertTrue(blocks.isNotEmpty())
            val stands = plain(tests.resolve(source).readText())
            for (block in blocks) assertTrue(plain(block) in stands, block)
        }
    }

    @Test
    fun theExamplesPrintWhatTheySay() {
        assertEquals(listOf("EUR 1-30: 119"), printed(ReadmeExample::tenLines))
        val error = "unknown_currency (NOT_FOUND): the minor units of QQQ are not known: hand in a currency row; the data: QQQ"
        assertEquals(listOf(error), printed(ReadmeExample::errors))
    }
}
