using System.Globalization;
using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;

namespace Groundwork.Formats.Streams;

/// <summary>Writes snapshots as RFC 4180 tables: lines end with CR LF, cells are quoted where they must be, numbers are the same in every culture.</summary>
static class CsvSnapshot
{
    static readonly string[] ResolutionColumns = ["externalId", "text"];
    static readonly string[] AnswerColumns = ["externalId", "author", "submittedAt", "activeMs", "counted"];

    public static async Task WriteAsync(Stream stream, SnapshotHeader header, IAsyncEnumerable<SnapshotRow> rows, WriteSettings settings, CancellationToken cancel)
    {
        var table = new CsvTable(settings.SpreadsheetSafe);
        var first = settings.What == Wanted.Answers ? AnswerColumns : ResolutionColumns;
        foreach (var name in first)
            table.Text(name);
        foreach (var question in header.Ontology.Questions)
        {
            // A question may be called like one of the first columns.
            table.Text(first.Contains(question.Name, StringComparer.Ordinal) ? question.Name + ".value" : question.Name);
            if (settings.What == Wanted.Resolutions)
                table.Text(question.Name + ".confidence").Text(question.Name + ".tied");
        }
        table.End();
        await foreach (var row in rows.WithCancellation(cancel))
        {
            if (settings.What == Wanted.Answers)
                foreach (var answer in row.Answers)
                    Answer(table, header.Ontology, row, answer);
            else
                Resolution(table, header.Ontology, row);
            if (table.Length > 64 * 1024)
                await table.FlushAsync(stream, cancel);
        }
        await table.FlushAsync(stream, cancel);
    }

    static void Resolution(CsvTable table, OntologyDocument ontology, SnapshotRow row)
    {
        table.Text(row.ExternalId);
        table.Text(row.Item.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "");
        foreach (var question in ontology.Questions)
        {
            if (row.Resolution?.Questions.TryGetValue(question.Name, out var resolved) != true || resolved is null)
            {
                table.Text("").Text("").Text("");
                continue;
            }
            table.Value(resolved.Value).Number(resolved.Confidence).Text(string.Join(';', resolved.Tied.Select(CsvTable.Flat)));
        }
        table.End();
    }

    static void Answer(CsvTable table, OntologyDocument ontology, SnapshotRow row, SnapshotAnswer answer)
    {
        table.Text(row.ExternalId).Text(answer.AuthorName);
        table.Text(DateTimeOffset.FromUnixTimeMilliseconds(answer.SubmittedAt).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        table.Text(answer.ActiveMs?.ToString(CultureInfo.InvariantCulture) ?? "").Text(answer.Counted ? "true" : "false");
        foreach (var question in ontology.Questions)
            table.Value(answer.Document.Answers.TryGetValue(question.Name, out var value) ? value : null);
        table.End();
    }
}
