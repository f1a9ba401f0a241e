using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Groundwork.Formats.Streams;

/// <summary>Guesses which column means what, and makes items.</summary>
static class Columns
{
    static readonly string[] TextNames =
        ["text", "itemtext", "content", "body", "message", "sentence", "utterance", "comment", "review", "tweet", "document", "passage", "prompt", "question", "title"];

    static readonly string[] IdNames = ["id", "externalid", "itemid", "docid", "documentid", "textid", "messageid", "taskid", "uid", "uuid", "guid", "key"];

    static readonly string[] SplitNames = ["split", "subset", "fold"];

    static readonly JavaScriptEncoder Plain = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>A name as it is compared: letters and digits in lower case.</summary>
    public static string Plainly(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    /// <summary>The first column with the first of the names that any column has, or null.</summary>
    public static string? Find(IReadOnlyList<string> columns, IEnumerable<string> names) =>
        names.Select(name => columns.FirstOrDefault(c => Plainly(c) == name)).FirstOrDefault(c => c is not null);

    /// <summary>Completes a mapping by the names of the columns; the only column that is left is the text.</summary>
    public static ItemMapping Guess(ItemMapping wanted, IReadOnlyList<string> columns)
    {
        var id = wanted.Id ?? Find([.. columns.Where(c => c != wanted.Text)], IdNames);
        var rest = columns.Where(c => c != id && c != wanted.Split).ToList();
        var text = wanted.Text ?? Find(rest, TextNames) ?? (rest.Count == 1 ? rest[0] : null);
        return new(text, id, wanted.Split ?? Find([.. rest.Where(c => c != text)], SplitNames));
    }

    /// <summary>What is wrong with a mapping for these columns, or null.</summary>
    public static RowFault? Fault(ItemMapping mapping, IReadOnlyList<string> columns)
    {
        var choose = columns.Count == 0 ? "Check that the file has any rows." : $"Choose one of {string.Join(", ", columns.Take(20))}.";
        if (mapping.Text is null)
            return new(0, "It is not clear which column holds the text.", choose);
        foreach (var name in new[] { mapping.Text, mapping.Id, mapping.Split })
            if (name is not null && !columns.Contains(name, StringComparer.Ordinal))
                return new(0, $"There is no column \"{name}\".", choose);
        return null;
    }

    /// <summary>A text item; the text is kept exactly.</summary>
    public static RowOutcome Item(long row, string? id, string? text, JsonElement metadata, string? split)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new RowFault(row, "The text is empty.", "Fill it in or remove the row.");
        if (id is { Length: > 1_000 })
            return new RowFault(row, string.Create(CultureInfo.InvariantCulture, $"The id has {id.Length} characters; at most 1000 fit."), "Choose another column as the id.");
        var payload = Object(json => json.WriteString("text", text));
        return new ItemRow(row, string.IsNullOrEmpty(id) ? null : id, "text", payload, metadata, string.IsNullOrEmpty(split) ? null : split);
    }

    /// <summary>A JSON object with these members.</summary>
    public static JsonElement Object(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = Plain, SkipValidation = false, MaxDepth = 128 }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        var reader = new Utf8JsonReader(buffer.WrittenSpan, new JsonReaderOptions { MaxDepth = 128 });
        return JsonElement.ParseValue(ref reader);
    }
}
