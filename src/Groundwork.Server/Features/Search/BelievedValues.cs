using System.Buffers;
using System.Text;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Ontology;
using Groundwork.Core.Search;

namespace Groundwork.Server.Features.Search;

/// <summary>Takes out of a stored resolution the labels that are believed, one column for each question.</summary>
static class BelievedValues
{
    // A question may get another kind in a later version; then it has two columns.
    static string Name(string kind, string question) => $"{(kind == "multichoice" ? "classes" : "class")}:{question}";

    internal static Column Column(ColumnTable table, Question question) =>
        table.Column(Name(question.Kind, question.Name), question.Asks.Scale == Scale.NominalSet ? ColumnKind.Words : ColumnKind.Word);

    /// <summary>Reads the body past what isn't needed: it is done for every task there is.</summary>
    internal static void Set(ColumnTableEdit edit, string body)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(body.Length));
        try
        {
            var reader = new Utf8JsonReader(rented.AsSpan(0, Encoding.UTF8.GetBytes(body, rented)));
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var question = reader.GetString()!;
                reader.Read();
                var kind = "";
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                    if (reader.ValueTextEquals("kind"u8) && reader.Read())
                        kind = reader.GetString() ?? "";
                    else if (reader.ValueTextEquals("value"u8) && reader.Read() && HasLabels(kind))
                        SetOne(edit, Name(kind, question), ref reader);
                    else
                        reader.Skip();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    static bool HasLabels(string kind) => Catalog.Named<IQuestionKind>(kind)?.Scale is Scale.Nominal or Scale.NominalSet or Scale.Ordinal;

    static void SetOne(ColumnTableEdit edit, string name, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                edit.Set(edit.Column(name, ColumnKind.Word), reader.GetString());
                break;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                edit.Set(edit.Column(name, ColumnKind.Word), Encoding.UTF8.GetString(reader.ValueSpan));
                break;
            case JsonTokenType.StartArray:
                var labels = new List<string>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    labels.Add(reader.GetString() ?? "");
                edit.Set(edit.Column(name, ColumnKind.Words), labels);
                break;
        }
    }
}
