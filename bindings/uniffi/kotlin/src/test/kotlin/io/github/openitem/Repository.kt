package io.github.openitem

import com.fasterxml.jackson.core.JsonFactory
import com.fasterxml.jackson.core.JsonToken
import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.json.JsonMapper
import java.io.File

/** What lies in the repository beside this project. */
internal object Repository {
    private val root = File(System.getProperty("repository.root") ?: "../../..")

    fun file(path: String): File = root.resolve(path).also { check(it.exists()) { "$it is not there: set -Drepository.root" } }

    /** Every vector, with the file and the place it comes from. */
    fun vectors(): List<Vector> = file("tests/vectors").walk()
        .filter { it.extension == "json" }
        .sortedBy { it.path }
        .flatMap { file ->
            val text = file.readText()
            val lenient = JsonMapper().readTree(text)
            val all = if (lenient.isArray) lenient.toList() else listOf(lenient)
            all.zip(inputs(text)).mapIndexed { at, (one, input) -> Vector("${file.relativeTo(root)} #${at + 1}", one, input) }
        }
        .toList()
}

/** Every operation of both packages through its typed function. */
internal val DISPATCHES = DISPATCH + io.github.openitem.formats.DISPATCH

/** Every operation of both packages through the JSON door. */
internal fun door(name: String, json: String): String =
    if (name in DISPATCH) call(name, json) else io.github.openitem.formats.formatsCall(name, json)

/** The texts of the inputs as they stand in a file of vectors: some of them name a field twice. */
private fun inputs(text: String): List<String> = JsonFactory().createParser(text).use { parser ->
    val depth = if (text.trimStart().startsWith("[")) 2 else 1
    val found = mutableListOf<String>()
    var level = 0
    while (true) {
        val token = parser.nextToken() ?: break
        if (token.isStructStart) level++
        if (token.isStructEnd) level--
        if (token == JsonToken.FIELD_NAME && level == depth && parser.currentName() == "input") {
            parser.nextToken()
            val start = parser.currentTokenLocation().charOffset.toInt()
            parser.skipChildren()
            found += text.substring(start, parser.currentLocation().charOffset.toInt())
        }
    }
    found
}

/** One vector: an operation, the text of its arguments, and what must come of it. */
internal class Vector(val name: String, json: JsonNode, val input: String) {
    val call: String = json["call"].textValue()
    val expect: JsonNode? = json["expect"]
    val code: String? = json["error"]?.get("code")?.textValue()
    val data: JsonNode? = json["error"]?.get("data")
}
